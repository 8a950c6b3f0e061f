import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { constraint, oneOf, required, validationError } from './cloudwatch-error';
import { dynamicLabel, seriesLabel } from './label';
import { type MetricQuery, QueryRun } from './metric-query';
import type { MetricStore } from './metric-store';
import { readToken, writeToken } from './page';
import { retentionMs, roundedStartMs } from './period';
import { asValidation, readQueries } from './read-queries';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const FUTURE_MS = 2 * 3_600_000;

export interface MetricDataContext {
  readonly store: MetricStore;
  readonly account: string;
  readonly region: string;
  readonly nowMs: number;
}

interface Line {
  readonly id: string;
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
}

/** GetMetricData: start inclusive, end exclusive, pages of datapoints across all results. */
export function getMetricData(input: GetMetricDataInput, context: MetricDataContext): GetMetricDataOutput {
  const { MetricDataQueries = [], MaxDatapoints = MAX_DATAPOINTS, ScanBy = 'TimestampDescending' } = input;
  const startMs = required('startTime', input.StartTime).getTime();
  const endMs = required('endTime', input.EndTime).getTime();
  if (!(startMs < endMs)) {
    throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  }
  if (MetricDataQueries.length === 0) {
    throw constraint('metricDataQueries', '[]', 'Member must have length greater than or equal to 1');
  }
  if (MetricDataQueries.length > MAX_QUERIES) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  }
  if (!Number.isInteger(MaxDatapoints) || MaxDatapoints < 1 || MaxDatapoints > MAX_DATAPOINTS) {
    throw validationError(`The parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}, got ${MaxDatapoints}.`);
  }
  oneOf('scanBy', ScanBy, ['TimestampDescending', 'TimestampAscending']);
  const queries = readQueries(MetricDataQueries, 'MetricDataQueries', context.account);
  if (!queries.some(({ returnData }) => returnData)) {
    throw validationError('ReturnData must be true for at least one of the MetricDataQueries.');
  }
  const lines = asValidation(() => linesOf(queries, { startMs, endMs }, context));
  const ordered = ScanBy === 'TimestampAscending' ? lines : lines.map(reversed);
  return pageOfLines(ordered, readToken(input.NextToken), MaxDatapoints);
}

function linesOf(
  queries: readonly MetricQuery[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  { store, nowMs, account, region }: MetricDataContext,
): readonly Line[] {
  const periods = queries.flatMap(({ periodS }) => periodS ?? []);
  const shortestS = periods.length === 0 ? 60 : Math.min(...periods);
  const window = {
    startMs: roundedStartMs(startMs, nowMs, shortestS),
    endMs: Math.min(endMs, nowMs + FUTURE_MS),
  };
  const run = new QueryRun(store, queries, window, {
    fillUntilMs: nowMs,
    oldestMs: (periodS) => nowMs - retentionMs(periodS),
  });
  return queries
    .filter(({ returnData }) => returnData)
    .flatMap((query) =>
      run.series(query).map((series) => ({
        id: query.id,
        label: dynamicLabel(seriesLabel(query, series), series, { account, region }),
        points: [...series.points],
      })),
    );
}

function reversed(line: Line): Line {
  return { ...line, points: [...line.points].reverse() };
}

/** Takes `size` datapoints from place `start` on, counted through the results one after the other. */
function pageOfLines(lines: readonly Line[], start: number, size: number): GetMetricDataOutput {
  const MetricDataResults: MetricDataResult[] = [];
  let place = 0;
  for (const { id, label, points } of lines) {
    const from = Math.max(0, start - place);
    const to = Math.min(points.length, start + size - place);
    // A result without points goes with the point before it, so that it comes exactly once.
    const before = Math.max(0, place - 1);
    const emptyHere = points.length === 0 && before >= start && before < start + size;
    if (from < to || emptyHere) {
      const part = points.slice(from, Math.max(from, to));
      MetricDataResults.push({
        Id: id,
        Label: label,
        Timestamps: part.map(([atMs]) => new Date(atMs)),
        Values: part.map(([, value]) => value),
        StatusCode: to < points.length ? 'PartialData' : 'Complete',
      });
    }
    place += points.length;
  }
  const next = start + size;
  return { MetricDataResults, Messages: [], ...(next < place ? { NextToken: writeToken(next) } : {}) };
}

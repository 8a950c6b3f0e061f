import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { PortError } from '../flow/ports';
import type { Series } from '../sizing';
import { attempt } from './calls';
import { type Query, toMetricDataQuery } from './metric-queries';

export interface Span {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly periodMs: number;
}

/** GetMetricData takes 500 queries a call. */
const queriesPerCall = 500;
const mostDatapointsPerPage = 100_800;
/** Far more than any span here needs. */
const mostPages = 50;

/**
 * Whole periods that end at or before `nowMs`. CloudWatch serves periods that are aligned to their length fastest, and a period
 * that has not ended would read as a drop in demand.
 */
export function spanBefore(nowMs: number, windowMs: number, periodMs: number): Span {
  const endMs = Math.floor(nowMs / periodMs) * periodMs;
  return { startMs: endMs - Math.max(1, Math.ceil(windowMs / periodMs)) * periodMs, endMs, periodMs };
}

/** One series per query, in their order; undefined where the span has no datapoint at all. */
export async function readSeries(
  cloudwatch: CloudWatchClient,
  queries: readonly Query[],
  span: Span,
  { datapointsPerPage = mostDatapointsPerPage }: { readonly datapointsPerPage?: number } = {},
): Promise<readonly (Series | undefined)[]> {
  const calls = chunks(queries, queriesPerCall).map((some) => readPages(cloudwatch, some, span, datapointsPerPage));
  return (await Promise.all(calls)).flat();
}

async function readPages(
  cloudwatch: CloudWatchClient,
  queries: readonly Query[],
  span: Span,
  datapointsPerPage: number,
): Promise<readonly (Series | undefined)[]> {
  const results: MetricDataResult[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await attempt(`GetMetricData of ${queries.length} metrics`, (options) =>
      cloudwatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries.map((query, index) => toMetricDataQuery(query, index, span.periodMs)),
          StartTime: new Date(span.startMs),
          EndTime: new Date(span.endMs),
          ScanBy: 'TimestampAscending',
          MaxDatapoints: datapointsPerPage,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        options,
      ),
    );
    results.push(...(answer.MetricDataResults ?? []));
    token = answer.NextToken;
    if (token === undefined) return queries.map((query, index) => seriesOf(query, `q${index}`, results, span));
  }
  throw new PortError('aws.failed', `GetMetricData gave more than ${mostPages} pages`, false, 'no');
}

/** A result may come in parts, one per page. */
function seriesOf(query: Query, id: string, results: readonly MetricDataResult[], span: Span): Series | undefined {
  const parts = results.filter((result) => result.Id === id);
  const refused = parts.find(({ StatusCode }) => StatusCode === 'Forbidden' || StatusCode === 'InternalError');
  if (refused) {
    const denied = refused.StatusCode === 'Forbidden';
    const text = `GetMetricData ${query.namespace} ${query.metric}: ${refused.StatusCode}`;
    throw new PortError(denied ? 'aws.denied' : 'aws.failed', text, !denied, 'no');
  }
  return toSeries(
    parts.flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.map((time, index) => ({ atMs: time.getTime(), value: Values[index] ?? null })),
    ),
    span,
  );
}

/** Datapoints on the span's grid, null where there is none; those outside of it do not belong to it. */
export function toSeries(
  points: readonly { readonly atMs: number; readonly value: number | null }[],
  { startMs, endMs, periodMs }: Span,
): Series | undefined {
  const values = new Array<number | null>((endMs - startMs) / periodMs).fill(null);
  for (const { atMs, value } of points) {
    const slot = Math.floor((atMs - startMs) / periodMs);
    if (slot >= 0 && slot < values.length) values[slot] = value;
  }
  return values.some((value) => value !== null) ? { startMs, periodMs, values } : undefined;
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

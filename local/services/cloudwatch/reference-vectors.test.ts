import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AlarmState,
  type Comparison,
  evaluateAlarm,
  evaluationRange,
  type MissingDataTreatment,
  samplesNeeded,
} from './alarm-evaluation';
import { metricId } from './metric-id';
import { expressionNode, type MetricQuery, QueryError, QueryRun, statisticOf } from './metric-query';
import { MetricStore } from './metric-store';
import { Samples } from './samples';
import { computeStatistic } from './statistic';

const folder = path.join(__dirname, '../../../../shared/vectors');
const whereThere = existsSync(path.join(folder, 'alarms.jsonl')) ? test : test.skip;

function vectors<T>(name: string): readonly T[] {
  const lines = readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as T & { doubtful?: boolean })
    .filter(({ doubtful }) => doubtful !== true);
}

interface AlarmVector {
  readonly id: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly datapoints: readonly (
    | number
    | null
    | { readonly values: readonly number[]; readonly counts: readonly number[] }
  )[];
  readonly previousState: AlarmState;
  readonly expected: { readonly state: AlarmState };
  readonly statistic?: string;
  readonly percentile?: string;
  readonly lowSamples?: string;
  readonly namespace?: string;
}

function stateAfter(vector: AlarmVector): AlarmState {
  const statistic = statisticOf(vector.percentile ?? vector.statistic ?? 'Average');
  const points = vector.datapoints.map((given, i) => {
    const samples = new Samples();
    if (typeof given === 'number') {
      samples.add(given);
    }
    if (typeof given === 'object' && given !== null) {
      given.values.forEach((value, k) => {
        samples.add(value, given.counts[k]);
      });
    }
    const needed =
      statistic.kind === 'percentile' && vector.lowSamples === 'ignore' ? samplesNeeded(statistic.percent) : 0;
    return { atMs: i * 60_000, value: computeStatistic(samples, statistic), lowSamples: samples.count < needed };
  });
  const periods = evaluationRange(vector.evaluationPeriods);
  const older = Array.from({ length: Math.max(0, periods - points.length) }, (_, i) => ({
    atMs: -i,
    value: undefined,
  }));
  const treatMissingData = vector.namespace === 'AWS/DynamoDB' ? 'ignore' : vector.treatMissingData;
  const verdict = evaluateAlarm({ ...vector, treatMissingData }, [...older, ...points].slice(-periods));
  return verdict.kind === 'keep' ? vector.previousState : verdict.state;
}

whereThere('the reference vectors of alarm evaluation hold, where they are at hand', () => {
  const wrong = vectors<AlarmVector>('alarms.jsonl').filter((vector) => stateAfter(vector) !== vector.expected.state);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

type Line = readonly (number | null)[];

interface MathVector {
  readonly id: string;
  readonly expression: string;
  readonly series: Readonly<Record<string, Line>>;
  readonly steps?: Readonly<Record<string, string>>;
  readonly period?: number;
  readonly expected?: Line;
  readonly expectedSeries?: readonly Line[];
  readonly refused?: boolean;
}

function resultOf({ expression, series, steps = {}, period = 60 }: MathVector): readonly Line[] | 'refused' {
  const store = new MetricStore();
  const stepMs = period * 1_000;
  const length = Math.max(...Object.values(series).map((line) => line.length));
  const queries: MetricQuery[] = Object.entries(series).map(([id, line]) => {
    const metric = metricId('Vectors', id);
    line.forEach((value, i) => {
      if (value !== null) {
        store.slot(metric, 'None', i * stepMs, 0).add(value);
      }
    });
    const stat = { stat: 'Sum', statistic: statisticOf('Sum'), unit: undefined, label: undefined };
    return { kind: 'metric', id, metric, periodS: period, returnData: false, ...stat };
  });
  try {
    for (const [id, text] of Object.entries({ ...steps, result: expression })) {
      const rest = { expression: text, node: expressionNode(id, text), label: undefined, periodS: undefined };
      queries.push({ kind: 'expression', id, returnData: id === 'result', ...rest });
    }
    const run = new QueryRun(store, queries, { startMs: 0, endMs: length * stepMs });
    return run
      .series(queries.at(-1) as MetricQuery)
      .map(({ points }) => Array.from({ length }, (_, i) => points.get(i * stepMs) ?? null));
  } catch (error) {
    if (error instanceof QueryError) {
      return 'refused';
    }
    throw error;
  }
}

function near(a: number | null | undefined, b: number | null): boolean {
  return a === b || (typeof a === 'number' && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)));
}

whereThere('the reference vectors of metric math hold, where they are at hand', () => {
  const wrong = vectors<MathVector>('math.jsonl').filter((vector) => {
    const result = resultOf(vector);
    if (vector.refused === true || result === 'refused') {
      return (result === 'refused') !== (vector.refused === true);
    }
    const wanted = vector.expectedSeries ?? [vector.expected ?? []];
    const same = wanted.every((line, i) => line.every((value, k) => near(result[i]?.[k], value)));
    return wanted.length !== result.length || !same;
  });
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

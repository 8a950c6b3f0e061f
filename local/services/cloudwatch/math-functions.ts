import {
  arrayArgument,
  bounded,
  indexArgument,
  type MathContext,
  type MathFunction,
  only,
  unsupported,
} from './math-arguments';
import { MathError } from './math-error';
import { FILL, IF, TIME_FUNCTIONS } from './math-fill';
import { allTimes, eachSeries, type MathValue, mapPoints, scalar, seriesOf, type TimeSeries } from './math-value';

/** The words that stand for themselves as arguments. */
export const KEYWORDS: ReadonlySet<string> = new Set(['REPEAT', 'LINEAR', 'ASC', 'DESC', 'SUM', 'AVG', 'MIN', 'MAX']);

/** Functions of CloudWatch that are not there, refused by their name. */
export const ABSENT_FUNCTIONS: ReadonlySet<string> = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
]);

const REDUCERS = {
  SUM: (values: readonly number[]) => values.reduce((total, value) => total + value, 0),
  AVG: (values: readonly number[]) => REDUCERS.SUM(values) / values.length,
  MIN: (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), values[0] ?? Number.NaN),
  MAX: (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), values[0] ?? Number.NaN),
  STDDEV: (values: readonly number[]) => {
    const mean = REDUCERS.AVG(values);
    return Math.sqrt(REDUCERS.AVG(values.map((value) => (value - mean) ** 2)));
  },
} as const;

export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ...TIME_FUNCTIONS,
  FILL,
  IF,
  SUM: reducing('SUM', REDUCERS.SUM),
  // Missing values count as 0 in the average over an array of series.
  AVG: reducing('AVG', REDUCERS.AVG, (values, seriesCount) => REDUCERS.SUM(values) / seriesCount),
  MIN: reducing('MIN', REDUCERS.MIN),
  MAX: reducing('MAX', REDUCERS.MAX),
  STDDEV: reducing('STDDEV', REDUCERS.STDDEV),
  DATAPOINT_COUNT: reducing('DATAPOINT_COUNT', (values) => values.length),
  ABS: pointwise('ABS', Math.abs),
  CEIL: pointwise('CEIL', Math.ceil),
  FLOOR: pointwise('FLOOR', Math.floor),
  LOG: pointwise('LOG', Math.log),
  LOG10: pointwise('LOG10', Math.log10),
  DIFF: stepwise('DIFF', (value, previous) => value - previous),
  DIFF_TIME: stepwise('DIFF_TIME', (_value, _previous, seconds) => seconds),
  RATE: stepwise('RATE', (value, previous, seconds) => (value - previous) / seconds),
  RUNNING_SUM: (args) =>
    eachSeries('RUNNING_SUM', only('RUNNING_SUM', args), (series) => {
      let total = 0;
      return mapPoints(series, (value) => {
        total += value;
        return total;
      });
    }),
  METRICS: (args, context) => {
    const [filter] = bounded('METRICS', args, 0, 1);
    if (filter !== undefined && filter.kind !== 'text') {
      throw unsupported('METRICS', args);
    }
    const wanted = filter?.text ?? '';
    return { kind: 'array', items: context.metrics().filter(({ metric }) => metric?.queryId.includes(wanted)) };
  },
  METRIC_COUNT: (args) => scalar(arrayArgument('METRIC_COUNT', args, only('METRIC_COUNT', args)).items.length),
  PERIOD: (args) => {
    const value = only('PERIOD', args);
    if (value.kind !== 'series' || value.metric === undefined) {
      throw new MathError('PERIOD takes a metric, not the result of an expression');
    }
    return scalar(value.periodS);
  },
  REMOVE_EMPTY: (args) => ({
    kind: 'array',
    items: arrayArgument('REMOVE_EMPTY', args, only('REMOVE_EMPTY', args)).items.filter(
      ({ points }) => points.size > 0,
    ),
  }),
  FIRST: (args, context) => endOf('FIRST', args, 0, context),
  LAST: (args, context) => endOf('LAST', args, -1, context),
  SLICE: (args) => {
    const [from, start, end] = bounded('SLICE', args, 2, 3);
    const { items } = arrayArgument('SLICE', args, from);
    return {
      kind: 'array',
      items: items.slice(indexArgument('SLICE', args, start), end && indexArgument('SLICE', args, end)),
    };
  },
  SORT: (args) => {
    const [from, by, order, limit] = bounded('SORT', args, 3, 4);
    const { items } = arrayArgument('SORT', args, from);
    if (by?.kind !== 'text' || order?.kind !== 'text' || !isSortKey(by.text) || !/^(ASC|DESC)$/.test(order.text)) {
      throw new MathError('SORT takes an array, one of AVG, MIN, MAX and SUM, one of ASC and DESC, and maybe a limit');
    }
    const reduce = REDUCERS[by.text];
    const sign = order.text === 'ASC' ? 1 : -1;
    const filled = items.filter(({ points }) => points.size > 0);
    const sorted = filled
      .map((item) => ({ item, key: reduce([...item.points.values()]) }))
      .sort((a, b) => sign * (a.key - b.key))
      .map(({ item }) => item);
    const all = [...sorted, ...items.filter(({ points }) => points.size === 0)];
    return { kind: 'array', items: limit === undefined ? all : all.slice(0, indexArgument('SORT', args, limit)) };
  },
};

function isSortKey(text: string): text is 'AVG' | 'MIN' | 'MAX' | 'SUM' {
  return ['AVG', 'MIN', 'MAX', 'SUM'].includes(text);
}

type Reduce = (values: readonly number[], seriesCount: number) => number;

/** A scalar from one series (no number if it has no points); one series, timestamp by timestamp, from an array. */
function reducing(name: string, ofSeries: Reduce, ofArray: Reduce = ofSeries): MathFunction {
  return (args, context) => {
    const value = only(name, args);
    if (value.kind === 'series') {
      return scalar(ofSeries([...value.points.values()], 1));
    }
    const { items } = arrayArgument(name, args, value);
    const like = items[0] ?? emptyLike(name, context);
    return seriesOf(
      like,
      allTimes(items).map((atMs) => {
        const values = items.flatMap(({ points }) => points.get(atMs) ?? []);
        return [atMs, ofArray(values, items.length)] as const;
      }),
    );
  };
}

function emptyLike(label: string, { defaultPeriodS }: MathContext): TimeSeries {
  return { kind: 'series', label, periodS: defaultPeriodS, points: new Map() };
}

function pointwise(name: string, change: (value: number) => number): MathFunction {
  return (args) => eachSeries(name, only(name, args), (series) => mapPoints(series, (value) => change(value)));
}

/** From each point and the one before it; the first has none. */
function stepwise(name: string, change: (value: number, previous: number, seconds: number) => number): MathFunction {
  return (args) =>
    eachSeries(name, only(name, args), (series) => {
      const points = [...series.points];
      const steps = points.slice(1).map(([atMs, value], i) => {
        const [previousMs, previous] = points[i] as [number, number];
        return [atMs, change(value, previous, (atMs - previousMs) / 1_000)] as const;
      });
      return seriesOf(series, steps);
    });
}

function endOf(name: string, args: readonly MathValue[], at: number, context: MathContext): TimeSeries {
  return arrayArgument(name, args, only(name, args)).items.at(at) ?? emptyLike(name, context);
}

import { MathError } from './math-error';

/** A series of values over time; timestamps (ms) ascend. */
export interface TimeSeries {
  readonly kind: 'series';
  readonly label: string;
  readonly periodS: number;
  readonly points: ReadonlyMap<number, number>;
  /** Set while the series is a metric as queried and not the result of a computation. */
  readonly metric?: MetricStatLabel;
  /** Set on one of several results of an expression. */
  readonly fromArray?: boolean;
}

/** What dynamic labels and PERIOD() may ask of a metric. */
interface MetricStatLabel {
  readonly queryId: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly stat: string;
}

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly value: number;
}

export interface SeriesArray {
  readonly kind: 'array';
  readonly items: readonly TimeSeries[];
}

interface TextValue {
  readonly kind: 'text';
  readonly text: string;
}

export type MathValue = ScalarValue | TimeSeries | SeriesArray | TextValue;

const TYPE_NAMES: Readonly<Record<MathValue['kind'], string>> = {
  scalar: 'Scalar',
  series: 'TimeSeries',
  array: 'Array[TimeSeries]',
  text: 'String',
};

export function typeName(value: MathValue): string {
  return TYPE_NAMES[value.kind];
}

export function scalar(value: number): ScalarValue {
  return { kind: 'scalar', value };
}

/** A computed series: points that are no finite number (division by zero, logarithm of 0) are dropped. */
export function seriesOf(like: TimeSeries, points: Iterable<readonly [number, number]>): TimeSeries {
  const finite = new Map<number, number>();
  for (const [atMs, value] of points) {
    if (Number.isFinite(value)) {
      finite.set(atMs, value);
    }
  }
  return { kind: 'series', label: like.label, periodS: like.periodS, points: finite };
}

export function mapPoints(series: TimeSeries, change: (value: number, atMs: number) => number): TimeSeries {
  return seriesOf(
    series,
    [...series.points].map(([atMs, value]) => [atMs, change(value, atMs)] as const),
  );
}

/** Every timestamp at which one of the series has a point, ascending. */
export function allTimes(items: readonly TimeSeries[]): readonly number[] {
  const [first, ...rest] = items;
  if (first === undefined) {
    return [];
  }
  const times = new Set(first.points.keys());
  for (const { points } of rest) {
    for (const atMs of points.keys()) {
      times.add(atMs);
    }
  }
  return [...times].sort((a, b) => a - b);
}

/** Applies a function of one series to a series or to each of an array. */
export function eachSeries(name: string, value: MathValue, change: (series: TimeSeries) => TimeSeries): MathValue {
  if (value.kind === 'series') {
    return change(value);
  }
  if (value.kind === 'array') {
    return { kind: 'array', items: value.items.map(change) };
  }
  throw new MathError(`Unsupported argument type for ${name}: '[${typeName(value)}]'`);
}

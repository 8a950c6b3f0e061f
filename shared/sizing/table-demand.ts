import type { Dimension } from './capacity-cost';
import { pointsOf, spanOf, sumBetween } from './series';
import type { Series, Snapshot, TableMetric, TableState } from './snapshot';
import { maximum } from './statistics';

/** Consumption of a table and its indexes over the whole observed history, on one time line. */
export type TableDemand =
  | {
      readonly kind: 'seen';
      readonly startMs: number;
      readonly periodMs: number;
      readonly historyMs: number;
      readonly ageMs: number;
      readonly coveragePercent: number;
      /** The table first, then each index; units per second per period. */
      readonly parts: readonly DemandPart[];
    }
  | { readonly kind: 'unknown'; readonly why: 'no-datapoints' | 'stale'; readonly ageMs?: number };

export interface DemandPart {
  /** Absent for the table itself. */
  readonly index?: string;
  readonly dimension: Dimension;
  readonly unitsPerSecond: Float64Array;
}

const consumed = { read: 'consumedRead', write: 'consumedWrite' } as const;

/**
 * DynamoDB publishes consumption only where there is some, so a gap inside the history counts as zero; a table with no
 * datapoint at all, or none for an hour, is unknown. Coverage says how many periods had a datapoint.
 */
export function demandOf(snapshot: Snapshot, table: TableState, staleAfterMs: number, nowMs: number): TableDemand {
  const names = [undefined, ...table.indexes.map(({ name }) => name)];
  const series = names.flatMap((index) =>
    (['read', 'write'] as const).map((dimension) => ({
      index,
      dimension,
      series: seriesOf(snapshot, table, consumed[dimension], index),
    })),
  );
  const spans = series.flatMap((one) => {
    const span = spanOf(one.series, nowMs);
    return one.series === undefined || span === undefined ? [] : [{ ...span, periodMs: one.series.periodMs }];
  });
  if (spans.length === 0) return { kind: 'unknown', why: 'no-datapoints' };
  const startMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  const endMs = Math.max(...spans.map(({ toMs }) => toMs));
  const periodMs = Math.max(...spans.map((span) => span.periodMs));
  const ageMs = nowMs - endMs;
  if (ageMs > Math.max(staleAfterMs, 12 * periodMs)) return { kind: 'unknown', why: 'stale', ageMs };

  const count = Math.max(1, Math.round((endMs - startMs) / periodMs));
  const parts = series.map(({ index, dimension, series: one }): DemandPart => {
    const unitsPerSecond = onTimeLine(one, { startMs, periodMs, count });
    return { dimension, unitsPerSecond, ...(index === undefined ? {} : { index }) };
  });
  const most = Math.max(...spans.map(({ points, periodMs: own }) => (points * own) / (endMs - startMs)));
  return {
    kind: 'seen',
    startMs,
    periodMs,
    historyMs: endMs - startMs,
    ageMs,
    coveragePercent: Math.min(100, most * 100),
    parts,
  };
}

interface TimeLine {
  readonly startMs: number;
  readonly periodMs: number;
  readonly count: number;
}

/** Units per second by period. Most series have the periods of the time line already, and are two weeks long: no sums for those. */
function onTimeLine(series: Series | undefined, { startMs, periodMs, count }: TimeLine): Float64Array {
  const unitsPerSecond = new Float64Array(count);
  if (series === undefined) return unitsPerSecond;
  const seconds = periodMs / 1000;
  const offset = (startMs - series.startMs) / periodMs;
  const isSame = series.periodMs === periodMs && Number.isInteger(offset);
  for (let period = 0; period < count; period += 1) {
    if (isSame) {
      const value = series.values[offset + period] ?? 0;
      unitsPerSecond[period] = Number.isFinite(value) ? value / seconds : 0;
    } else {
      const fromMs = startMs + period * periodMs;
      unitsPerSecond[period] = sumBetween(series, fromMs, fromMs + periodMs) / seconds;
    }
  }
  return unitsPerSecond;
}

/** Throttled requests of the table and its indexes in the trend window. */
export interface Throttling {
  readonly events: number;
  readonly keyRangeEvents: number;
  /** How long there was throttling, in periods that had any. */
  readonly lastedMs: number;
  /** Since the end of the newest throttled period; absent without any. */
  readonly endedAgoMs?: number;
}

export function throttlingOf(snapshot: Snapshot, table: TableState, windowMs: number, nowMs: number): Throttling {
  const names = [undefined, ...table.indexes.map(({ name }) => name)];
  const fromMs = nowMs - windowMs;
  const recent = (metric: TableMetric) =>
    names.map((index) => {
      const series = seriesOf(snapshot, table, metric, index);
      const points = pointsOf(series, nowMs, fromMs).filter(({ value }) => value > 0);
      const events = points.reduce((total, { value }) => total + value, 0);
      return { events, starts: points.map(({ startMs }) => startMs), periodMs: series?.periodMs ?? 0 };
    });
  const all = [...recent('readThrottles'), ...recent('writeThrottles')];
  const keyRange = [...recent('readKeyRangeThrottles'), ...recent('writeKeyRangeThrottles')];
  const periodMs = Math.max(0, ...all.map((one) => one.periodMs));
  const throttledPeriods = new Set(
    all.flatMap(({ starts }) => starts.map((startMs) => Math.floor(startMs / (periodMs || 1)))),
  );
  const newestMs = maximum(all.flatMap(({ starts }) => starts));
  const events = all.reduce((total, one) => total + one.events, 0);
  const keyRangeEvents = keyRange.reduce((total, one) => total + one.events, 0);
  return {
    events: Math.max(events, keyRangeEvents),
    keyRangeEvents,
    lastedMs: throttledPeriods.size * periodMs,
    ...(newestMs === undefined ? {} : { endedAgoMs: nowMs - newestMs - periodMs }),
  };
}

function seriesOf(
  snapshot: Snapshot,
  table: TableState,
  metric: TableMetric,
  index: string | undefined,
): Series | undefined {
  const key = index === undefined ? table.name : `${table.name}/${index}`;
  return Object.hasOwn(snapshot.tableMetrics, key) ? snapshot.tableMetrics[key]?.[metric] : undefined;
}

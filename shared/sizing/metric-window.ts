import type { Policy } from '../targets';

/** Which datapoints `decide` and `assessHealth` need. All windows end with the newest complete period. */
export interface MetricWindow {
  /** Cluster metrics. */
  readonly fineMs: number;
  readonly finePeriodMs: number;
  /** Part of `fineMs` that the size is computed from. */
  readonly trendMs: number;
  /** Consumed units of tables and indexes. */
  readonly tableMs: number;
  readonly tablePeriodMs: number;
  /** Throttle counters of tables and indexes. */
  readonly tableThrottleMs: number;
  readonly tableThrottlePeriodMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A weekly profile needs two weeks; CloudWatch keeps 5-minute points for 63 days. */
const longestTableHistoryMs = 14 * dayMs;

/** At about 8 characters a point, 12,500 points are 100 KB of JSON: a Step Functions payload holds 256 KiB. */
const mostTablePoints = 12_500;
const tablePeriodsMs = [5, 10, 15, 30, 60].map((minutes) => minutes * minuteMs);

/**
 * @param consumedSeries series of consumed units to fetch: 2 for each table and index. From 4 on the period grows, so
 * that the snapshot stays within about 100 KB.
 */
export function metricWindow(
  policy: Policy,
  { consumedSeries = 2 }: { readonly consumedSeries?: number } = {},
): MetricWindow {
  const { windowsMs, capacityMode } = policy;
  const tableMs = Math.max(longestTableHistoryMs, capacityMode.minHistoryMs);
  const points = (periodMs: number): number => (tableMs / periodMs) * Math.max(1, consumedSeries);
  return {
    fineMs: Math.max(windowsMs.trigger, windowsMs.trend, windowsMs.scaleIn, 60 * minuteMs) + windowsMs.staleAfter,
    finePeriodMs: minuteMs,
    trendMs: windowsMs.trend,
    tableMs,
    tablePeriodMs: tablePeriodsMs.find((periodMs) => points(periodMs) <= mostTablePoints) ?? 60 * minuteMs,
    tableThrottleMs: windowsMs.trend,
    tableThrottlePeriodMs: 5 * minuteMs,
  };
}

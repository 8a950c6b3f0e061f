import { newestPoint, pointsOf } from './series';
import type { Series } from './snapshot';

/**
 * What is known of a metric. DAX publishes a metric only when it is not zero, so a counter without datapoints is zero
 * as long as CPU points flow, while CPU or memory without datapoints are unknown. Nothing acts on unknown.
 */
export type Reading =
  | { readonly kind: 'value'; readonly value: number; readonly ageMs: number; readonly coveragePercent: number }
  | { readonly kind: 'zero'; readonly value: 0; readonly ageMs: number; readonly coveragePercent: number }
  | { readonly kind: 'unknown'; readonly why: WhyUnknown; readonly ageMs?: number; readonly coveragePercent?: number };

/** `no-datapoints` at all, `stale` = the newest is too old, `partial` = too few in the window, `no-flow` = CPU is unknown too. */
export type WhyUnknown = 'no-datapoints' | 'stale' | 'partial' | 'no-flow';

export interface Window {
  readonly lengthMs: number;
  readonly staleAfterMs: number;
  readonly minCoveragePercent: number;
  readonly nowMs: number;
  /** Points before this are not looked at, and the window is shortened to it. */
  readonly sinceMs?: number;
}

/** Periods of the window that have datapoints, newest period last; the window ends with the newest datapoint. */
export type Look =
  | {
      readonly kind: 'seen';
      readonly slots: readonly { readonly startMs: number; readonly endMs: number; readonly value: number }[];
      readonly endMs: number;
      readonly ageMs: number;
      readonly coveragePercent: number;
    }
  | Extract<Reading, { kind: 'unknown' }>;

export function look(series: Series | undefined, window: Window): Look {
  const newest = newestPoint(series, window.nowMs);
  if (series === undefined || newest === undefined) return { kind: 'unknown', why: 'no-datapoints' };
  const ageMs = window.nowMs - newest.endMs;
  if (ageMs > window.staleAfterMs) return { kind: 'unknown', why: 'stale', ageMs };

  const fromMs = Math.max(newest.endMs - window.lengthMs, window.sinceMs ?? Number.NEGATIVE_INFINITY);
  const slots = pointsOf(series, newest.endMs, Math.min(fromMs, newest.startMs));
  const expected = Math.max(1, Math.floor((newest.endMs - fromMs) / series.periodMs));
  const coveragePercent = Math.min(100, (slots.length / expected) * 100);
  if (coveragePercent < window.minCoveragePercent) return { kind: 'unknown', why: 'partial', ageMs, coveragePercent };
  return { kind: 'seen', slots, endMs: newest.endMs, ageMs, coveragePercent };
}

/** A gauge (CPU, memory, network) by a statistic of its points. */
export function gauge(
  series: Series | undefined,
  window: Window,
  statistic: (values: readonly number[]) => number | undefined,
): Reading {
  const seen = look(series, window);
  if (seen.kind === 'unknown') return seen;
  return reading(statistic(seen.slots.map(({ value }) => value)), seen);
}

/** A number computed over what was seen: zero gets a kind of its own, as for a metric that is published only when non-zero. */
export function reading(
  value: number | undefined,
  { ageMs, coveragePercent }: { readonly ageMs: number; readonly coveragePercent: number },
): Reading {
  if (value === undefined) return { kind: 'unknown', why: 'no-datapoints', ageMs, coveragePercent };
  if (value === 0) return { kind: 'zero', value: 0, ageMs, coveragePercent };
  return { kind: 'value', value, ageMs, coveragePercent };
}

/** The number of a known reading, undefined of an unknown one. */
export function known(reading: Reading): number | undefined {
  return reading.kind === 'unknown' ? undefined : reading.value;
}

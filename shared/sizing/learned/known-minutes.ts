import type { Series } from '../snapshot';

export const minuteMs = 60_000;

/** Index of the minute that begins now; the minutes before it are over. */
export function minuteOf(series: Series, nowMs: number): number {
  return Math.floor((nowMs - series.startMs) / minuteMs);
}

/** Share of the minutes before `minute` that have a datapoint, 0-100; minutes before the series began are not asked for. */
export function knownPercent(series: Series, minute: number, minutes: number): number {
  const from = Math.max(0, minute - minutes);
  let known = 0;
  for (let at = from; at < minute; at += 1) if (Number.isFinite(series.values[at] ?? Number.NaN)) known += 1;
  return minute <= from ? 0 : (known / (minute - from)) * 100;
}

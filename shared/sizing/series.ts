import type { Series } from './snapshot';

export interface Point {
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number;
}

/** Datapoints that exist, are numbers, begin no earlier than `fromMs` and whose period has ended. */
export function pointsOf(
  series: Series | undefined,
  nowMs: number,
  fromMs = Number.NEGATIVE_INFINITY,
): readonly Point[] {
  if (series === undefined) return [];
  const { startMs: firstMs, periodMs, values } = series;
  const points: Point[] = [];
  for (let index = firstIndex(series, fromMs); index < values.length; index += 1) {
    const startMs = firstMs + index * periodMs;
    const endMs = startMs + periodMs;
    if (endMs > nowMs) break;
    const value = values[index];
    if (isPoint(value)) points.push({ startMs, endMs, value });
  }
  return points;
}

/** The newest datapoint whose period has ended. */
export function newestPoint(series: Series | undefined, nowMs: number): Point | undefined {
  if (series === undefined) return undefined;
  const { startMs: firstMs, periodMs, values } = series;
  const ended = Math.min(values.length, Math.floor((nowMs - firstMs) / periodMs));
  for (let index = ended - 1; index >= 0; index -= 1) {
    const value = values[index];
    const startMs = firstMs + index * periodMs;
    if (isPoint(value)) return { startMs, endMs: startMs + periodMs, value };
  }
  return undefined;
}

/** From the first to the last datapoint whose period has ended, and how many there are; undefined of none. */
export function spanOf(
  series: Series | undefined,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number; readonly points: number } | undefined {
  if (series === undefined) return undefined;
  const { startMs, periodMs, values } = series;
  let first = -1;
  let last = -1;
  let points = 0;
  for (let index = 0; index < values.length && startMs + (index + 1) * periodMs <= nowMs; index += 1) {
    if (!isPoint(values[index])) continue;
    if (first < 0) first = index;
    last = index;
    points += 1;
  }
  if (first < 0) return undefined;
  return { fromMs: startMs + first * periodMs, toMs: startMs + (last + 1) * periodMs, points };
}

function firstIndex({ startMs, periodMs }: Series, fromMs: number): number {
  return Number.isFinite(fromMs) ? Math.max(0, Math.ceil((fromMs - startMs) / periodMs)) : 0;
}

function isPoint(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/**
 * Sum of a counter between two instants; a period that only overlaps counts by its share. Periods without datapoint
 * count as zero: the caller knows whether they may.
 */
export function sumBetween(series: Series | undefined, fromMs: number, toMs: number): number {
  if (series === undefined) return 0;
  const { startMs, periodMs, values } = series;
  const first = Math.max(0, Math.floor((fromMs - startMs) / periodMs));
  const last = Math.min(values.length, Math.ceil((toMs - startMs) / periodMs));
  let total = 0;
  for (let index = first; index < last; index += 1) {
    const value = values[index];
    if (!isPoint(value)) continue;
    const from = startMs + index * periodMs;
    const overlap = Math.min(toMs, from + periodMs) - Math.max(fromMs, from);
    total += value * Math.max(0, overlap / periodMs);
  }
  return total;
}

/**
 * Evenly spaced series from datapoints in any order. Of duplicates of one period the last given counts; gaps become null.
 * Undefined of none.
 */
export function seriesFromPoints(
  points: readonly { readonly atMs: number; readonly value: number }[],
  periodMs: number,
): Series | undefined {
  const byPeriod = new Map<number, number>();
  for (const { atMs, value } of points) {
    if (Number.isFinite(atMs) && Number.isFinite(value)) byPeriod.set(Math.floor(atMs / periodMs), value);
  }
  if (byPeriod.size === 0) return undefined;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const period of byPeriod.keys()) {
    first = Math.min(first, period);
    last = Math.max(last, period);
  }
  const values = Array.from({ length: last - first + 1 }, (_, index) => byPeriod.get(first + index) ?? null);
  return { startMs: first * periodMs, periodMs, values };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 1, 5, 10, 20, 30 (high resolution) or a multiple of 60, at most a day. */
export function isPeriod(periodS: number): boolean {
  return [1, 5, 10, 20, 30].includes(periodS) || (periodS > 0 && periodS % 60 === 0 && periodS <= 86_400);
}

/** How long ago the oldest point lies that CloudWatch still has for a period (retention by resolution). */
export function retentionMs(periodS: number): number {
  if (periodS < 60) {
    return 3 * HOUR_MS;
  }
  if (periodS < 300) {
    return 15 * DAY_MS;
  }
  return (periodS < 3_600 ? 63 : 455) * DAY_MS;
}

/** The start of a query, rounded down as CloudWatch does: the longer ago, the coarser; for short periods to the period. */
export function roundedStartMs(startMs: number, nowMs: number, shortestPeriodS: number): number {
  const age = nowMs - startMs;
  const step = startStepMs(age, shortestPeriodS);
  return Math.floor(startMs / step) * step;
}

function startStepMs(ageMs: number, shortestPeriodS: number): number {
  if (shortestPeriodS < 60 && ageMs <= 3 * HOUR_MS) {
    return shortestPeriodS * 1_000;
  }
  if (ageMs <= 15 * DAY_MS) {
    return MINUTE_MS;
  }
  return ageMs <= 63 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS;
}

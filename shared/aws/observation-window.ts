import type { Policy } from '../targets';

export interface ObservationWindow {
  readonly lengthMs: number;
  readonly periodMs: number;
}

const minuteMs = 60_000;

/**
 * How far back a look goes. A cluster is judged by the minutes of its windows; a table's mode by the weeks of its history, in the
 * 5-minute periods that CloudWatch keeps for 63 days (minutes it keeps for 15).
 */
export function observationWindow({ windowsMs, capacityMode }: Policy): {
  readonly cluster: ObservationWindow;
  readonly table: ObservationWindow;
} {
  return {
    cluster: { lengthMs: Math.max(windowsMs.trigger, windowsMs.trend, windowsMs.scaleIn), periodMs: minuteMs },
    table: { lengthMs: Math.max(capacityMode.minHistoryMs, windowsMs.trend), periodMs: 5 * minuteMs },
  };
}

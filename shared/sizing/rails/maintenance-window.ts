import type { Span } from '../../targets';

const minuteMs = 60_000;
const weekMinutes = 7 * 24 * 60;
const dayNames = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/**
 * The span of a cluster's PreferredMaintenanceWindow that covers an instant: `sun:23:00-mon:01:30`, UTC (DAX API reference,
 * CreateCluster). Undefined outside; `unreadable` where the text has another form.
 */
export function maintenanceSpanAt(text: string, nowMs: number): Span | undefined | 'unreadable' {
  const parts = /^([a-z]{3}):(\d\d):(\d\d)-([a-z]{3}):(\d\d):(\d\d)$/.exec(text.toLowerCase());
  const from = parts === null ? undefined : minuteOfWeek(parts[1], parts[2], parts[3]);
  const to = parts === null ? undefined : minuteOfWeek(parts[4], parts[5], parts[6]);
  if (from === undefined || to === undefined) return 'unreadable';
  const length = (to - from + weekMinutes) % weekMinutes;
  const sinceBegin = (Math.floor(nowMs / minuteMs) - from + weekMinutes) % weekMinutes;
  if (sinceBegin >= length) return undefined;
  const fromMs = (Math.floor(nowMs / minuteMs) - sinceBegin) * minuteMs;
  return { fromMs, toMs: fromMs + length * minuteMs };
}

/** Minutes since Thursday 00:00, as the epoch began on one. */
function minuteOfWeek(day = '', hours = '', minutes = ''): number | undefined {
  const index = dayNames.indexOf(day);
  return index < 0 ? undefined : index * 1440 + Number(hours) * 60 + Number(minutes);
}

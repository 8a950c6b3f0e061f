import { instantOf, type WallTime, wallTimeAt } from './time-zone';

export const weekDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type WeekDay = (typeof weekDays)[number];

export const clockTime = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
export const dateTime = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(Z|[+-]\d\d:\d\d)?$/;

export interface CalendarWindow {
  readonly days?: readonly WeekDay[] | undefined;
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly reason?: string | undefined;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function isWeekly({ from, to }: CalendarWindow): boolean {
  return clockTime.test(from) && clockTime.test(to);
}

export function isOnce({ from, to }: CalendarWindow): boolean {
  return dateTime.test(from) && dateTime.test(to);
}

/**
 * The span of the window that covers an instant, or that begins no later than `leadMs` (at most a day) after it. The day on
 * which clocks change is as long as it is: a window from 08:00 to 20:00 has eleven or thirteen hours then.
 */
export function spanAt(window: CalendarWindow, nowMs: number, leadMs = 0): Span | undefined {
  const covers = ({ fromMs, toMs }: Span): boolean => fromMs - leadMs <= nowMs && nowMs < toMs;
  const once = onceSpan(window);
  if (once !== undefined) return covers(once) ? once : undefined;
  if (!isWeekly(window)) return undefined;
  return [-1, 0, 1].flatMap((dayOffset) => weeklySpan(window, nowMs, dayOffset)).find(covers);
}

/** The span between two dates; undefined of a weekly window or of dates that do not exist. */
export function onceSpan(window: CalendarWindow): Span | undefined {
  const fromMs = instantNamed(window.from, window.timeZone, 'first');
  const toMs = instantNamed(window.to, window.timeZone, 'last');
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}

/** A clock time as minutes of the day, 0-1440. */
export function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function weeklySpan({ days, from, to, timeZone }: CalendarWindow, nowMs: number, dayOffset: number): readonly Span[] {
  const { year, month, day } = wallTimeAt(nowMs, timeZone);
  const begins = new Date(Date.UTC(year, month - 1, day + dayOffset));
  const weekDay = weekDays[begins.getUTCDay()];
  if (days !== undefined && (weekDay === undefined || !days.includes(weekDay))) return [];
  const [first, last] = [minutesOf(from), minutesOf(to)];
  const wall = (minuteOfDay: number): WallTime => {
    const date = new Date(begins.getTime() + Math.floor(minuteOfDay / 1440) * 86_400_000);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      minuteOfDay: minuteOfDay % 1440,
    };
  };
  const end = last > first ? last : last + 1440;
  return [{ fromMs: instantOf(wall(first), timeZone, 'first'), toMs: instantOf(wall(end), timeZone, 'last') }];
}

/** Undefined where the text is no date and time, or the calendar has no such day. */
export function instantNamed(text: string, timeZone: string, pick: 'first' | 'last'): number | undefined {
  const parts = dateTime.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1, 6).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (parts[6] !== undefined) return Date.parse(text);
  return instantOf({ year, month, day, minuteOfDay: hour * 60 + minute }, timeZone, pick);
}

import { z } from 'zod';
import { instantOf, type WallTime, wallTimeAt } from './time-zone';

export const weekDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type WeekDay = (typeof weekDays)[number];

const clockTime = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const dateTime = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(Z|[+-]\d\d:\d\d)?$/;

const when = z
  .string()
  .refine(
    (text) => clockTime.test(text) || dateTime.test(text),
    'must be a time like 08:00, or a date and time like 2026-11-27T08:00 (with Z or an offset it is not local time)',
  );

/** Fields of a span of time: of every week by the clock on the wall, or one span between two dates. */
export const windowFields = {
  days: z
    .array(z.enum(weekDays))
    .min(1)
    .optional()
    .describe('days on which a weekly window begins; all if absent, none where `from` is a date'),
  from: when.describe('first minute, as 08:00 or 2026-11-27T08:00'),
  to: when.describe('end, not within; a weekly window whose `to` is not after its `from` ends on the next day'),
  timeZone: z.string().default('UTC').describe('IANA name, e.g. Europe/Berlin'),
  reason: z.string().max(200).optional().describe('shown with the decisions that it decides'),
};

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

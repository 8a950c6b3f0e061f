import type { Series } from '../snapshot';
import { minuteMs, minuteOf } from './known-minutes';
import { lagDays, type Season, signalMinutes } from './load-signals';

const dayMinutes = 24 * 60;
/** Whatever the variant, decisions look back this far: the mean of a table's day, a load that came to stay, the last minutes. */
const leastMinutes = dayMinutes;
/** What lasts is looked for a few minutes before the window too. */
const margin = 4 * signalMinutes.lasting;

interface Looks {
  readonly inHours: number;
  readonly season: Season;
}

/** Minutes before now that a decision by this variant may read. */
export function neededMinutes({ inHours, season }: Looks): number {
  const furthest = Math.max(0, ...lagDays[season]);
  const ofSeason = furthest * dayMinutes - signalMinutes.seasonAhead + signalMinutes.seasonWindow;
  return Math.max(leastMinutes, inHours * 60, furthest === 0 ? 0 : ofSeason) + margin;
}

/**
 * The part of a series that a decision at `nowMs` reads: the recent window whole, of a season the minutes around this time of its
 * days. Minutes between them are null, which the payload's compression makes nothing of. Values have four digits, rounded up.
 */
export function neededDemand(series: Series, looks: Looks, nowMs: number): Series {
  const minute = minuteOf(series, nowMs);
  const recent = Math.max(leastMinutes, looks.inHours * 60) + margin;
  const isRead = (at: number): boolean =>
    at >= minute - recent ||
    lagDays[looks.season].some((lag) => {
      const end = minute - lag * dayMinutes + signalMinutes.seasonAhead;
      return at >= end - signalMinutes.seasonWindow && at < end;
    });
  const first = Math.max(0, minute - neededMinutes(looks));
  return {
    startMs: series.startMs + first * minuteMs,
    periodMs: minuteMs,
    values: series.values.slice(first).map((value, index) => {
      if (value === null || !isRead(first + index)) return null;
      return fourDigitsUp(value);
    }),
  };
}

function fourDigitsUp(value: number): number {
  if (value <= 0) return value;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 3);
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(4));
}

import type { TableChampion } from './champion';
import { reviewDays } from './cluster-review';
import { HourWeights } from './hour-weights';
import type { TableShadowHours } from './table-shadow';
import type { TableShadows } from './table-shadows';
import { firstTableVariant, tableVariants, tableVariantText } from './table-variants';

export interface TableReviewInput {
  /** The load, at least up to `minute`. */
  readonly shadows: TableShadows;
  /** Hours that are over by this minute are looked at, the last 14 days of them. */
  readonly minute: number;
  readonly violationUsdPerMinute: number;
  /** The rule in force until now. */
  readonly champion?: TableChampion;
}

const dayMinutes = 24 * 60;
const hourMinutes = 60;
const dayHours = 24;

const halfLifeDays = 4;
/** On a table with a few days of history so many throttled minutes are taken to be still to come. On demand there are none. */
const throttledMinutesToCome = 5;
/**
 * No variant is further behind the cheapest of an hour than this many violation minutes, however bad it was: when the load changes its
 * character, the right rule is taken over once it would have saved that much, and not when its old debts have decayed.
 */
const mostBehindMinutes = 15;
/** A challenger must be this much cheaper than the rule in force. */
const margin = 0.01;

export function reviewTable({ shadows, minute, violationUsdPerMinute, champion }: TableReviewInput): TableChampion {
  const days = Math.floor(Math.min(minute / dayMinutes, reviewDays));
  if (days < 1) return { variant: champion?.variant ?? firstTableVariant, daysSeen: 0 };
  const toHour = Math.floor(minute / hourMinutes);
  const behind = debtsOf(shadows.played, toHour, violationUsdPerMinute);
  const toCome = violationUsdPerMinute * throttledMinutesToCome;
  const inForce = champion && tableVariantText(champion.variant);
  let chosen = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, debt] of behind.entries()) {
    const variant = tableVariants[index] ?? firstTableVariant;
    const whole = debt + (variant.kind === 'on-demand' ? 0 : toCome);
    const score = tableVariantText(variant) === inForce ? whole * (1 - margin) : whole;
    if (score >= least) continue;
    least = score;
    chosen = index;
  }
  const usdPerDay = costPerDay(shadows.played[chosen], toHour, violationUsdPerMinute);
  return {
    variant: tableVariants[chosen] ?? firstTableVariant,
    usdPerDay: Math.round(usdPerDay * 100) / 100,
    daysSeen: days,
  };
}

/** What each variant has cost in the hours of the last days, old hours fading, and how far any may be behind the cheapest being limited. */
function debtsOf(played: readonly TableShadowHours[], toHour: number, violationUsdPerMinute: number): Float64Array {
  const debts = new Float64Array(played.length);
  const fades = 0.5 ** (1 / dayHours / halfLifeDays);
  const most = violationUsdPerMinute * mostBehindMinutes;
  for (let hour = Math.max(0, toHour - reviewDays * dayHours); hour < toHour; hour += 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < debts.length; index += 1) {
      const one = played[index];
      const cost = (one?.usd[hour] ?? 0) + (one?.throttledMinutes[hour] ?? 0) * violationUsdPerMinute;
      const debt = (debts[index] ?? 0) * fades + cost;
      debts[index] = debt;
      if (debt < least) least = debt;
    }
    for (let index = 0; index < debts.length; index += 1) {
      if ((debts[index] ?? 0) > least + most) debts[index] = least + most;
    }
  }
  return debts;
}

function costPerDay(hours: TableShadowHours | undefined, toHour: number, violationUsdPerMinute: number): number {
  if (hours === undefined) return 0;
  const weights = new HourWeights(toHour, { days: reviewDays, halfLifeDays });
  return weights.perDay(hours.usd) + weights.perDay(hours.throttledMinutes) * violationUsdPerMinute;
}

import type { TableChampion } from './champion';
import { reviewDays } from './cluster-review';
import { HourWeights } from './hour-weights';
import type { TableShadows } from './table-shadows';
import { firstTableVariant, type TableVariant, tableVariants, tableVariantText } from './table-variants';

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
const halfLifeDays = 4;
/** What comes is worse than what was seen: throttled minutes of the replay count so much more ... */
const unseen = 1.25;
/** ... and on a table with a few days of history so many are taken to be still to come. On demand there are none. */
const throttledMinutesToCome = 10;
/** A challenger must be this much cheaper than the rule in force. */
const margin = 0.01;

export function reviewTable({ shadows, minute, violationUsdPerMinute, champion }: TableReviewInput): TableChampion {
  const days = Math.floor(Math.min(minute / dayMinutes, reviewDays));
  if (days < 1) return { variant: champion?.variant ?? firstTableVariant, daysSeen: 0 };
  const weights = new HourWeights(Math.floor(minute / hourMinutes), { days: reviewDays, halfLifeDays });
  const toCome = (violationUsdPerMinute * throttledMinutesToCome) / weights.sumOfDays;
  const inForce = champion && tableVariantText(champion.variant);
  let best: TableVariant = firstTableVariant;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, { usd, throttledMinutes }] of shadows.played.entries()) {
    const variant = tableVariants[index] ?? firstTableVariant;
    const throttled = weights.perDay(throttledMinutes) * violationUsdPerMinute * unseen;
    const whole = weights.perDay(usd) + throttled + (variant.kind === 'on-demand' ? 0 : toCome);
    const score = tableVariantText(variant) === inForce ? whole * (1 - margin) : whole;
    if (score >= least) continue;
    least = score;
    best = variant;
  }
  return { variant: best, usdPerDay: Math.round(least * 100) / 100, daysSeen: days };
}

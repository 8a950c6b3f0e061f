import { provisionedUnitUsdPerHour, requestUnitUsd } from '../capacity-cost';
import type { PriceBook } from '../price-book';
import type { TableChampion } from './champion';
import { LoadSignals } from './load-signals';
import { shadowTable } from './table-shadow';
import { firstTableVariant, tableVariants, type UnitBounds } from './table-variants';
import { sumOfWeights, weightedScore } from './weighted-score';

export interface TableReviewInput extends UnitBounds {
  /** Read units/s by minute, at most the last 14 days. */
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly book: PriceBook;
  readonly violationUsdPerMinute: number;
  readonly champion?: TableChampion;
}

const dayMinutes = 24 * 60;
const halfLifeDays = 4;
/** What comes is worse than what was seen: throttled minutes of the replay count so much more ... */
const unseen = 1.25;
/** ... and on a table with a few days of history so many are taken to be still to come. On demand there are none. */
const throttledMinutesToCome = 10;

export function reviewTable(input: TableReviewInput): TableChampion {
  const { demand, book, champion } = input;
  const days = Math.floor(demand.length / dayMinutes);
  if (days < 1) return { variant: champion?.variant ?? firstTableVariant, daysSeen: 0 };
  const signals = new LoadSignals(demand);
  const rules = {
    minUnits: input.minUnits,
    maxUnits: input.maxUnits,
    unitUsdPerMinute: provisionedUnitUsdPerHour(book, 'read') / 60,
    requestUsd: requestUnitUsd(book, 'read'),
    violationUsdPerMinute: input.violationUsdPerMinute * unseen,
    startMinute: Math.floor(input.startMs / 60_000),
  };
  let best = champion?.variant ?? firstTableVariant;
  let least = Number.POSITIVE_INFINITY;
  const toCome = (input.violationUsdPerMinute * throttledMinutesToCome) / sumOfWeights(days, halfLifeDays);
  for (const variant of tableVariants) {
    const usd = weightedScore(shadowTable(variant, demand, signals, rules), halfLifeDays);
    const score = variant.kind === 'on-demand' ? usd : usd + toCome;
    if (score < least) {
      least = score;
      best = variant;
    }
  }
  return { variant: best, usdPerDay: Math.round(least * 100) / 100, daysSeen: days };
}

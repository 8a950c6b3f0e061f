import { provisionedUnitUsdPerHour, requestUnitUsd } from '../capacity-cost';
import type { PriceBook } from '../price-book';
import type { TableChampion } from './champion';
import { LoadSignals } from './load-signals';
import { shadowTable } from './table-shadow';
import { firstTableVariant, tableVariants, type UnitBounds } from './table-variants';
import { weightedScore } from './weighted-score';

export interface TableReviewInput extends UnitBounds {
  /** Read units/s by minute, at most the last 14 days. */
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly book: PriceBook;
  readonly violationUsdPerMinute: number;
  readonly champion?: TableChampion;
}

const dayMinutes = 24 * 60;
const halfLifeDays = 2;
/** A switch of the mode is budgeted and takes minutes: it must be cheaper by this much. */
const modeMargin = 0.1;

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
    violationUsdPerMinute: input.violationUsdPerMinute,
    startMinute: Math.floor(input.startMs / 60_000),
  };
  const inForce = champion?.variant;
  let best = inForce ?? firstTableVariant;
  let least = Number.POSITIVE_INFINITY;
  let usdPerDay = 0;
  for (const variant of tableVariants) {
    const usd = weightedScore(shadowTable(variant, demand, signals, rules), halfLifeDays);
    const sameMode = inForce === undefined || inForce.kind === variant.kind;
    const score = sameMode ? usd : usd / (1 - modeMargin);
    if (score < least) {
      least = score;
      usdPerDay = usd;
      best = variant;
    }
  }
  return { variant: best, usdPerDay: Math.round(usdPerDay * 100) / 100, daysSeen: days };
}

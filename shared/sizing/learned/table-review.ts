import { sum } from '../statistics';
import { reviewDays } from './cluster-review';
import { HourWeights } from './hour-weights';
import { isSide, type TableRule, type TableSide, variantOfSide } from './table-rule';
import type { TableShadowHours } from './table-shadow';
import type { TableShadows } from './table-shadows';
import {
  firstTableVariant,
  lookOf,
  type ProvisionedVariant,
  type TableVariant,
  tableVariants,
  tableVariantText,
} from './table-variants';

export interface ShadowedSide extends TableSide {
  /** The load, at least up to `minute`. */
  readonly shadows: TableShadows;
}

export interface TableReviewInput {
  /** Reads of the table first, then its writes, then its indexes: the mode is one for all of them. */
  readonly sides: readonly ShadowedSide[];
  /** Hours that are over by this minute are looked at, the last 14 days of them. */
  readonly minute: number;
  readonly violationUsdPerMinute: number;
  /** The rule in force until now. */
  readonly champion?: TableRule;
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
const mostBehindMinutes = 20;
/** A challenger must be this much cheaper than the rule in force. */
const margin = 0.01;
/** Writes of an index are provisioned with some room, for one that is short throttles the table's writes. */
const mostIndexUtilisation = 0.9;

/** Which variant serves each side best while provisioned, and whether all of them together would have been cheaper on demand. */
export function reviewTable(input: TableReviewInput): TableRule {
  const { sides, minute, violationUsdPerMinute, champion } = input;
  const days = Math.floor(Math.min(minute / dayMinutes, reviewDays));
  if (days < 1) return { ...(champion ?? { variant: firstTableVariant, others: [] }), daysSeen: 0 };
  const toHour = Math.floor(minute / hourMinutes);
  const toCome = violationUsdPerMinute * throttledMinutesToCome;
  let provisioned = -toCome * (sides.length - 1);
  let onDemand = 0;
  const chosen: ChosenSide[] = [];
  for (const side of sides) {
    const debts = debtsOf(side.shadows.played, toHour, violationUsdPerMinute);
    const ofTable = chosen.find((one) => isSide(one, { dimension: 'write' }))?.variant;
    const best = cheapestOf(debts, { toCome, inForce: champion && variantOfSide(champion, side), side, ofTable });
    provisioned += best.score;
    onDemand += debts[0] ?? 0;
    chosen.push({ ...side, ...best });
  }
  const isOnDemand = onDemand * (champion?.variant.kind === 'on-demand' ? 1 - margin : 1) <= provisioned;
  const usdPerDay = sum(
    chosen.map(({ shadows, at }) => costPerDay(shadows.played[isOnDemand ? 0 : at], toHour, violationUsdPerMinute)),
  );
  const [first, ...others] = chosen;
  return {
    variant: isOnDemand || first === undefined ? firstTableVariant : first.variant,
    others: isOnDemand ? [] : others.map(({ index, dimension, variant }) => ({ ...named(index), dimension, variant })),
    usdPerDay: Math.round(usdPerDay * 100) / 100,
    daysSeen: days,
  };
}

interface ChosenSide extends ShadowedSide {
  readonly variant: ProvisionedVariant;
  /** Place in `tableVariants`. */
  readonly at: number;
}

interface Choice {
  readonly toCome: number;
  readonly inForce: TableVariant | undefined;
  readonly side: TableSide;
  /** Chosen for the table's writes. */
  readonly ofTable: ProvisionedVariant | undefined;
}

/** The provisioned variant with the least debt. */
function cheapestOf(debts: Float64Array, { toCome, inForce, side, ofTable }: Choice) {
  const inForceText = inForce && tableVariantText(inForce);
  let found: { readonly variant: ProvisionedVariant; readonly at: number } | undefined;
  let score = Number.POSITIVE_INFINITY;
  for (const [at, variant] of tableVariants.entries()) {
    if (variant.kind === 'on-demand' || !isSafe(variant, side, ofTable)) continue;
    const whole = (debts[at] ?? 0) + toCome;
    const own = tableVariantText(variant) === inForceText ? whole * (1 - margin) : whole;
    if (own >= score) continue;
    score = own;
    found = { variant, at };
  }
  if (found === undefined) throw new RangeError('no variant is provisioned');
  return { ...found, score };
}

/**
 * An index that cannot take what the table takes throttles the table's writes: it never counts on saved-up burst or on peaks being
 * short, has at least as much room as the table's writes have, and keeps it at least as long.
 */
function isSafe(variant: ProvisionedVariant, side: TableSide, ofTable: ProvisionedVariant | undefined): boolean {
  if (side.index === undefined || side.dimension === 'read') return true;
  if (variant.patient || lookOf(variant) !== 'peaks') return false;
  const { utilisation = 1, inHours = 0 } = ofTable ?? {};
  return variant.utilisation <= Math.min(mostIndexUtilisation, utilisation) && variant.inHours >= inHours;
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

const named = (index: string | undefined) => (index === undefined ? {} : { index });

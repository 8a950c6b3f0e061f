import type { Policy } from '../../targets';
import { pointsOf } from '../series';
import type { Series, Snapshot, TableState } from '../snapshot';
import { knownPercent, minuteOf } from './known-minutes';
import { signalMinutes } from './load-signals';
import { savedBurst } from './saved-burst';
import { demandOfSide, planOf, resourceOf, type TableRule, type TableSide, unitsIn, variantOfSide } from './table-rule';
import { TableSignalsAt } from './table-signals';
import { lookOf, type ProvisionedVariant, type TableVariant, variantUnits } from './table-variants';

/** What a side gets when the mode is left: the largest load of this long, whatever the variant. */
const entryMinutes = 60;

/** Of throttled load no metric tells how large it is, so units go up by steps of this factor until nothing is throttled. */
const throttledStep = 1.25;
/** So much of the units must be in use: throttles below it are of a burst within a minute, or of an index that the writes wait for. */
const busyShare = 0.8;
const throttledWindowMs = 10 * 60_000;

/** One side of a table that its rule knows, and its load. */
export interface LearnedSide extends TableSide {
  readonly variant: TableVariant;
  readonly demand: Series;
  /** The minutes of the load before it are over. */
  readonly minute: number;
  readonly have: number;
}

/** The sides whose load of the last minutes is known. */
export function learnedSides(
  snapshot: Snapshot,
  table: TableState,
  rule: TableRule,
  sides: readonly TableSide[],
  policy: Policy,
  nowMs: number,
): readonly LearnedSide[] {
  return sides.flatMap((side) => {
    const variant = variantOfSide(rule, side);
    const demand = demandOfSide(snapshot.demand, table.name, side);
    if (variant === undefined || demand === undefined) return [];
    const minute = minuteOf(demand, nowMs);
    if (minute < signalMinutes.now || minute > demand.values.length) return [];
    if (knownPercent(demand, minute, signalMinutes.now) < policy.coveragePercent.trigger) return [];
    return [{ ...side, variant, demand, minute, have: unitsIn(planOf(table), side) }];
  });
}

/** Units on the way from on demand. */
export const unitsToEnter = (side: LearnedSide, variant: ProvisionedVariant, policy: Policy): number =>
  unitsBy(side, variant, policy, {
    minutes: Math.max(entryMinutes, variant.inHours * 60),
    provisioned: Number.POSITIVE_INFINITY,
    burst: 0,
  });

/** Units that the side's rule wants while provisioned. `savedMinutes`: for how long the units have been what they are. */
export function unitsWanted(
  side: LearnedSide,
  variant: ProvisionedVariant,
  policy: Policy,
  savedMinutes: number,
): number {
  const { demand, minute, have } = side;
  const burst = savedBurst(demand.values, minute, have, savedMinutes);
  return unitsBy(side, variant, policy, { minutes: variant.inHours * 60, provisioned: have, burst });
}

interface Standing {
  /** The largest load of so many minutes is kept. */
  readonly minutes: number;
  readonly provisioned: number;
  readonly burst: number;
}

function unitsBy(
  { demand, minute }: LearnedSide,
  variant: ProvisionedVariant,
  policy: Policy,
  { minutes, provisioned, burst }: Standing,
): number {
  const signals = new TableSignalsAt(demand.values, minute);
  const look = lookOf(variant);
  const now = signals.now(look);
  const sight = {
    now,
    last: demand.values[minute - 1] ?? now,
    highest: signals.highest(look, minutes),
    season: signals.season(variant.season),
    provisioned,
    burst,
  };
  return variantUnits(variant, sight, policy.capacityMode);
}

/**
 * Units of a side that was throttled since the last change, which its consumption does not show: what is throttled is not consumed. 0
 * where it was not.
 */
export function unitsForThrottled(
  snapshot: Snapshot,
  table: TableState,
  { have, demand, minute, ...side }: LearnedSide,
  policy: Policy,
  sinceMs: number,
  nowMs: number,
): number {
  const metric = side.dimension === 'read' ? 'readThrottles' : 'writeThrottles';
  const name = resourceOf(table.name, side);
  const series = Object.hasOwn(snapshot.tableMetrics, name) ? snapshot.tableMetrics[name]?.[metric] : undefined;
  const fromMs = Math.max(nowMs - throttledWindowMs, sinceMs);
  if (!pointsOf(series, nowMs, fromMs).some(({ value }) => value > 0)) return 0;
  const busiest = new TableSignalsAt(demand.values, minute).highest('peaks', throttledWindowMs / 60_000);
  if (busiest < have * busyShare) return 0;
  return Math.min(policy.capacityMode.maxUnits, Math.ceil(have * throttledStep));
}

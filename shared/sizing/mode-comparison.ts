import type { Policy } from '../targets';
import { type Burstiness, burstinessOf } from './burstiness';
import {
  breakEvenPercent,
  type Dimension,
  onDemandUsdPerMonth,
  provisionedUnitUsdPerHour,
  provisionedUsdPerMonth,
} from './capacity-cost';
import { unitsToProvision } from './capacity-units';
import type { ThroughputPlan } from './decision';
import type { PriceBook } from './price-book';
import { maximum, sum } from './statistics';
import type { DemandPart, TableDemand } from './table-demand';
import { simulateTargetTracking, type Tracked } from './target-tracking';

/** Both capacity modes of a table with its indexes, priced over the observed history. */
export interface ModeComparison {
  readonly onDemandUsdPerMonth: number;
  readonly provisionedUsdPerMonth: number;
  /** Consumed over provisioned, reads and writes of table and indexes weighted by the price of a unit. */
  readonly utilisationPercent: number;
  /** The utilisation at which both modes would cost the same. */
  readonly breakEvenPercent: number;
  readonly throttledPercent: number;
  readonly burstiness: Burstiness | undefined;
  readonly meanRead: number;
  readonly meanWrite: number;
}

type SeenDemand = Extract<TableDemand, { readonly kind: 'seen' }>;

export function compareModes(demand: SeenDemand, rules: Policy['capacityMode'], book: PriceBook): ModeComparison {
  const tracked = demand.parts.map((part) => ({
    part,
    use: simulateTargetTracking(part.unitsPerSecond, demand.periodMs, demand.startMs, rules),
  }));
  const total = (of: (dimension: Dimension, use: Tracked) => number): number =>
    sum(tracked.map(({ part, use }) => of(part.dimension, use)));
  const onDemand = total((dimension, use) => onDemandUsdPerMonth(book, dimension, use.meanConsumed));
  const provisioned = total((dimension, use) => provisionedUsdPerMonth(book, dimension, use.meanProvisioned));
  const consumedValue = total((dimension, use) => use.meanConsumed * provisionedUnitUsdPerHour(book, dimension));
  const provisionedValue = total((dimension, use) => use.meanProvisioned * provisionedUnitUsdPerHour(book, dimension));
  const utilisationPercent = provisionedValue > 0 ? (consumedValue / provisionedValue) * 100 : 0;
  const own = demand.parts.filter(({ index }) => index === undefined);
  const meanOf = (dimension: Dimension): number =>
    tracked.find(({ part }) => part.index === undefined && part.dimension === dimension)?.use.meanConsumed ?? 0;
  return {
    onDemandUsdPerMonth: onDemand,
    provisionedUsdPerMonth: provisioned,
    utilisationPercent,
    breakEvenPercent: onDemand > 0 ? (provisioned / onDemand) * utilisationPercent : breakEvenPercent(book, 'read'),
    throttledPercent: maximum(tracked.map(({ use }) => use.throttledPercent)) ?? 0,
    burstiness: burstinessOf(priced(own, book), demand.periodMs, demand.startMs),
    meanRead: meanOf('read'),
    meanWrite: meanOf('write'),
  };
}

/** Reads and writes of the table as one series, weighted by what a unit costs. */
function priced(parts: readonly DemandPart[], book: PriceBook): Float64Array {
  const length = Math.max(0, ...parts.map(({ unitsPerSecond }) => unitsPerSecond.length));
  const total = new Float64Array(length);
  for (const { dimension, unitsPerSecond } of parts) {
    const usd = provisionedUnitUsdPerHour(book, dimension);
    // Two weeks of periods in each decision: an index is several times quicker than entries().
    for (let period = 0; period < unitsPerSecond.length; period += 1) {
      total[period] = (total[period] ?? 0) + (unitsPerSecond[period] ?? 0) * usd;
    }
  }
  return total;
}

const dayMs = 24 * 3_600_000;

/**
 * First units of table and indexes on the way to provisioned: the highest period of the last day at the target
 * utilisation, so that the switch itself throttles nothing; auto scaling takes over from there.
 */
export function planThroughput(
  demand: SeenDemand,
  rules: Policy['capacityMode'],
): { readonly plan: ThroughputPlan; readonly fits: boolean } {
  const recent = Math.max(1, Math.round(dayMs / demand.periodMs));
  const peakOf = (index: string | undefined, dimension: Dimension): number => {
    const part = demand.parts.find((one) => one.index === index && one.dimension === dimension);
    return maximum(part?.unitsPerSecond.subarray(-recent) ?? []) ?? 0;
  };
  const unlimited = { ...rules, maxUnits: Number.MAX_SAFE_INTEGER };
  const wanted = demand.parts.map(({ index, dimension }) => unitsToProvision(peakOf(index, dimension), unlimited));
  const units = (index: string | undefined, dimension: Dimension): number =>
    unitsToProvision(peakOf(index, dimension), rules);
  const indexes = [...new Set(demand.parts.flatMap(({ index }) => (index === undefined ? [] : [index])))];
  return {
    plan: {
      read: units(undefined, 'read'),
      write: units(undefined, 'write'),
      indexes: indexes.map((name) => ({ name, read: units(name, 'read'), write: units(name, 'write') })),
    },
    fits: wanted.every((one) => one <= rules.maxUnits),
  };
}

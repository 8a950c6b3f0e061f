import { provisionedUsdPerMonth } from './capacity-cost';
import { unitsToProvision } from './capacity-units';
import { cents } from './cluster-options';
import type { ThroughputPlan } from './decision';
import { rounded } from './evidence';
import type { Outcome } from './outcome';
import type { PriceBook } from './price-book';
import { grouped } from './quantity-text';
import type { ReasonCode } from './reason-codes';
import type { ScalingRange } from './snapshot';
import { maximum, sum } from './statistics';
import type { DemandPart } from './table-demand';
import type { TableView } from './table-view';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Consumption above the target for so long is not a peak that burst capacity carries. */
const shortAfterMs = 10 * minuteMs;
/** Units are given back when the highest period of a day is this far below the target, as AWS's target tracking does it. */
const pointsBelow = 20;

/** Reads or writes of the table or of one index: what it has, what it needs, and what auto scaling may do about it. */
interface Side {
  readonly part: DemandPart;
  readonly have: number;
  /** Units for the highest period of the last day at the target utilisation, within the policy. */
  readonly wanted: number;
  readonly beyondMax: boolean;
  readonly short: boolean;
  readonly idle: boolean;
}

/**
 * Units of a provisioned table and its indexes where auto scaling does not see to them: it is not there, or stops at its bounds.
 * Up at once, down by the highest need of a day and within AWS's ration of decreases. Undefined where nothing is to be said:
 * the table is on demand, or whether it has auto scaling is not known.
 */
export function decideThroughput(view: TableView): Outcome | undefined {
  const { table, demand, policy, history, nowMs } = view;
  if (table.billingMode !== 'provisioned' || table.scaling === undefined || demand.kind === 'unknown') return undefined;
  const sides = demand.parts.map((part) => sideOf(view, part, demand.periodMs));
  const short = sides.filter((side) => side.short);
  const changedMs = history.lastChange?.completedAtMs ?? Number.NEGATIVE_INFINITY;
  if (short.length > 0) {
    const codes: Codes = [
      'units-short',
      ...(view.throttling.events > 0 ? ['table-throttled' as const] : []),
      ...(short.some(({ beyondMax }) => beyondMax) ? ['max-units' as const] : []),
    ];
    if (short.every(({ have, wanted }) => wanted <= have)) {
      const text = `${table.name}: more units are needed, the policy allows ${grouped(policy.capacityMode.maxUnits)}`;
      return held(view, ['max-units', 'units-short'], [text]);
    }
    if (nowMs < changedMs + policy.coolDownMs.scaleOut) return held(view, ['cooldown', ...codes]);
    return changed(view, planOf(view, short), codes, textsOf(view, short));
  }
  const idle = demand.historyMs >= dayMs ? sides.filter((side) => side.idle) : [];
  if (idle.length === 0) return undefined;
  if (nowMs < changedMs + policy.coolDownMs.scaleIn) return held(view, ['cooldown', 'units-idle']);
  if (!mayDecrease(view)) {
    const text = `${table.name}: AWS allows no further decrease before an hour without one (${table.decreasesToday} today)`;
    return held(view, ['budget-spent', 'units-idle'], [text]);
  }
  return changed(view, planOf(view, idle), ['units-idle'], textsOf(view, idle));
}

/**
 * Auto scaling that a change of ours suspended and, cut off, did not resume: the change of the same units that finishes it. It takes
 * nothing and adds nothing, so nobody is asked.
 */
export function resumeScaling(view: TableView): Outcome | undefined {
  const { table, book } = view;
  if (table.billingMode !== 'provisioned' || table.leftSuspended === undefined) return undefined;
  const units = unitsNow(view);
  const usd = usdOf(book, units);
  return {
    verdict: 'apply',
    action: { kind: 'set-throughput', table: table.name, from: units, to: units },
    reasonCodes: ['scaling-suspended'],
    warnings: [
      `${table.name}: auto scaling of ${table.leftSuspended.join(', ')} rests since a change that was cut off`,
    ],
    costUsdPerMonth: { before: usd, after: usd },
    rejected: [],
  };
}

type Codes = readonly [ReasonCode, ...ReasonCode[]];

function sideOf({ table, policy }: TableView, part: DemandPart, periodMs: number): Side {
  const rules = policy.capacityMode;
  const have = unitsOf(table, part);
  const ofDay = part.unitsPerSecond.slice(-Math.max(1, Math.round(dayMs / periodMs)));
  const recent = ofDay.slice(-Math.max(1, Math.ceil(shortAfterMs / periodMs)));
  const peak = maximum(ofDay) ?? 0;
  const wanted = unitsToProvision(peak, rules);
  const beyondMax = unitsToProvision(peak, { ...rules, maxUnits: Number.MAX_SAFE_INTEGER }) > rules.maxUnits;
  const lowest = recent.reduce((least, units) => Math.min(least, units), Number.POSITIVE_INFINITY);
  const range = rangeOf(table.scaling ?? [], part);
  const above = lowest > (have * rules.targetUtilisationPercent) / 100;
  const below = peak < (have * (rules.targetUtilisationPercent - pointsBelow)) / 100;
  return {
    part,
    have,
    wanted,
    beyondMax,
    short: above && (range === undefined || range.max <= have),
    idle: below && wanted < have && (range === undefined || range.min >= have),
  };
}

/** Bounds of auto scaling that is at work; a suspended one is not listed. */
function rangeOf(ranges: readonly ScalingRange[], part: DemandPart): ScalingRange | undefined {
  return ranges.find(({ index, dimension }) => index === part.index && dimension === part.dimension);
}

function unitsOf({ throughput, indexes }: TableView['table'], { index, dimension }: DemandPart): number {
  const own = index === undefined ? throughput : indexes.find(({ name }) => name === index)?.throughput;
  return own?.[dimension] ?? 0;
}

function unitsNow({ table }: TableView): ThroughputPlan {
  return { ...table.throughput, indexes: table.indexes.map(({ name, throughput }) => ({ name, ...throughput })) };
}

function planOf(view: TableView, sides: readonly Side[]): ThroughputPlan {
  const now = unitsNow(view);
  const units = (index: string | undefined, dimension: 'read' | 'write', have: number): number =>
    sides.find(({ part }) => part.index === index && part.dimension === dimension)?.wanted ?? have;
  return {
    read: units(undefined, 'read', now.read),
    write: units(undefined, 'write', now.write),
    indexes: now.indexes.map(({ name, read, write }) => ({
      name,
      read: units(name, 'read', read),
      write: units(name, 'write', write),
    })),
  };
}

function textsOf({ table, policy }: TableView, sides: readonly Side[]): readonly string[] {
  return sides.map(({ part, have, wanted }) => {
    const of = part.index === undefined ? table.name : `${table.name}/${part.index}`;
    const peak = rounded(maximum(part.unitsPerSecond) ?? 0);
    const { targetUtilisationPercent: target } = policy.capacityMode;
    const range = rangeOf(table.scaling ?? [], part);
    const why =
      range === undefined ? 'no auto scaling' : `auto scaling stops at ${grouped(range.min)}-${grouped(range.max)}`;
    return `${of}: ${part.dimension} units ${grouped(have)} -> ${grouped(wanted)} for up to ${grouped(peak)}/s at ${target} % (${why})`;
  });
}

/** AWS's ration: four in the first hour of the UTC day, then one when none was made in the preceding hour. */
function mayDecrease({ table, nowMs }: TableView): boolean {
  if (nowMs % dayMs < hourMs) return table.decreasesToday < 4;
  if (table.lastDecreaseMs !== undefined) return nowMs - table.lastDecreaseMs >= hourMs;
  return table.decreasesToday === 0;
}

function usdOf(book: PriceBook, { read, write, indexes }: ThroughputPlan): number {
  const all = [{ read, write }, ...indexes];
  return cents(
    sum(
      all.map(
        (one) => provisionedUsdPerMonth(book, 'read', one.read) + provisionedUsdPerMonth(book, 'write', one.write),
      ),
    ),
  );
}

function held(view: TableView, reasonCodes: Codes, warnings: readonly string[] = []): Outcome {
  const usd = usdOf(view.book, unitsNow(view));
  return {
    verdict: 'hold',
    action: null,
    reasonCodes,
    warnings,
    costUsdPerMonth: { before: usd, after: usd },
    rejected: [],
  };
}

function changed(view: TableView, to: ThroughputPlan, codes: Codes, warnings: readonly string[]): Outcome {
  const { table, policy, comparison } = view;
  const from = unitsNow(view);
  const auto = policy.approval.throughput === 'auto' && !table.globalTable;
  const after = usdOf(view.book, to);
  const waits: readonly ReasonCode[] = table.globalTable ? ['global-table', 'approval-needed'] : ['approval-needed'];
  const onDemand =
    comparison === undefined
      ? undefined
      : { name: `${table.name} on-demand`, costUsdPerMonth: cents(comparison.onDemandUsdPerMonth) };
  return {
    verdict: auto ? 'apply' : 'recommend',
    action: { kind: 'set-throughput', table: table.name, from, to },
    reasonCodes: auto ? codes : [...codes, ...waits],
    warnings,
    costUsdPerMonth: { before: usdOf(view.book, from), after },
    chosen: { name: `${table.name} ${to.read} read / ${to.write} write units`, costUsdPerMonth: after },
    ...(onDemand === undefined
      ? {}
      : { runnerUp: onDemand, marginUsdPerMonth: cents(onDemand.costUsdPerMonth - after) }),
    rejected: [],
  };
}

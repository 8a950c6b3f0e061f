import type { Policy } from '../../targets';
import { unitsToProvision } from '../capacity-units';
import type { Action, History } from '../decision';
import type { Outcome } from '../outcome';
import type { ReasonCode } from '../reason-codes';
import type { Snapshot, TableState } from '../snapshot';
import { maximum } from '../statistics';
import { throttlingOf } from '../table-demand';
import { knownPercent } from './known-minutes';
import { type LearnedSide, learnedSides, unitsForThrottled, unitsToEnter, unitsWanted } from './side-units';
import { learnedTableUsd } from './table-bill';
import {
  isSide,
  planOf,
  resourceOf,
  sidesOf,
  type TableRule,
  type TableSide,
  tableRuleText,
  variantOfSide,
  withUnits,
} from './table-rule';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Saved-up burst capacity is followed from so long ago; a bucket of 300 s is full or empty long before. */
const mostSavedMinutes = 60;

/** What the decision about one table looks at. */
interface LearnedTable {
  readonly snapshot: Snapshot;
  readonly table: TableState;
  readonly rule: TableRule;
  /** Whose load is known now; all sides of the table while the rule is on demand. */
  readonly sides: readonly LearnedSide[];
  readonly policy: Policy;
  readonly history: History;
  readonly nowMs: number;
}

/**
 * Mode and units of a table and its indexes by the rule that a review took over. Undefined where it cannot judge: no rule, too few
 * datapoints, something not ACTIVE or throttled by key range, indexes that the rule knows nothing of.
 */
export function decideLearnedTable(
  snapshot: Snapshot,
  table: TableState,
  policy: Policy,
  history: History,
  nowMs: number,
): Outcome | undefined {
  const rules = history.learned?.tables ?? {};
  const rule = Object.hasOwn(rules, table.name) ? rules[table.name] : undefined;
  if (rule === undefined || (rule.others === undefined && table.indexes.length > 0)) return undefined;
  const isActive = [table, ...table.indexes].every(({ status }) => status === 'ACTIVE');
  if (table.globalTable || !isActive || table.leftSuspended !== undefined) return undefined;
  if (hasHotKeys(snapshot, table, policy, nowMs)) return undefined;
  const sides = learnedSides(snapshot, table, rule, sidesOf(table), policy, nowMs);
  const seen = { snapshot, table, rule, sides, policy, history, nowMs };
  if (rule.variant.kind === 'on-demand') return toOnDemand(seen);
  return table.billingMode === 'on-demand' ? toProvisioned(seen) : units(seen);
}

function toOnDemand(seen: LearnedTable): Outcome | undefined {
  const { table, sides, policy, history, nowMs } = seen;
  if (!sides.some((side) => isSide(side, { dimension: 'read' }))) return undefined;
  if (table.billingMode === 'on-demand') return outcome(seen, 'hold', null, ['learned-fits']);
  const used = history.switchesToOnDemandMs.filter((atMs) => nowMs - atMs < dayMs).length;
  if (used >= policy.capacityMode.maxSwitchesPerDay)
    return outcome(seen, 'hold', null, ['budget-spent', 'cheaper-on-demand']);
  const action = { kind: 'set-billing-mode', table: table.name, from: 'provisioned', to: 'on-demand' } as const;
  return outcome(seen, 'apply', action, ['cheaper-on-demand']);
}

/** All that the rule knows must be known now: one side that gets too few units throttles what a switch was to save. */
function toProvisioned(seen: LearnedTable): Outcome | undefined {
  const { table, rule, sides, policy } = seen;
  const ruled = sidesOf(table).filter((side) => variantOfSide(rule, side) !== undefined);
  if (sides.length < ruled.length) return undefined;
  const plan = withUnits(
    planOf(table),
    sidesOf(table).map((side) => {
      const known = sides.find((one) => isSide(one, side));
      const isRuled = known !== undefined && known.variant.kind === 'provisioned';
      return { ...side, units: isRuled ? unitsToEnter(known, known.variant, policy) : unitsUnlearned(seen, side) };
    }),
  );
  const action = {
    kind: 'set-billing-mode',
    table: table.name,
    from: 'on-demand',
    to: 'provisioned',
    throughput: plan,
  } as const;
  return outcome(seen, 'apply', action, ['cheaper-provisioned']);
}

/** Units of the sides that auto scaling does not see to: target tracking would undo whatever is set beside it. */
function units(seen: LearnedTable): Outcome | undefined {
  const { snapshot, table, rule, sides, policy, history, nowMs } = seen;
  const { scaling } = table;
  if (scaling === undefined) return undefined;
  const isScaled = (side: TableSide): boolean => scaling.some((range) => isSide(range, side));
  const ours = sidesOf(table).filter((side) => !isScaled(side) && variantOfSide(rule, side) !== undefined);
  const { events } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
  const throttledBesides = events > 0 && sidesOf(table).some(isScaled);
  if (ours.length === 0 && !throttledBesides) {
    return outcome(seen, 'hold', null, ['learned-fits'], 'its units are left to auto scaling');
  }
  const known = sides.filter((side) => !isScaled(side));
  if (known.length === 0) return undefined;
  const sinceMs = history.lastChange?.completedAtMs ?? Number.NEGATIVE_INFINITY;
  const wanted = known.flatMap((side) => {
    const { variant } = side;
    if (variant.kind !== 'provisioned') return [];
    const short = unitsForThrottled(snapshot, table, side, policy, sinceMs, nowMs);
    return [{ side, variant, to: Math.max(short, unitsWanted(side, variant, policy, savedMinutes(history, nowMs))) }];
  });
  const more = wanted.filter(({ side, to }) => to > side.have);
  if (more.length > 0) return setUnits(seen, more, ['learned-out']);
  const less = wanted.filter(({ side, to }) => to < side.have);
  if (less.length === 0) return throttledBesides ? undefined : outcome(seen, 'hold', null, ['learned-fits']);
  const sure = less.filter(
    ({ side, variant }) =>
      knownPercent(side.demand, side.minute, variant.inHours * 60) >= policy.coveragePercent.scaleIn,
  );
  if (sure.length === 0) return outcome(seen, 'hold', null, ['unknown-metric', 'learned-in']);
  if (!mayDecrease(table, nowMs)) return outcome(seen, 'hold', null, ['budget-spent', 'learned-in']);
  return setUnits(seen, sure, ['learned-in']);
}

function setUnits(
  seen: LearnedTable,
  changed: readonly { readonly side: LearnedSide; readonly to: number }[],
  codes: Codes,
): Outcome {
  const from = planOf(seen.table);
  const to = withUnits(
    from,
    changed.map(({ side: { index, dimension }, to: units }) => ({
      dimension,
      ...(index === undefined ? {} : { index }),
      units,
    })),
  );
  return outcome(seen, 'apply', { kind: 'set-throughput', table: seen.table.name, from, to }, codes);
}

/**
 * Minutes for which the units are known to be what they are. Changes are known by target, so another resource's counts as well: less
 * is taken to be saved up than is.
 */
function savedMinutes({ lastChange }: History, nowMs: number): number {
  const sinceMs = lastChange === undefined ? Number.POSITIVE_INFINITY : nowMs - lastChange.completedAtMs;
  return Math.max(0, Math.min(mostSavedMinutes, Math.floor(sinceMs / 60_000)));
}

/** Of a side that no rule knows: units for the busiest period seen, at the target of auto scaling, which then follows it. */
function unitsUnlearned({ snapshot: { tableMetrics }, table, policy }: LearnedTable, side: TableSide): number {
  const name = resourceOf(table.name, side);
  const metrics = Object.hasOwn(tableMetrics, name) ? tableMetrics[name] : undefined;
  const series = side.dimension === 'read' ? metrics?.consumedRead : metrics?.consumedWrite;
  const seconds = (series?.periodMs ?? 1000) / 1000;
  const highest = maximum(series?.values.map((value) => value ?? 0) ?? []) ?? 0;
  return unitsToProvision(highest / seconds, policy.capacityMode);
}

/** Throttled by key range for the most part: no units cure that. */
function hasHotKeys(snapshot: Snapshot, table: TableState, policy: Policy, nowMs: number): boolean {
  const { events, keyRangeEvents } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
  return events > 0 && keyRangeEvents * 2 >= events;
}

/**
 * AWS's ration: four in the first hour of the UTC day, then one when none was made in the preceding hour. What the table says is the most
 * of itself and its indexes, for an update is refused whole if one of them is over.
 */
function mayDecrease({ decreasesToday, lastDecreaseMs }: TableState, nowMs: number): boolean {
  if (nowMs % dayMs < hourMs) return decreasesToday < 4;
  return lastDecreaseMs === undefined || nowMs - lastDecreaseMs >= hourMs;
}

type Codes = readonly [ReasonCode, ...ReasonCode[]];

function outcome(
  { table, rule, sides, policy }: LearnedTable,
  wish: 'hold' | 'apply',
  action: Extract<Action, { readonly kind: 'set-billing-mode' | 'set-throughput' }> | null,
  codes: Codes,
  besides?: string,
): Outcome {
  const { billingMode, throughput } = policy.approval;
  const auto = (action?.kind === 'set-throughput' ? throughput : billingMode) === 'auto';
  const usd = learnedTableUsd(table, sides, policy);
  const before = usd.now;
  const text = `${table.name}: learned from ${rule.daysSeen} days: ${tableRuleText(rule)}`;
  return {
    verdict: wish === 'apply' && !auto ? 'recommend' : wish,
    action,
    reasonCodes: wish === 'apply' && !auto ? [...codes, 'approval-needed'] : codes,
    warnings: [besides === undefined ? text : `${text}; ${besides}`],
    costUsdPerMonth: { before, after: action === null ? before : usd.after(action) },
    rejected: [],
  };
}

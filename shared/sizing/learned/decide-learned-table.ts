import type { Policy } from '../../targets';
import { onDemandUsdPerMonth, provisionedUsdPerMonth } from '../capacity-cost';
import { unitsToProvision } from '../capacity-units';
import { cents } from '../cluster-options';
import type { Action, BillingMode, History } from '../decision';
import type { Outcome } from '../outcome';
import { priceBookOf } from '../price-book';
import type { ReasonCode } from '../reason-codes';
import type { Series, Snapshot, TableState } from '../snapshot';
import { maximum } from '../statistics';
import { throttlingOf } from '../table-demand';
import { knownPercent, minuteOf } from './known-minutes';
import { signalMinutes } from './load-signals';
import { savedBurst } from './saved-burst';
import { TableSignalsAt } from './table-signals';
import { lookOf, type ProvisionedVariant, tableVariantText, variantUnits } from './table-variants';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What a table gets when its mode is left: the largest load of this long, whatever the variant. */
const entryMinutes = 60;
/** Saved-up burst capacity is followed from so long ago; a bucket of 300 s is full or empty long before. */
const mostSavedMinutes = 60;

/**
 * Read units of a table by the rule that a review took over. Undefined where it cannot judge: no rule, too few datapoints,
 * an index (its units are not learned), a table that is not ACTIVE or was throttled by key range.
 */
export function decideLearnedTable(
  snapshot: Snapshot,
  table: TableState,
  policy: Policy,
  history: History,
  nowMs: number,
): Outcome | undefined {
  const champion = ownOf(history.learned?.tables, table.name);
  const demand = ownOf(snapshot.demand?.tables, table.name);
  if (champion === undefined || demand === undefined) return undefined;
  if (table.indexes.length > 0 || table.globalTable || table.status !== 'ACTIVE') return undefined;
  if (table.leftSuspended !== undefined || hasHotKeys(snapshot, table, policy, nowMs)) return undefined;
  const minute = minuteOf(demand, nowMs);
  if (minute < signalMinutes.now || minute > demand.values.length) return undefined;
  if (knownPercent(demand, minute, signalMinutes.now) < policy.coveragePercent.trigger) return undefined;

  const { variant } = champion;
  const rule = `learned from ${champion.daysSeen} days: ${tableVariantText(variant)}`;
  if (variant.kind === 'on-demand') {
    if (table.billingMode === 'on-demand')
      return outcome('hold', null, ['learned-fits'], rule, policy, table, demand, minute);
    const used = history.switchesToOnDemandMs.filter((atMs) => nowMs - atMs < dayMs).length;
    if (used >= policy.capacityMode.maxSwitchesPerDay)
      return outcome('hold', null, ['budget-spent', 'cheaper-on-demand'], rule, policy, table, demand, minute);
    const action = { kind: 'set-billing-mode', table: table.name, from: 'provisioned', to: 'on-demand' } as const;
    return outcome('apply', action, ['cheaper-on-demand'], rule, policy, table, demand, minute);
  }
  const to = wantedUnits(variant, table, demand, minute, policy, savedMinutes(history, nowMs));
  const from = table.throughput.read;
  if (table.billingMode === 'on-demand') {
    const action = {
      kind: 'set-billing-mode',
      table: table.name,
      from: 'on-demand',
      to: 'provisioned',
      throughput: { read: to, write: writeUnits(snapshot, table, policy), indexes: [] },
    } as const;
    return outcome('apply', action, ['cheaper-provisioned'], rule, policy, table, demand, minute);
  }
  // Target tracking would undo whatever is set beside it.
  if (table.scaling === undefined) return undefined;
  if (table.scaling.some(({ dimension }) => dimension === 'read')) {
    const { events } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
    if (events > 0) return undefined;
    const text = `${rule}; its units are left to auto scaling`;
    return outcome('hold', null, ['learned-fits'], text, policy, table, demand, minute);
  }
  const units = { write: table.throughput.write, indexes: [] };
  const action = {
    kind: 'set-throughput',
    table: table.name,
    from: { read: from, ...units },
    to: { read: to, ...units },
  } as const;
  if (to === from) return outcome('hold', null, ['learned-fits'], rule, policy, table, demand, minute);
  if (to > from) return outcome('apply', action, ['learned-out'], rule, policy, table, demand, minute);
  const window = variant.inHours * 60;
  if (knownPercent(demand, minute, window) < policy.coveragePercent.scaleIn)
    return outcome('hold', null, ['unknown-metric', 'learned-in'], rule, policy, table, demand, minute);
  if (!mayDecrease(table, nowMs))
    return outcome('hold', null, ['budget-spent', 'learned-in'], rule, policy, table, demand, minute);
  return outcome('apply', action, ['learned-in'], rule, policy, table, demand, minute);
}

function wantedUnits(
  variant: ProvisionedVariant,
  table: TableState,
  demand: Series,
  minute: number,
  policy: Policy,
  saved: number,
): number {
  const signals = new TableSignalsAt(demand.values, minute);
  const look = lookOf(variant);
  const entering = table.billingMode === 'on-demand';
  const sight = {
    now: signals.now(look),
    last: demand.values[minute - 1] ?? signals.now(look),
    highest: signals.highest(look, entering ? Math.max(entryMinutes, variant.inHours * 60) : variant.inHours * 60),
    season: signals.season(variant.season),
    provisioned: entering ? Number.POSITIVE_INFINITY : table.throughput.read,
    burst: entering ? 0 : savedBurst(demand.values, minute, table.throughput.read, saved),
  };
  return variantUnits(variant, sight, policy.capacityMode);
}

/**
 * Minutes for which the units are known to be what they are. Changes are known by target, so another resource's counts as well: less
 * is taken to be saved up than is.
 */
function savedMinutes({ lastChange }: History, nowMs: number): number {
  const sinceMs = lastChange === undefined ? Number.POSITIVE_INFINITY : nowMs - lastChange.completedAtMs;
  return Math.max(0, Math.min(mostSavedMinutes, Math.floor(sinceMs / 60_000)));
}

/** Writes are not learned: units for the busiest period seen, at the target of auto scaling, which then follows them. */
function writeUnits({ tableMetrics }: Snapshot, { name }: TableState, { capacityMode }: Policy): number {
  const series = ownOf(tableMetrics, name)?.consumedWrite;
  const seconds = (series?.periodMs ?? 1000) / 1000;
  return unitsToProvision((maximum(series?.values.map((units) => units ?? 0) ?? []) ?? 0) / seconds, capacityMode);
}

/** Throttled by key range for the most part: no units cure that. */
function hasHotKeys(snapshot: Snapshot, table: TableState, policy: Policy, nowMs: number): boolean {
  const { events, keyRangeEvents } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
  return events > 0 && keyRangeEvents * 2 >= events;
}

/** AWS's ration: four in the first hour of the UTC day, then one when none was made in the preceding hour. */
function mayDecrease({ decreasesToday, lastDecreaseMs }: TableState, nowMs: number): boolean {
  if (nowMs % dayMs < hourMs) return decreasesToday < 4;
  return lastDecreaseMs === undefined || nowMs - lastDecreaseMs >= hourMs;
}

function outcome(
  wish: 'hold' | 'apply',
  action: Action | null,
  codes: readonly [ReasonCode, ...ReasonCode[]],
  rule: string,
  policy: Policy,
  table: TableState,
  demand: Series,
  minute: number,
): Outcome {
  const { billingMode, throughput } = policy.approval;
  const auto = (action?.kind === 'set-throughput' ? throughput : billingMode) === 'auto';
  const usd = (mode: BillingMode, read: number): number => {
    const book = priceBookOf(policy);
    if (mode === 'provisioned') return cents(provisionedUsdPerMonth(book, 'read', read));
    return cents(onDemandUsdPerMonth(book, 'read', meanOf(demand, minute, 24 * 60)));
  };
  const before = usd(table.billingMode, table.throughput.read);
  const after = usdAfter(action, table, usd) ?? before;
  return {
    verdict: wish === 'apply' && !auto ? 'recommend' : wish,
    action,
    reasonCodes: wish === 'apply' && !auto ? [...codes, 'approval-needed'] : codes,
    warnings: [`${table.name}: ${rule}`],
    costUsdPerMonth: { before, after },
    rejected: [],
  };
}

function usdAfter(
  action: Action | null,
  table: TableState,
  usd: (mode: BillingMode, read: number) => number,
): number | undefined {
  if (action?.kind === 'set-throughput') return usd('provisioned', action.to.read);
  if (action?.kind !== 'set-billing-mode') return undefined;
  return usd(action.to, action.throughput?.read ?? table.throughput.read);
}

function meanOf({ values }: Series, minute: number, minutes: number): number {
  const from = Math.max(0, minute - minutes);
  let sum = 0;
  for (let at = from; at < minute; at += 1) sum += values[at] ?? 0;
  return minute === from ? 0 : sum / (minute - from);
}

function ownOf<Value>(map: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}

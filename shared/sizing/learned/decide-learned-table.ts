import type { Policy } from '../../targets';
import { onDemandUsdPerMonth, provisionedUsdPerMonth } from '../capacity-cost';
import { cents } from '../cluster-options';
import type { Action, History } from '../decision';
import type { Outcome } from '../outcome';
import { priceBookOf } from '../price-book';
import type { ReasonCode } from '../reason-codes';
import type { Series, Snapshot, TableState } from '../snapshot';
import { knownPercent, minuteOf } from './known-minutes';
import { SignalsAt, signalMinutes } from './load-signals';
import { type ProvisionedVariant, tableVariantText, variantUnits } from './table-variants';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What a table gets when its mode is left: the largest load of this long, whatever the variant. */
const entryMinutes = 60;

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
  const to = wantedUnits(variant, table, demand, minute, policy);
  const from = table.throughput.read;
  const action = {
    kind: 'set-billing-mode',
    table: table.name,
    from: table.billingMode,
    to: 'provisioned',
    throughput: { read: to, write: Math.max(policy.capacityMode.minUnits, table.throughput.write), indexes: [] },
  } as const;
  if (table.billingMode === 'on-demand')
    return outcome('apply', action, ['cheaper-provisioned'], rule, policy, table, demand, minute);
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
): number {
  const signals = new SignalsAt(demand.values, minute);
  const entering = table.billingMode === 'on-demand';
  const sight = {
    now: signals.now,
    last: demand.values[minute - 1] ?? signals.now,
    highest: signals.highest(entering ? Math.max(entryMinutes, variant.inHours * 60) : variant.inHours * 60),
    season: signals.season(variant.season),
    provisioned: entering ? Number.POSITIVE_INFINITY : table.throughput.read,
    burst: table.burstUnits ?? 0,
  };
  return variantUnits(variant, sight, policy.capacityMode);
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
  const auto = policy.approval.billingMode === 'auto';
  const usd = (mode: 'provisioned' | 'on-demand', read: number): number => {
    const book = priceBookOf(policy);
    if (mode === 'provisioned') return cents(provisionedUsdPerMonth(book, 'read', read));
    return cents(onDemandUsdPerMonth(book, 'read', meanOf(demand, minute, 24 * 60)));
  };
  const before = usd(table.billingMode, table.throughput.read);
  const after =
    action?.kind === 'set-billing-mode' ? usd(action.to, action.throughput?.read ?? table.throughput.read) : before;
  return {
    verdict: wish === 'apply' && !auto ? 'recommend' : wish,
    action,
    reasonCodes: wish === 'apply' && !auto ? [...codes, 'approval-needed'] : codes,
    warnings: [`${table.name}: ${rule}`],
    costUsdPerMonth: { before, after },
    rejected: [],
  };
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

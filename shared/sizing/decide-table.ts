import { predictabilityOf } from './burstiness';
import { cents } from './cluster-options';
import { decideThroughput, resumeScaling } from './decide-throughput';
import type { BillingMode, Option } from './decision';
import { rounded } from './evidence';
import { type ModeComparison, planThroughput } from './mode-comparison';
import type { Outcome } from './outcome';
import { grouped } from './quantity-text';
import type { ReasonCode } from './reason-codes';
import { strategyPhase } from './strategy';
import type { TableView } from './table-view';

const dayMs = 24 * 3_600_000;

/** Throttling that lasts this long is not a matter of the two minutes that auto scaling takes. */
const lastingThrottlesMs = 10 * 60_000;

/** Throttling that ended longer ago is over: auto scaling has caught up. */
const overAfterMs = 15 * 60_000;

/**
 * Capacity mode of one table. Throttling is looked at first and at any time; what is cheaper only after enough history,
 * seldom, and with hysteresis around the break-even.
 */
export function decideTable(view: TableView): Outcome {
  const { table, demand, throttling, comparison, policy } = view;
  const busy = table.indexes
    .filter(({ status }) => status !== 'ACTIVE')
    .map(({ name, status }) => `index ${name} is ${status}`);
  if (table.status !== 'ACTIVE' || busy.length > 0) {
    return hold(view, ['table-busy'], [`${table.name} is ${table.status}`, ...busy]);
  }
  const resumed = resumeScaling(view);
  if (resumed !== undefined) return resumed;
  const overridden = decideWanted(view);
  if (overridden !== undefined) return overridden;
  if (throttling.events > 0) {
    const throttled = decideThrottled(view);
    if (throttled !== undefined) return throttled;
  }
  if (demand.kind === 'unknown' || comparison === undefined) {
    return hold(view, ['unknown-metric'], [`${table.name}: consumption is unknown`]);
  }
  const units = decideThroughput(view);
  if (units?.reasonCodes.includes('units-short') === true) return units;
  const { minHistoryMs } = policy.capacityMode;
  const phase = strategyPhase(view.history.firstSeenMs, view.nowMs, policy);
  // Five minutes less are forgiven: the newest period is always still open.
  if (demand.historyMs < minHistoryMs - 2 * demand.periodMs || phase !== 'optimise') {
    const days = `${rounded(demand.historyMs / dayMs)} of ${rounded(minHistoryMs / dayMs)} days`;
    const code = phase === 'optimise' ? 'insufficient-history' : 'monitoring';
    if (units !== undefined && phase === 'optimise') return units;
    return hold(view, [code], [`${table.name}: watched for ${days} before its mode is optimised`]);
  }
  if (table.billingMode === 'on-demand') return perhapsProvisioned(view, comparison);
  const mode = perhapsOnDemand(view, comparison);
  return mode.reasonCodes[0] === 'mode-fits' ? (units ?? mode) : mode;
}

/** A mode that a person wants is gone to at once; to provisioned only where its units can be computed. */
function decideWanted(view: TableView): Outcome | undefined {
  const { table, wantedMode, demand, policy } = view;
  if (wantedMode === undefined || wantedMode === table.billingMode) return undefined;
  if (wantedMode === 'on-demand') return toOnDemand(view, ['override'], { urgent: true });
  if (demand.kind === 'unknown') return hold(view, ['unknown-metric', 'override']);
  const { plan, fits } = planThroughput(demand, policy.capacityMode);
  if (!fits) return hold(view, ['max-units', 'override']);
  const action = { kind: 'set-billing-mode', table: table.name, from: 'on-demand', to: 'provisioned' } as const;
  return change(view, { ...action, throughput: plan }, ['override']);
}

/** Undefined where throttling gives no reason to act or to wait. */
function decideThrottled(view: TableView): Outcome | undefined {
  const { table, throttling, comparison, policy } = view;
  const said = `${table.name}: ${grouped(rounded(throttling.events))} requests throttled in the trend window`;
  if (throttling.keyRangeEvents * 2 >= throttling.events) {
    return hold(
      view,
      ['hot-partition', 'table-throttled'],
      [
        `${said}, ${grouped(rounded(throttling.keyRangeEvents))} of them by key range: spread the keys, capacity does not help`,
      ],
    );
  }
  if (table.billingMode === 'on-demand') {
    return hold(
      view,
      ['on-demand-throttled'],
      [`${said} although it is on demand: look at its maximum, the account's limits, and growth beyond twice the peak`],
    );
  }
  const burstiness = comparison?.burstiness;
  const spiky = burstiness !== undefined && predictabilityOf(burstiness, policy.capacityMode.maxBurstiness) === 'spiky';
  const over = (throttling.endedAgoMs ?? 0) > overAfterMs;
  const lasting = throttling.lastedMs >= lastingThrottlesMs;
  const units = spiky || over ? undefined : decideThroughput(view);
  if (units?.reasonCodes.includes('units-short') === true && units.action !== null) return units;
  if (over || !(spiky || lasting)) return hold(view, ['throttles-brief'], [said]);
  return toOnDemand(view, ['table-throttled', ...(spiky ? ['spiky' as const] : [])], { urgent: true });
}

function perhapsProvisioned(view: TableView, comparison: ModeComparison): Outcome {
  const { policy, table, demand } = view;
  const rules = policy.capacityMode;
  const cheaper = comparison.provisionedUsdPerMonth < comparison.onDemandUsdPerMonth;
  if (!cheaper || comparison.utilisationPercent <= rules.toProvisionedAbovePercent) return hold(view, ['mode-fits']);
  const { burstiness } = comparison;
  if (burstiness !== undefined && predictabilityOf(burstiness, rules.maxBurstiness) === 'spiky') {
    return hold(
      view,
      ['spiky', 'cheaper-provisioned'],
      [`${table.name}: provisioned capacity would be cheaper, but the load is spiky (${rounded(burstiness.value)})`],
    );
  }
  if (comparison.throttledPercent > rules.maxThrottledPercent) {
    return hold(
      view,
      ['spiky', 'cheaper-provisioned'],
      [`${table.name}: auto scaling would have throttled ${rounded(comparison.throttledPercent)} % of the load`],
    );
  }
  if (demand.kind === 'unknown') return hold(view, ['unknown-metric']);
  const { plan, fits } = planThroughput(demand, rules);
  if (!fits)
    return hold(
      view,
      ['max-units', 'cheaper-provisioned'],
      [`${table.name}: more than ${rules.maxUnits} units would be needed`],
    );
  const waiting = waits(view, { urgent: false });
  if (waiting !== undefined) return hold(view, [waiting, 'cheaper-provisioned']);
  const action = {
    kind: 'set-billing-mode',
    table: table.name,
    from: 'on-demand',
    to: 'provisioned',
    throughput: plan,
  } as const;
  return change(view, action, ['cheaper-provisioned']);
}

function perhapsOnDemand(view: TableView, comparison: ModeComparison): Outcome {
  const cheaper = comparison.onDemandUsdPerMonth < comparison.provisionedUsdPerMonth;
  const low = comparison.utilisationPercent < view.policy.capacityMode.toOnDemandBelowPercent;
  return cheaper && low ? toOnDemand(view, ['cheaper-on-demand'], { urgent: false }) : hold(view, ['mode-fits']);
}

function toOnDemand(
  view: TableView,
  codes: readonly [ReasonCode, ...ReasonCode[]],
  options: { readonly urgent: boolean },
): Outcome {
  const waiting = waits(view, options);
  if (waiting !== undefined) return hold(view, [waiting, ...codes]);
  const spent = switchesInLastDay(view);
  const { maxSwitchesPerDay } = view.policy.capacityMode;
  if (spent >= maxSwitchesPerDay) {
    return hold(
      view,
      ['budget-spent', ...codes],
      [`${spent} of ${maxSwitchesPerDay} switches to on-demand in 24 h are used up`],
    );
  }
  return change(
    view,
    { kind: 'set-billing-mode', table: view.table.name, from: 'provisioned', to: 'on-demand' },
    codes,
  );
}

/** What is cheaper waits for cool-down and cadence; a table that is throttled does not. */
function waits(
  { policy, history, table, nowMs }: TableView,
  { urgent }: { readonly urgent: boolean },
): ReasonCode | undefined {
  if (urgent) return undefined;
  const { lastChange, recentChanges = [] } = history;
  const switches = [...(lastChange === undefined ? [] : [lastChange]), ...recentChanges]
    .filter(({ kind }) => kind === 'set-billing-mode')
    .map(({ completedAtMs }) => completedAtMs);
  const switched = Math.max(...switches, table.lastSwitchToOnDemandMs ?? Number.NEGATIVE_INFINITY);
  const pause = Math.max(policy.coolDownMs.billingMode, policy.capacityMode.cadenceMs);
  if (nowMs < switched + pause) return 'cooldown';
  const changed = lastChange?.completedAtMs ?? Number.NEGATIVE_INFINITY;
  return nowMs < changed + policy.coolDownMs.scaleIn ? 'cooldown' : undefined;
}

function switchesInLastDay({ history, table, nowMs }: TableView): number {
  const recent = (atMs: number): boolean => nowMs - atMs < dayMs;
  const seenByAws = table.lastSwitchToOnDemandMs !== undefined && recent(table.lastSwitchToOnDemandMs) ? 1 : 0;
  return Math.max(history.switchesToOnDemandMs.filter(recent).length, seenByAws);
}

function costs({ comparison }: TableView, mode: BillingMode): number | null {
  if (comparison === undefined) return null;
  return cents(mode === 'on-demand' ? comparison.onDemandUsdPerMonth : comparison.provisionedUsdPerMonth);
}

function optionOf(view: TableView, mode: BillingMode): Option | undefined {
  const usd = costs(view, mode);
  return usd === null ? undefined : { name: `${view.table.name} ${mode}`, costUsdPerMonth: usd };
}

function compared(view: TableView, mode: BillingMode) {
  const chosen = optionOf(view, mode);
  const runnerUp = optionOf(view, mode === 'on-demand' ? 'provisioned' : 'on-demand');
  if (chosen === undefined || runnerUp === undefined) return {};
  return { chosen, runnerUp, marginUsdPerMonth: cents(runnerUp.costUsdPerMonth - chosen.costUsdPerMonth) };
}

function hold(
  view: TableView,
  reasonCodes: readonly [ReasonCode, ...ReasonCode[]],
  warnings: readonly string[] = [],
): Outcome {
  const usd = costs(view, view.table.billingMode);
  const costUsdPerMonth = { before: usd, after: usd };
  return {
    verdict: 'hold',
    action: null,
    reasonCodes,
    warnings,
    costUsdPerMonth,
    ...compared(view, view.table.billingMode),
    rejected: [],
  };
}

function change(
  view: TableView,
  action: Extract<NonNullable<Outcome['action']>, { readonly kind: 'set-billing-mode' }>,
  codes: readonly [ReasonCode, ...ReasonCode[]],
): Outcome {
  const { table, policy } = view;
  const auto = policy.approval.billingMode === 'auto' && !table.globalTable;
  const costUsdPerMonth = { before: costs(view, action.from), after: costs(view, action.to) };
  const held: readonly ReasonCode[] = table.globalTable ? ['global-table', 'approval-needed'] : ['approval-needed'];
  const reasonCodes: Outcome['reasonCodes'] = auto ? codes : [...codes, ...held];
  return {
    verdict: auto ? 'apply' : 'recommend',
    action,
    reasonCodes,
    warnings: [],
    costUsdPerMonth,
    ...compared(view, action.to),
    rejected: [],
  };
}

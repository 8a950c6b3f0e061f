import { actionText } from '../action-text';
import { cents, marginOf, optionName } from '../cluster-options';
import type { Action, Option, ThroughputPlan } from '../decision';
import type { Outcome } from '../outcome';
import { clusterUsdPerMonth, type PriceBook } from '../price-book';
import { grouped } from '../quantity-text';
import type { ReasonCode } from '../reason-codes';
import type { ClusterState } from '../snapshot';
import { effectOf, vetoesOf } from './change-option';
import { overrideText, type Rails, spanText } from './rails';

/** What the rails need to know of the resource that an outcome is about. */
export interface Railed {
  readonly outcome: Outcome;
  readonly cluster?: ClusterState;
  /** Units that the table has now. */
  readonly units?: ThroughputPlan;
  /** True where a reading is beyond its band now, in the direction that asks for more. */
  readonly violated: boolean;
  /** What the other resources of the target cost a month, as far as known. */
  readonly othersUsdPerMonth: number;
}

/** The outcome as the rails leave it: unchanged, with another node count, or held with the reason first. */
export function railed(rails: Rails, book: PriceBook, one: Railed): Outcome {
  const { outcome } = one;
  if (outcome.action === null) return withBounds(rails, outcome);
  const denial = denialOf(rails, outcome.action, one);
  if (denial !== undefined) return denied(outcome, outcome.action, denial);
  if (outcome.action.kind === 'set-node-count') return withBounds(rails, nodeCountAllowed(rails, book, one));
  const vetoed = isVetoed(rails, outcome.action) ? vetoDenial(rails, outcome.action) : undefined;
  const unpaid = vetoed ?? budgetDenial(rails, outcome, one);
  return unpaid === undefined ? withBounds(rails, outcome) : denied(outcome, outcome.action, unpaid);
}

interface Denial {
  readonly code: ReasonCode;
  readonly text: string;
}

/** Windows and the override; the first that forbids the action is the reason. */
function denialOf(rails: Rails, action: Action, { units, violated }: Railed): Denial | undefined {
  const { override, closed, noScaleIn, maintenance, floor } = rails;
  const effect = effectOf(action, units);
  if (override?.hold === true) return { code: 'override', text: overrideText(rails) };
  const mode = override?.billingMode;
  if (action.kind === 'set-billing-mode' && mode !== undefined && action.to !== mode) {
    return { code: 'override', text: overrideText(rails) };
  }
  if (closed !== undefined) {
    const raises = action.kind === 'set-node-count' && floor !== undefined && action.to <= floor.nodes;
    const allowed = closed.allow === 'scale-out' && effect === 'more' && (violated || raises);
    if (!allowed) return { code: 'change-calendar', text: `closed to changes ${spanText(closed)}` };
  }
  if (noScaleIn !== undefined && effect === 'less') {
    return { code: 'no-scale-in-window', text: `nothing is taken away ${spanText(noScaleIn)}` };
  }
  const ofNodes = action.kind === 'replace-node-type' || action.kind === 'set-cache-ttl';
  const takesNodes = (action.kind === 'set-node-count' || action.kind === 'remove-cluster') && effect === 'less';
  if (maintenance !== undefined && (ofNodes || takesNodes)) {
    return { code: 'maintenance-window', text: `AWS may be at work on the nodes ${spanText(maintenance)}` };
  }
  return undefined;
}

function isVetoed({ vetoes }: Rails, action: Action): boolean {
  return vetoesOf(vetoes, action).length > 0;
}

function vetoDenial({ vetoes }: Rails, action: Action): Denial {
  const until = vetoesOf(vetoes, action)[0]?.untilMs ?? 0;
  return {
    code: 'vetoed',
    text: `it was tried and rolled back: not again before ${new Date(until).toISOString()}`,
  };
}

function budgetDenial({ maxUsdPerMonth }: Rails, { costUsdPerMonth }: Outcome, one: Railed): Denial | undefined {
  const { before, after } = costUsdPerMonth;
  if (maxUsdPerMonth === undefined) return undefined;
  if (after === null) {
    return { code: 'no-price', text: 'there is a budget, and what the change would cost is not known' };
  }
  if (before !== null && after <= before) return undefined;
  const total = after + one.othersUsdPerMonth;
  if (total <= maxUsdPerMonth) return undefined;
  return {
    code: 'spend-cap',
    text: `it would make $${grouped(cents(total))} a month, the budget is $${grouped(maxUsdPerMonth)}`,
  };
}

/**
 * A node count that is vetoed or not paid for is replaced by the nearest that is neither: the next larger one on the way, else the
 * next smaller one that still is a step in the same direction.
 */
function nodeCountAllowed(rails: Rails, book: PriceBook, one: Railed): Outcome {
  const { outcome, cluster } = one;
  const { action } = outcome;
  if (action?.kind !== 'set-node-count' || cluster === undefined) return outcome;
  const priceOf = (to: number): number | null => clusterUsdPerMonth(book, cluster.nodeType, to);
  const refusal = (to: number): Denial | undefined => {
    const there = { ...action, to };
    if (isVetoed(rails, there)) return vetoDenial(rails, there);
    const after = priceOf(to);
    return budgetDenial(rails, { ...outcome, costUsdPerMonth: { before: priceOf(action.from), after } }, one);
  };
  const first = refusal(action.to);
  if (first === undefined) return outcome;
  const { from, to: wanted } = action;
  const out = wanted > from;
  const most = out ? Math.min(rails.policy.nodes.max, from + rails.policy.nodes.maxStepOut) : from - 1;
  const larger = range(wanted + 1, most);
  const smaller = out ? range(from + 1, wanted - 1).toReversed() : [];
  const to = [...larger, ...smaller].find((nodes) => refusal(nodes) === undefined);
  if (to === undefined) return denied(outcome, action, first);
  const after = priceOf(to);
  const costUsdPerMonth = { ...outcome.costUsdPerMonth, after: after === null ? null : cents(after) };
  const { chosen: _, runnerUp, marginUsdPerMonth: __, ...rest } = outcome;
  const chosen = after === null ? undefined : { name: optionName(to, cluster.nodeType), costUsdPerMonth: cents(after) };
  return {
    ...rest,
    action: { ...action, to },
    reasonCodes: [...outcome.reasonCodes, first.code],
    warnings: [...outcome.warnings, `${wanted} nodes: ${first.text}`],
    costUsdPerMonth,
    ...compared(chosen, runnerUp?.name === chosen?.name ? undefined : runnerUp),
    rejected: [
      { option: optionName(wanted, cluster.nodeType), reasonCode: first.code },
      ...outcome.rejected.filter(({ option }) => option !== chosen?.name),
    ],
  };
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

function compared(chosen: Option | undefined, runnerUp: Option | undefined) {
  return {
    ...(chosen === undefined ? {} : { chosen }),
    ...(runnerUp === undefined ? {} : { runnerUp }),
    ...(chosen === undefined || runnerUp === undefined ? {} : { marginUsdPerMonth: marginOf(chosen, runnerUp) }),
  };
}

function denied(outcome: Outcome, action: Action, { code, text }: Denial): Outcome {
  const { before, after } = outcome.costUsdPerMonth;
  const option = outcome.chosen?.name ?? actionText(action);
  const codes = outcome.reasonCodes.filter((one) => one !== 'approval-needed' && one !== code);
  return {
    verdict: 'hold',
    action: null,
    reasonCodes: [code, ...codes],
    warnings: [...outcome.warnings, `not done: ${actionText(action)}; ${text}`],
    costUsdPerMonth: { before, after: before },
    ...compared(
      before === null ? undefined : { name: 'as it is', costUsdPerMonth: before },
      after === null ? undefined : { name: option, costUsdPerMonth: after },
    ),
    rejected: [{ option, reasonCode: code }, ...outcome.rejected],
  };
}

const ofMinimum: readonly ReasonCode[] = ['below-min-nodes', 'at-min-nodes'];
const ofMaximum: readonly ReasonCode[] = ['above-max-nodes', 'at-max-nodes'];

/** Where a bound decides, the codes say whose bound it is. */
function withBounds({ floor, override, policy }: Rails, outcome: Outcome): Outcome {
  const said = (codes: readonly ReasonCode[]): boolean => codes.some((code) => outcome.reasonCodes.includes(code));
  const { min, max } = policy.nodes;
  const more: ReasonCode[] = [];
  if (said(ofMinimum) && floor !== undefined && floor.nodes >= min) more.push('event-floor');
  if (said(ofMinimum) && override?.nodes?.min !== undefined && override.nodes.min >= min) more.push('override');
  if (said(ofMaximum) && override?.nodes?.max !== undefined && override.nodes.max <= max) more.push('override');
  if (more.length === 0) return outcome;
  const [first, ...rest] = outcome.reasonCodes;
  return { ...outcome, reasonCodes: [first, ...more, ...rest] };
}

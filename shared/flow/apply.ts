import { asTarget, type Change, intendUpdate, stopChangingUpdate, targetKey, withdrawUpdate } from '../ledger';
import type { Action } from '../sizing';
import { type Turn, takeTurn } from './account-turn';
import {
  currentState,
  hasScaling,
  intentOf,
  isOfCluster,
  isWhole,
  type ResourceState,
  sameSight,
  wholeState,
} from './change-state';
import { declaredTarget, type Flow, maxRounds } from './flow';
import { FlowError } from './flow-error';
import { isInForce } from './override';
import { PortError } from './ports';
import { timeMs } from './read-payload';
import type { ApplyInput, ApplyResult, Intent } from './steps';

/** How long a change that somebody else makes is given before the next look. */
const againSeconds = 60;
const firstPollSeconds = 30;

/**
 * The one step that changes something. Intent first, which only the owner can write; then the turn of the account; then a last
 * look at the resource; then one call. A repetition that finds its own intent in place and the resource at work or at its goal
 * knows that the call was made.
 */
export async function apply(flow: Flow, input: ApplyInput): Promise<ApplyResult> {
  const { action } = input.decided.decision;
  if (input.decided.kind !== 'apply' || action === null) {
    throw new FlowError('flow.not-applicable', `${input.decided.decisionId} is not a decision to apply`);
  }
  const intent = intentOf(action);
  const change = changeOf(input, intent);
  const intended = await flow.ledger.update(intendUpdate(input.target, change));
  if (intended.kind === 'refused') return whyNotIntended(flow, input, change);
  const before = asTarget(intended.item).change;
  const repeated = before?.decision === change.decision && before.state === 'intended';
  const { override } = asTarget(intended.item);
  if (!repeated && override?.hold === true && isInForce(override, timeMs(input.now))) {
    return takeBack(flow, input, 'alone', held(flow, input, 'override-hold', `${override.by}: ${override.reason}`));
  }

  const others = repeated ? 'maybe' : 'alone';
  const { execution, target, attempt } = input;
  const turn = await takeTurn(flow, { execution, target, attempt, nowMs: timeMs(input.now) });
  const state = repeated ? await wholeState(flow, intent) : await currentState(flow, intent);
  if (state.kind === 'missing') return takeBack(flow, input, others, missing(flow, input, intent));
  const made = repeated && isMade(state, intent);
  if (made && state.busy) return applied(flow, input, hasParts(intent) ? 'unfinished' : 'finished');
  // Calling again mends what a cut left of the scaling beside what AWS shows of it: the limits of a policy, a mark.
  const callsAgain = hasScaling(intent) && turn.kind === 'mine';
  if (made && isWhole(state, intent) && !callsAgain) return applied(flow, input, 'finished');
  if (turn.kind !== 'mine') {
    // What is made stays made; only what is still to be done has to wait.
    return made ? noTurn(flow, input, turn) : takeBack(flow, input, others, noTurn(flow, input, turn));
  }
  if (!made && (state.busy || !sameSight(input.decided.saw, state.sight))) {
    const text = `${intent.resource} is not as it was when decided`;
    return takeBack(flow, input, others, againOrHeld(flow, input, 'target-changed', text));
  }
  try {
    await call(flow, input.target, action, made ? state : undefined);
  } catch (error) {
    return afterError(flow, input, error, intent, others);
  }
  return applied(flow, input, isLastCall(intent, made ? state : undefined) ? 'finished' : 'unfinished');
}

/** With the intent in place, a resource at work or at its goal says that a call of an earlier attempt was made. */
const isMade = (state: ResourceState, intent: Intent): boolean => state.busy || state.size === intent.to;

/** What belongs to the change is more than its first call. */
const hasParts = (intent: Intent): boolean => intent.kind === 'set-cache-ttl' || hasScaling(intent);

/**
 * Nothing is left to be done after this call. Units and TTLs are changed in steps, since the next one can only be done once AWS has
 * finished with the first: scaling is resumed in one call, nodes are rebooted one by one. Where no unit changes, one call resumes the
 * scaling, which may move the units at once. `settled`: what was there before this call, if an earlier one was made.
 */
function isLastCall({ kind, from, to }: Intent, settled: ResourceState | undefined): boolean {
  if (kind === 'set-cache-ttl') return partsOf(settled).length === 1;
  return settled !== undefined || kind !== 'set-throughput' || from === to;
}

const partsOf = (state: ResourceState | undefined): readonly string[] =>
  state === undefined || state.outstanding === 'unknown' ? [] : state.outstanding;

const changeOf = (input: ApplyInput, intent: Intent): Change => ({
  ...intent,
  state: 'intended',
  decision: input.decided.decisionId,
  at: timeMs(input.now),
  execution: input.execution,
  round: input.round,
  attempt: input.attempt,
});

/** `settled`: what the resource looks like after an earlier call, if there was one. */
async function call(flow: Flow, target: string, action: Action, settled: ResourceState | undefined): Promise<void> {
  const { changer } = flow.ports;
  const limits = () => {
    const { minUnits, maxUnits, targetUtilisationPercent } = declaredTarget(flow, target).policy.capacityMode;
    return { minUnits, maxUnits, targetUtilisationPercent };
  };
  switch (action.kind) {
    case 'set-node-count':
      return changer.setNodeCount({ cluster: action.cluster, from: action.from, to: action.to });
    case 'set-billing-mode':
      return changer.setBillingMode({
        table: action.table,
        to: action.to,
        ...(action.throughput && { throughput: action.throughput }),
        limits: limits(),
      });
    case 'set-throughput':
      return changer.setThroughput({ table: action.table, from: action.from, to: action.to, limits: limits() });
    case 'set-cache-ttl': {
      // One node at a time, so that the others serve meanwhile.
      const [node] = partsOf(settled);
      if (node !== undefined) return changer.rebootNode({ cluster: action.cluster, node });
      return changer.setCacheTtl({ cluster: action.cluster, from: action.from, to: action.to });
    }
    case 'replace-node-type':
    case 'remove-cluster':
      throw new FlowError('flow.not-applicable', `${action.kind} is not applied, only recommended`);
  }
}

/** A call that may have landed is left to the repetition, which looks; one that surely has not is taken back, unless the goal is reached. */
async function afterError(
  flow: Flow,
  input: ApplyInput,
  error: unknown,
  intent: Intent,
  others: Others,
): Promise<ApplyResult> {
  if (!(error instanceof PortError) || error.sent === 'maybe') throw error;
  if (error.code === 'aws.busy') {
    if (others === 'maybe') return applied(flow, input, hasParts(intent) ? 'unfinished' : 'finished');
    return takeBack(flow, input, others, againOrHeld(flow, input, 'resource-busy', error.message));
  }
  if (error.retryable) throw error;
  const state = await wholeState(flow, intent);
  if (isWhole(state, intent)) return applied(flow, input, 'finished');
  if (state.size === intent.to && intent.from !== intent.to) {
    if (state.busy) return applied(flow, input, 'unfinished');
    // What is made stays made, and its intent is left to the next owner; but what is outstanding would be asked for for ever.
    return failed(flow, input, reasonOf(error), error.message);
  }
  return takeBack(flow, input, others, failed(flow, input, reasonOf(error), error.message));
}

const reasonOf = (error: PortError): string => error.code.replace('aws.', 'aws-');

async function whyNotIntended(flow: Flow, input: ApplyInput, change: Change): Promise<ApplyResult> {
  const item = asTarget(await flow.ledger.read(targetKey(input.target)));
  if (item.owner !== input.execution) {
    return failed(flow, input, 'lock-lost', `${item.owner ?? 'nobody'} holds the target`);
  }
  const own = item.change?.decision === change.decision;
  if (own && item.change?.state === 'intended') {
    const state = await wholeState(flow, change);
    if (state.busy) return applied(flow, input, hasParts(change) ? 'unfinished' : 'finished');
    if (isWhole(state, change)) return applied(flow, input, 'finished');
  }
  if (item.frozen !== undefined) return held(flow, input, 'frozen', `frozen by ${item.frozen.by}`);
  const text = own ? 'this decision was taken back' : `the change of ${item.change?.decision ?? 'none'} is not over`;
  return againOrHeld(flow, input, 'change-in-flight', text);
}

function noTurn(flow: Flow, input: ApplyInput, turn: Exclude<Turn, { readonly kind: 'mine' }>): ApplyResult {
  return turn.kind === 'frozen'
    ? held(flow, input, 'frozen', 'all changes in the account are frozen')
    : againOrHeld(flow, input, 'account-busy', `${turn.holder} is changing something in the account`);
}

function missing(flow: Flow, input: ApplyInput, intent: Intent): ApplyResult {
  const code = isOfCluster(intent) ? 'cluster-missing' : 'table-missing';
  return failed(flow, input, code, `${intent.resource} does not exist any more`);
}

/** Whether another attempt wrote the same intent before this one. It may be about to call AWS. */
type Others = 'alone' | 'maybe';

/**
 * Only the attempt that wrote the intent last takes it back; another one may be calling AWS at this moment. So the turn stays for
 * Release where there may be one.
 */
async function takeBack(flow: Flow, input: ApplyInput, others: Others, result: ApplyResult): Promise<ApplyResult> {
  const { target, decided, attempt, execution } = input;
  const withdrawn = await flow.ledger.update(withdrawUpdate(target, decided.decisionId, attempt));
  if (withdrawn.kind === 'done' && others === 'alone') {
    await flow.ledger.update(stopChangingUpdate(execution, attempt));
  }
  return result;
}

/** After a retry an earlier attempt may be alive: nothing goes on before it is surely dead. */
const settle = (flow: Flow, { retries }: ApplyInput): number => (retries > 0 ? flow.settleSeconds : 0);

const applied = (flow: Flow, input: ApplyInput, call: 'finished' | 'unfinished'): ApplyResult => ({
  kind: 'applied',
  appliedAt: input.now,
  waitSeconds: Math.max(firstPollSeconds, settle(flow, input)),
  finished: call === 'finished',
});

function ended(
  flow: Flow,
  input: ApplyInput,
  outcome: 'held' | 'failed',
  reasonCode: string,
  text: string,
): ApplyResult {
  return { kind: 'ended', outcome, reasonCode, text, seconds: settle(flow, input) };
}

const held = (flow: Flow, input: ApplyInput, reasonCode: string, text: string): ApplyResult =>
  ended(flow, input, 'held', reasonCode, text);

const failed = (flow: Flow, input: ApplyInput, reasonCode: string, text: string): ApplyResult =>
  ended(flow, input, 'failed', reasonCode, text);

/** A roll-back that cannot be made now is not made: what comes out of the next look may be something else. */
const againOrHeld = (flow: Flow, input: ApplyInput, reasonCode: string, text: string): ApplyResult =>
  input.round < maxRounds && input.decided.undoes === undefined
    ? { kind: 'again', seconds: Math.max(againSeconds, settle(flow, input)), reasonCode }
    : held(flow, input, reasonCode, text);

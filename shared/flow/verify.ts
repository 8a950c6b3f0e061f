import { decisionId } from '../ledger';
import {
  type Action,
  type Decision,
  type Evidence,
  type History,
  type Judgement,
  judge,
  undoOf,
  vetoedOption,
} from '../sizing';
import type { Policy } from '../targets';
import { intentOf, resourceOf } from './change-state';
import { declaredTarget, type Flow } from './flow';
import { FlowError } from './flow-error';
import { directionOf } from './history-of';
import { type Looks, unpackLooks } from './pack';
import { timeMs } from './read-payload';
import type { DecideResult, Residual, RollBack, Verification, VerifyInput } from './steps';

/**
 * Whether the change did what the demand model expects for the load of now: a function of what was seen before and after, and of the
 * time at which the machine entered the state. Where it made things worse, the roll-back is prepared here; a roll-back itself is
 * never rolled back.
 */
export async function verify(flow: Flow, input: VerifyInput): Promise<Verification> {
  const { policy } = declaredTarget(flow, input.target);
  const nowMs = timeMs(input.now);
  const { action } = input.decided.decision;
  if (action === null) {
    throw new FlowError('flow.not-applicable', `${input.decided.decisionId} has no action to verify`);
  }
  const { before, after } = unpackLooks(input.looked.snapshots);
  const decision = flow.decide(after, policy, historyAfter(input, action), nowMs);
  const judgement = judge(before, after, action, policy, timesOf(input));
  const isJudged = judgement.kind === 'worse' && input.decided.undoes === undefined;
  return {
    kind: 'verified',
    verifiedAt: input.now,
    residuals: residuals(input.decided.decision.evidence, decision.evidence),
    verdict: decision.verdict,
    reasonCodes: decision.reasonCodes.slice(0, 20),
    judgement,
    rollBack: isJudged ? rollBack(input, policy, { before, after, action, judgement }) : null,
  };
}

const timesOf = ({ decided, completedAt, now }: VerifyInput) => ({
  decidedAtMs: timeMs(decided.decidedAt),
  completedAtMs: timeMs(completedAt),
  nowMs: timeMs(now),
});

interface Judged extends Looks {
  readonly action: Action;
  readonly judgement: Judgement;
}

function rollBack(input: VerifyInput, policy: Policy, judged: Judged): RollBack {
  const { before, after, action, judgement } = judged;
  const intent = intentOf(action);
  const veto = vetoedOption(action);
  const { switchesToOnDemandMs } = input.history;
  const undo = undoOf(before, after, action, policy, { ...timesOf(input), switchesToOnDemandMs });
  if (undo.kind === 'impossible') return { kind: 'refused', why: undo.why, veto };
  const state = resourceOf(after, intentOf(undo.action));
  if (state.kind === 'missing') return { kind: 'refused', why: `${intent.resource} does not exist any more`, veto };
  const nowMs = timeMs(input.now);
  const decided: DecideResult = {
    kind: 'apply',
    decisionId: decisionId(input.target, nowMs, input.execution, input.round + 1),
    decidedAt: input.now,
    decision: undoDecision(input, undo.action, judgement),
    because: null,
    saw: state.sight,
    undoes: input.decided.decisionId,
  };
  return { kind: 'follows', decided, veto };
}

function undoDecision({ target, decided }: VerifyInput, action: Action, judgement: Judgement): Decision {
  const { before, after } = decided.decision.costUsdPerMonth;
  return {
    schemaVersion: 1,
    target,
    verdict: 'apply',
    action,
    reasonCodes: ['rolled-back'],
    evidence: judgement.residuals.map(({ reading, expected, seen, tolerance, unit, verdict }) => ({
      reading,
      kind: seen === null ? 'unknown' : 'value',
      ...(seen !== null && { value: seen }),
      unit,
      ...(expected !== null && { high: expected + tolerance }),
      verdict: verdict === 'worse' ? 'above' : 'info',
      text: `expected for the present load: ${expected ?? 'unknown'}`,
    })),
    warnings: [],
    costUsdPerMonth: { before: after, after: before },
    rejected: [],
  };
}

/** The change is complete but not recorded yet. */
function historyAfter({ history, completedAt }: VerifyInput, action: Action): History {
  const intent = intentOf(action);
  return {
    ...history,
    lastChange: { kind: intent.kind, direction: directionOf(intent), completedAtMs: timeMs(completedAt) },
  };
}

function residuals(before: readonly Evidence[], after: readonly Evidence[]): readonly Residual[] {
  const earlier = new Map(before.map((one) => [one.reading, one]));
  return after.slice(0, 60).map((one) => ({
    reading: one.reading,
    before: earlier.get(one.reading)?.value ?? null,
    after: one.value ?? null,
    verdict: one.verdict,
  }));
}

import type { DecisionRow } from '../ledger';
import type { Decision, History } from '../sizing';
import { type Policy, policySchema } from '../targets';
import { boundedDecision } from './bounded-decision';
import { declaredTarget, type Flow } from './flow';
import { unpack } from './pack';

export type Replay =
  | {
      readonly kind: 'replayed';
      readonly atMs: number;
      /** What the row says. */
      readonly recorded: Decision;
      /** What comes out now, by the policy of then or by another one. */
      readonly replayed: Decision;
      readonly policy: 'recorded' | 'other';
      /** Parts of the decision that differ, by name. */
      readonly differs: readonly (keyof Decision)[];
    }
  | { readonly kind: 'not-replayable'; readonly why: string };

/**
 * Makes a decision again from what its row holds: with the recorded policy it comes out the same as long as the code does; with
 * the target's policy of another config it says what that one would have done. Reads and writes nothing.
 */
export function replayDecision(flow: Flow, row: DecisionRow, by: 'recorded' | 'other'): Replay {
  const inputs = inputsOf(row.inputs);
  const recorded = decisionOf(row.decision);
  if (row.undoes !== undefined) return not(`it is the roll-back of ${row.undoes}, which was made from a verification`);
  if (inputs === undefined || recorded === undefined) return not('its row does not hold what it was decided from');
  const policy = by === 'other' ? declaredTarget(flow, row.target).policy : recordedPolicy(inputs.policy);
  if (policy === undefined) return not('its policy was written by another version and is not valid any more');
  const { nowMs, history } = inputs;
  const replayed = boundedDecision(flow.decide(unpack(inputs.snapshot), policy, history, nowMs));
  const differs = parts.filter((part) => JSON.stringify(recorded[part]) !== JSON.stringify(replayed[part]));
  return { kind: 'replayed', atMs: nowMs, recorded, replayed, policy: by, differs };
}

const parts = ['verdict', 'action', 'reasonCodes', 'costUsdPerMonth', 'warnings', 'evidence', 'rejected'] as const;

interface Inputs {
  readonly nowMs: number;
  readonly snapshot: string;
  readonly history: History;
  readonly policy: unknown;
}

function inputsOf(inputs: unknown): Inputs | undefined {
  const isInputs =
    typeof inputs === 'object' && inputs !== null && 'snapshot' in inputs && typeof inputs.snapshot === 'string';
  return isInputs ? (inputs as unknown as Inputs) : undefined;
}

function decisionOf(decision: unknown): Decision | undefined {
  const isDecision = typeof decision === 'object' && decision !== null && 'verdict' in decision;
  return isDecision ? (decision as Decision) : undefined;
}

/** Keys that came later get their defaults. */
function recordedPolicy(policy: unknown): Policy | undefined {
  const parsed = policySchema.safeParse(policy);
  return parsed.success ? parsed.data : undefined;
}

const not = (why: string): Replay => ({ kind: 'not-replayable', why });

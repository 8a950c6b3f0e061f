import { type ApprovalState, type DecisionRow, decisionId, rowItem } from '../ledger';
import { conclusion } from './conclusion';
import { aRecord } from './decision-record';
import { declaredTarget, type Flow } from './flow';
import { keepRecord } from './keep-record';
import { timeMs } from './read-payload';
import type {
  DecisionRecord,
  RecordedApproval,
  RecordedVerification,
  RecordInput,
  RecordResult,
  Verification,
} from './steps';

/** Keeps the decision as a row, ends the intent, starts the cool-down, and tells people what is new. */
export async function record(flow: Flow, input: RecordInput): Promise<RecordResult> {
  const found = recordOf(flow, input);
  await flow.ledger.append(rowItem(rowOf(flow, input, found)));
  if (input.request.mode === 'apply') await keepRecord(flow, input, found);
  return { kind: 'recorded', record: merged(input.previous, found) };
}

function recordOf(flow: Flow, input: RecordInput): DecisionRecord & { readonly decisionId: string } {
  const { observation, decided } = input;
  const id =
    decided?.decisionId ?? decisionId(input.target, timeMs(observation.observedAt), input.execution, input.round);
  const { outcome, codes, text } = conclusion(input);
  const verification = recordedVerification(input.verification);
  const base = aRecord({ target: input.target, outcome, reasonCodes: codes, text, verification });
  if (decided === null) return { ...base, decisionId: id };
  const { decision } = decided;
  const approval = recordedApproval(flow, input);
  return {
    ...base,
    decisionId: id,
    action: outcome === 'held' ? null : decision.action,
    evidence: decision.evidence,
    costUsdPerMonth: decision.costUsdPerMonth,
    warnings: [
      ...decision.warnings,
      ...(input.progress?.kind === 'done' && verification === null ? ['not-verified'] : []),
    ],
    ...(approval && { approval }),
    ...(decided.undoes !== undefined && { undoes: decided.undoes }),
  };
}

/** The roll-back has a row of its own. */
function recordedVerification(verification: Verification | null): RecordedVerification | null {
  if (verification === null) return null;
  const { rollBack } = verification;
  if (rollBack === null) return { ...verification, rollBack };
  return {
    ...verification,
    rollBack:
      rollBack.kind === 'follows'
        ? { kind: 'follows', decision: rollBack.decided.decisionId }
        : { kind: 'refused', why: rollBack.why },
  };
}

function recordedApproval(flow: Flow, { decided, target }: RecordInput): RecordedApproval | undefined {
  if (decided?.needsApproval === true) {
    const { approvalExpiryMs } = declaredTarget(flow, target).policy;
    const expiresAt = new Date(timeMs(decided.decidedAt) + approvalExpiryMs).toISOString();
    return { state: 'pending', decision: decided.decisionId, expiresAt };
  }
  if (decided?.approval === undefined) return undefined;
  const { kind, decision, text } = decided.approval;
  return { state: kind, decision, text };
}

function rowOf(flow: Flow, input: RecordInput, found: DecisionRecord & { readonly decisionId: string }): DecisionRow {
  const { observation, decided, applied, progress, request } = input;
  const decidedAt = decided?.decidedAt ?? observation.observedAt;
  const looked = observation.kind === 'observed' ? observation : undefined;
  const approval: ApprovalState | undefined =
    found.approval?.state === 'pending'
      ? { state: 'pending', expiresAtMs: Date.parse(found.approval.expiresAt) }
      : undefined;
  return {
    schemaVersion: 1 as const,
    decisionId: found.decisionId,
    target: input.target,
    decidedAtMs: timeMs(decidedAt),
    execution: input.execution,
    round: input.round,
    request: { ...request, ...(request.alarm && { alarm: { ...request.alarm } }) } as never,
    outcome: found.outcome,
    reasonCodes: found.reasonCodes,
    decision: (decided?.decision ?? null) as never,
    // A roll-back was not decided from a snapshot but from the verification, which is in the row of what it takes back.
    inputs: (looked && decided && decided.undoes === undefined
      ? {
          nowMs: timeMs(decidedAt),
          snapshot: looked.snapshot,
          history: looked.history,
          policy: declaredTarget(flow, input.target).policy,
        }
      : null) as never,
    result: { applied, progress, verification: found.verification, text: found.text } as never,
    ...(approval && { approval }),
    ...(found.undoes !== undefined && { undoes: found.undoes }),
  };
}

/** The output of an execution with several rounds: what was changed stays the news, unless something failed later. */
export function merged(previous: DecisionRecord | null, found: DecisionRecord): DecisionRecord {
  const rounds = [...(previous?.rounds ?? []), ...(found.decisionId === null ? [] : [found.decisionId])];
  const keepsPrevious = previous?.outcome === 'applied' && found.outcome !== 'applied' && found.outcome !== 'failed';
  return { ...(keepsPrevious && previous !== null ? previous : found), rounds };
}

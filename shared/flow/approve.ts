import { type ApprovalState, answerApprovalUpdate, type DecisionRow, handApprovalUpdate } from '../ledger';
import type { Flow } from './flow';
import { getDecision } from './history';

export interface Answer {
  readonly decision: string;
  readonly answer: 'approved' | 'rejected';
  /** ARN of whoever answers. */
  readonly by: string;
  readonly nowMs: number;
}

export type AnswerResult =
  /** Ours is the answer that counts; `execution` is the look that takes an approval into account. */
  | { readonly kind: 'answered'; readonly target: string; readonly execution: string | null }
  | { readonly kind: 'unknown' }
  /** Renamed or taken out of the config since. */
  | { readonly kind: 'undeclared'; readonly target: string }
  | { readonly kind: 'not-asked'; readonly outcome: string }
  | { readonly kind: 'expired'; readonly expiresAtMs: number }
  /** Somebody was here before, or the approval is over. */
  | { readonly kind: 'decided'; readonly approval: Exclude<ApprovalState, { readonly state: 'pending' }> };

/**
 * A person's answer to a decision that waits for one. Row first, whose condition gives one winner; then the target's item, where any
 * look finds it; then an execution that looks now. Who approved may repeat it: what was cut off is done then.
 */
export async function answerDecision(flow: Flow, answer: Answer): Promise<AnswerResult> {
  const { decision, by, nowMs } = answer;
  const row = await getDecision(flow, decision);
  if (row === undefined) return { kind: 'unknown' };
  const { target, approval } = row;
  if (!Object.hasOwn(flow.ports.config.targets, target)) return { kind: 'undeclared', target };
  if (approval === undefined) return { kind: 'not-asked', outcome: row.outcome };
  const isOver = nowMs > approval.expiresAtMs;
  if (approval.state === 'pending' && isOver) return { kind: 'expired', expiresAtMs: approval.expiresAtMs };
  if (approval.state === 'pending') {
    const update = answerApprovalUpdate(decision, { state: answer.answer, by, atMs: nowMs });
    const written = await flow.ledger.update(update);
    if (written.kind === 'refused') return refused(flow, answer);
  } else if (!isOwnApproval(row, answer) || isOver) {
    return { kind: 'decided', approval };
  }
  return carriedOut(flow, answer, target);
}

/** Somebody was quicker, or an earlier attempt of our own was. */
async function refused(flow: Flow, answer: Answer): Promise<AnswerResult> {
  const row = await getDecision(flow, answer.decision);
  const approval = row?.approval;
  if (row === undefined || approval === undefined || approval.state === 'pending') return { kind: 'unknown' };
  return isOwnApproval(row, answer) ? carriedOut(flow, answer, row.target) : { kind: 'decided', approval };
}

const isOwnApproval = ({ approval }: DecisionRow, { answer, by }: Answer): boolean =>
  approval?.state === 'approved' && answer === 'approved' && approval.by === by;

async function carriedOut(flow: Flow, { decision, answer, by, nowMs }: Answer, target: string): Promise<AnswerResult> {
  if (answer === 'rejected') return { kind: 'answered', target, execution: null };
  await flow.ledger.update(handApprovalUpdate(target, { decision, by, at: nowMs }));
  const execution = await flow.ports.executions.start({ target, reason: 'approval', approval: decision });
  return { kind: 'answered', target, execution };
}

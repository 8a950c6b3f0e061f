import { decisionKey, targetKey } from './keys';
import type { Update } from './update';
import { equals } from './update';

/**
 * What became of a decision that a person has to allow; an attribute of its row, and the only one that changes. Every step of it is
 * conditional on the one before, so two people at once give one winner.
 */
export type ApprovalState =
  | { readonly state: 'pending'; readonly expiresAtMs: number }
  | (Answered & { readonly state: 'approved' | 'rejected' })
  /** `used`: the same action came out again and was made. `lapsed`: it did not, or the time was over. */
  | (Answered & {
      readonly state: 'used' | 'lapsed';
      readonly execution: string;
      readonly endedAtMs: number;
      readonly text: string;
    });

type Answered = {
  readonly expiresAtMs: number;
  /** ARN of the caller. */
  readonly by: string;
  readonly atMs: number;
};

/** On the target's item: what the next look is to take into account. */
export interface Approved {
  readonly decision: string;
  readonly by: string;
  readonly at: number;
}

/** The first answer wins; whoever comes second is refused. */
export function answerApprovalUpdate(
  decision: string,
  answer: { readonly state: 'approved' | 'rejected'; readonly by: string; readonly atMs: number },
): Update {
  return {
    key: rowKey(decision),
    when: equals('approval.state', 'pending'),
    set: { 'approval.state': answer.state, 'approval.by': answer.by, 'approval.atMs': answer.atMs },
  };
}

/** Whichever execution looks next finds it here, so that an approval is not lost when its own execution coalesces. */
export function handApprovalUpdate(target: string, approved: Approved): Update {
  return { key: targetKey(target), set: { approved: { ...approved } } };
}

export interface ApprovalEnd {
  readonly state: 'used' | 'lapsed';
  readonly execution: string;
  readonly endedAtMs: number;
  readonly text: string;
}

export function endApprovalUpdate(decision: string, end: ApprovalEnd): Update {
  return {
    key: rowKey(decision),
    when: equals('approval.state', 'approved'),
    set: {
      'approval.state': end.state,
      'approval.execution': end.execution,
      'approval.endedAtMs': end.endedAtMs,
      'approval.text': end.text,
    },
  };
}

/** A newer approval that came meanwhile stays. */
export function dropApprovalUpdate(target: string, decision: string): Update {
  return { key: targetKey(target), when: equals('approved.decision', decision), remove: ['approved'] };
}

function rowKey(decision: string) {
  const key = decisionKey(decision);
  if (key === undefined) throw new Error(`${decision} is not a decision id`);
  return key;
}

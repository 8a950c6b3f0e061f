import { type Action, actionText, type Decision, type ThroughputPlan } from '../sizing';
import type { Policy } from '../targets';
import { intentOf, isApplicable } from './change-state';
import type { DecideResult, ObservedApproval } from './steps';

export type Permission = Pick<DecideResult, 'kind' | 'because' | 'needsApproval' | 'approval'>;

export interface Asked {
  readonly mode: 'plan' | 'apply';
  readonly frozen: boolean;
  readonly approval: ObservedApproval | null;
}

/** What request, policy and approval allow of a decision. Only an approval of the very same action can raise it. */
export function permissionFor(decision: Decision, policy: Policy, asked: Asked): Permission {
  const plain = withoutApproval(decision, policy, asked);
  const { approval } = asked;
  if (approval === null) return plain;
  if (approval.kind === 'invalid') return lapsed(plain, approval.decision, approval.text);
  const { action } = decision;
  const allowed = plain.kind === 'apply' || plain.needsApproval === true;
  if (action === null || !allowed || !isSameAction(approval.action, action)) {
    // A freeze is no answer to what was approved: it waits for the thaw, as long as it may.
    if (plain.because === 'frozen') return plain;
    const now = action === null ? 'to change nothing' : actionText(action);
    const why = decision.reasonCodes.slice(0, 3).join(', ');
    return lapsed(
      plain,
      approval.decision,
      `${approval.by} approved: ${actionText(approval.action)}; decided now: ${now} (${why})`,
    );
  }
  if (asked.frozen) return { kind: 'hold', because: 'frozen' };
  const text = `approved by ${approval.by} as ${approval.decision}`;
  return { kind: 'apply', because: null, approval: { kind: 'used', decision: approval.decision, text } };
}

const lapsed = (plain: Permission, decision: string, text: string): Permission => ({
  ...plain,
  because: plain.kind === 'apply' ? plain.because : 'approval-lapsed',
  approval: { kind: 'lapsed', decision, text: `the approval of ${decision} lapsed: ${text}` },
});

function withoutApproval(decision: Decision, policy: Policy, { mode, frozen }: Asked): Permission {
  const { action, verdict } = decision;
  if (verdict === 'hold' || action === null) return { kind: 'hold', because: null };
  const level = approvalFor(action, policy);
  const isAsked = decision.reasonCodes.includes('approval-needed');
  // One change of a call or two is applied here; a hand-over takes half an hour and is an execution of its own machine.
  if (!isApplicable(action) && level !== 'recommend') return { kind: 'recommend', because: 'start-hand-over' };
  const needsApproval =
    isApplicable(action) && (level === 'approve' ? verdict === 'apply' || isAsked : level === 'auto' && isAsked);
  const pending = needsApproval && mode === 'apply' ? { needsApproval } : {};
  if (verdict === 'recommend') return { kind: 'recommend', because: null, ...pending };
  if (mode === 'plan') return { kind: 'recommend', because: 'plan-only' };
  if (level !== 'auto') return { kind: 'recommend', because: `approval-${level}`, ...pending };
  return frozen ? { kind: 'hold', because: 'frozen' } : { kind: 'apply', because: null };
}

function approvalFor(action: Action, { approval }: Policy): 'recommend' | 'approve' | 'auto' {
  switch (action.kind) {
    case 'set-node-count':
      return approval.nodeCount;
    case 'set-billing-mode':
      return approval.billingMode;
    case 'replace-node-type':
      return approval.nodeType;
    case 'set-throughput': {
      // Where no unit changes, a change that was cut off is finished.
      const { from, to } = intentOf(action);
      return from === to ? 'auto' : approval.throughput;
    }
    case 'set-cache-ttl':
      return approval.cacheTtl;
    case 'remove-cluster':
      return approval.removal;
  }
}

/** Units follow the load, so what comes out hours later counts as the same if none of them differs by more than this. */
const sameUnitsPercent = 10;

export function isSameAction(approved: Action, now: Action): boolean {
  if (approved.kind === 'set-throughput' && now.kind === 'set-throughput') {
    return approved.table === now.table && areNear(approved.to, now.to);
  }
  if (approved.kind !== now.kind || !isApplicable(approved) || !isApplicable(now)) return false;
  const [one, other] = [intentOf(approved), intentOf(now)];
  return one.resource === other.resource && one.from === other.from && one.to === other.to;
}

function areNear(one: ThroughputPlan, other: ThroughputPlan): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= (Math.max(a, b) * sameUnitsPercent) / 100;
  return (
    near(one.read, other.read) &&
    near(one.write, other.write) &&
    one.indexes.length === other.indexes.length &&
    one.indexes.every((index) => {
      const same = other.indexes.find(({ name }) => name === index.name);
      return same !== undefined && near(index.read, same.read) && near(index.write, same.write);
    })
  );
}

import { decisionId } from '../ledger';
import type { Request } from '../request/request';
import type { Action, Decision } from '../sizing';
import type { Policy } from '../targets';
import { boundedDecision } from './bounded-decision';
import { intentOf, resourceOf } from './change-state';
import { declaredTarget, type Flow } from './flow';
import { unpack } from './pack';
import { timeMs } from './read-payload';
import type { DecideInput, DecideResult } from './steps';

/** A pure function of its input: the time is the one at which the machine entered the state, so that the decision can be replayed. */
export async function decideStep(flow: Flow, input: DecideInput): Promise<DecideResult> {
  const { policy } = declaredTarget(flow, input.target);
  const nowMs = timeMs(input.now);
  const snapshot = unpack(input.observation.snapshot);
  const decision = boundedDecision(flow.decide(snapshot, policy, input.observation.history, nowMs));
  const { kind, because } = permitted(decision, policy, input.request, input.observation.frozen);
  const resource =
    kind === 'apply' && decision.action !== null ? resourceOf(snapshot, intentOf(decision.action)) : undefined;
  return {
    kind,
    decisionId: decisionId(input.target, nowMs, input.execution, input.round),
    decidedAt: input.now,
    decision,
    because,
    saw: resource?.kind === 'present' ? resource.sight : null,
  };
}

/** What the request and the policy allow of a decision. They can lower it and never raise it. */
function permitted(
  decision: Decision,
  policy: Policy,
  request: Request,
  frozen: boolean,
): Pick<DecideResult, 'kind' | 'because'> {
  if (decision.verdict === 'hold' || decision.action === null) return { kind: 'hold', because: null };
  if (decision.verdict === 'recommend') return { kind: 'recommend', because: null };
  if (request.mode === 'plan') return { kind: 'recommend', because: 'plan-only' };
  const approval = approvalFor(decision.action, policy);
  if (approval !== 'auto') return { kind: 'recommend', because: `approval-${approval}` };
  return frozen ? { kind: 'hold', because: 'frozen' } : { kind: 'apply', because: null };
}

function approvalFor(action: Action, policy: Policy): 'recommend' | 'approve' | 'auto' {
  switch (action.kind) {
    case 'set-node-count':
      return policy.approval.nodeCount;
    case 'set-billing-mode':
      return policy.approval.billingMode;
    case 'replace-node-type':
      return policy.approval.nodeType;
    case 'set-throughput':
      return policy.approval.throughput;
    case 'set-cache-ttl':
      return policy.approval.cacheTtl;
    case 'remove-cluster':
      return policy.approval.removal;
  }
}

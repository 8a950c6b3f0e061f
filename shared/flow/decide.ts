import { decisionId } from '../ledger';
import { boundedDecision } from './bounded-decision';
import { intentOf, resourceOf } from './change-state';
import { declaredTarget, type Flow } from './flow';
import { unpack } from './pack';
import { permissionFor } from './permission';
import { timeMs } from './read-payload';
import type { DecideInput, DecideResult } from './steps';

/** A pure function of its input: the time is the one at which the machine entered the state, so that the decision can be replayed. */
export async function decideStep(flow: Flow, input: DecideInput): Promise<DecideResult> {
  const { policy } = declaredTarget(flow, input.target);
  const nowMs = timeMs(input.now);
  const snapshot = unpack(input.observation.snapshot);
  const decision = boundedDecision(flow.decide(snapshot, policy, input.observation.history, nowMs));
  const permission = permissionFor(decision, policy, {
    mode: input.request.mode,
    frozen: input.observation.frozen,
    approval: input.observation.approval,
  });
  const { kind } = permission;
  const resource =
    kind === 'apply' && decision.action !== null ? resourceOf(snapshot, intentOf(decision.action)) : undefined;
  return {
    ...permission,
    decisionId: decisionId(input.target, nowMs, input.execution, input.round),
    decidedAt: input.now,
    decision,
    saw: resource?.kind === 'present' ? resource.sight : null,
  };
}

import type { Evidence, History } from '../sizing';
import { intentOf } from './change-state';
import { declaredTarget, type Flow } from './flow';
import { directionOf } from './history-of';
import { timeMs } from './read-payload';
import type { Residual, Verification, VerifyInput } from './steps';

/** After the change has baked: the same readings again, side by side with those that it was decided from. */
export async function verify(flow: Flow, input: VerifyInput): Promise<Verification> {
  const nowMs = timeMs(input.now);
  const target = declaredTarget(flow, input.target);
  const snapshot = await flow.ports.observer.snapshot(target, nowMs);
  const after = flow.decide(snapshot, target.policy, historyAfter(input), nowMs);
  return {
    kind: 'verified',
    verifiedAt: input.now,
    residuals: residuals(input.decided.decision.evidence, after.evidence),
    verdict: after.verdict,
    reasonCodes: after.reasonCodes.slice(0, 20),
  };
}

/** The change is complete but not recorded yet. */
function historyAfter({ decided, observation, completedAt }: VerifyInput): History {
  const { action } = decided.decision;
  if (action === null) return observation.history;
  const intent = intentOf(action);
  return {
    ...observation.history,
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

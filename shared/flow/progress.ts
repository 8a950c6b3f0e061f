import { currentState, intentOf, isOfCluster } from './change-state';
import { declaredTarget, type Flow } from './flow';
import { FlowError } from './flow-error';
import { timeMs } from './read-payload';
import type { ProgressInput, ProgressResult } from './steps';

const pollSeconds = 30;
/** The longest that users report of one change of a DAX cluster is three quarters of an hour. */
const slowestMs = 90 * 60_000;
/** Until a change shows: AWS's answers to Describe calls may be a little old. */
const hiddenMs = 10 * 60_000;

/** Is the change complete? The resource has the new size, and AWS has finished with it and all its parts. */
export async function progress(flow: Flow, input: ProgressInput): Promise<ProgressResult> {
  const { action } = input.decided.decision;
  if (action === null)
    throw new FlowError('flow.not-applicable', `${input.decided.decisionId} has no action to follow`);
  const intent = intentOf(action);
  const state = await currentState(flow, intent);
  const sinceMs = timeMs(input.now) - timeMs(input.appliedAt);
  const failed = (reasonCode: string, text: string): ProgressResult => ({
    kind: 'failed',
    completedAt: input.now,
    reasonCode,
    text,
  });

  if (state.kind === 'missing') {
    const code = isOfCluster(intent) ? 'cluster-missing' : 'table-missing';
    return failed(code, `${intent.resource} disappeared while it was being changed`);
  }
  // Once its scaling works again, a table's units are free to move.
  const isThere = state.size === intent.to || (intent.kind === 'set-throughput' && input.finished);
  if (!state.busy && isThere) {
    const isPart = state.outstanding === 'unknown' ? !input.finished : state.outstanding.length > 0;
    if (isPart) return { kind: 'unfinished' };
    const { bakeMs } = declaredTarget(flow, input.target).policy;
    return { kind: 'done', completedAt: input.now, bakeSeconds: Math.ceil(bakeMs / 1000) };
  }
  if (!state.busy && sinceMs > hiddenMs) {
    return failed(
      'change-not-seen',
      `${intent.resource} is at ${state.size} and not at ${intent.to}, and nothing goes on`,
    );
  }
  if (sinceMs > slowestMs) {
    return failed(
      'change-too-slow',
      `${intent.resource} is still being changed after ${Math.round(sinceMs / 60_000)} min`,
    );
  }
  return {
    kind: 'waiting',
    seconds: pollSeconds,
    text: `${intent.resource} is at ${state.size}, on its way to ${intent.to}`,
  };
}

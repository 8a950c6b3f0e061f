import { asTarget, handOverUpdate } from '../ledger';
import { freezeIfCrashing } from './crash-limit';
import type { Flow } from './flow';
import type { HandOverInput, HandOverResult } from './steps';

/**
 * Somebody asked for a look and there is no round left: lets go first, then starts the next execution. The other way round it
 * would coalesce onto this one. A repetition starts one too, whoever let go: an extra execution costs one look.
 */
export async function handOver(flow: Flow, input: HandOverInput): Promise<HandOverResult> {
  const result = await flow.ledger.update(handOverUpdate(input.target, input.execution, input.ended));
  if (result.kind === 'done' && input.ended === 'failed') {
    await freezeIfCrashing(flow, input.target, asTarget(result.item), input.now);
  }
  const successor = await flow.ports.executions.start({ target: input.target, reason: 'successor' });
  return { kind: 'handed-over', successor };
}

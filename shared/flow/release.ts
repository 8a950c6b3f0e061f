import { asTarget, releaseUpdate, targetKey } from '../ledger';
import { giveBackTurn } from './account-turn';
import { type Flow, maxRounds } from './flow';
import type { ReleaseInput, ReleaseResult } from './steps';

/**
 * Lets go of the account, then of the target if nobody asked for a look since the last one. Whoever did is answered by another
 * look, or by a successor: never by nothing.
 */
export async function release(flow: Flow, input: ReleaseInput): Promise<ReleaseResult> {
  const target = input.target ?? targetOf(flow, input.input);
  if (target === null) return { kind: 'released', target };
  await giveBackTurn(flow, input.execution);
  if (input.seen !== null) {
    const result = await flow.ledger.update(releaseUpdate(target, input.execution, input.seen, input.ended));
    if (result.kind === 'done') return { kind: 'released', target };
  }
  const { owner } = asTarget(await flow.ledger.read(targetKey(target)));
  // An earlier attempt let go, and its answer was lost; or the target was never ours.
  if (owner !== input.execution) return { kind: 'released', target };
  const mayLook = input.ended === 'well' && input.round < maxRounds;
  return { kind: mayLook ? 'again' : 'hand-over', target };
}

function targetOf(flow: Flow, input: unknown): string | null {
  const parsed = flow.parse(input);
  return parsed.kind === 'request' ? parsed.request.target : null;
}

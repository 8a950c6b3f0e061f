import { accountKey, asAccount, startChangingUpdate, stopChangingUpdate } from '../ledger';
import type { Flow } from './flow';

export type Turn =
  | { readonly kind: 'mine' }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'busy'; readonly holder: string };

const hourMs = 3_600_000;

/** One change at a time in the account. A turn that a dead execution left behind is freed, so that none can be stuck for ever. */
export async function takeTurn(flow: Flow, execution: string, nowMs: number): Promise<Turn> {
  const first = await tryTurn(flow, execution, nowMs);
  if (first.kind !== 'busy') return first;
  if (!(await isDead(flow, first.holder, first.sinceMs, nowMs))) return first;
  await flow.ledger.update(stopChangingUpdate(first.holder));
  return tryTurn(flow, execution, nowMs);
}

async function tryTurn(
  flow: Flow,
  execution: string,
  nowMs: number,
): Promise<
  { readonly kind: 'mine' | 'frozen' } | { readonly kind: 'busy'; readonly holder: string; readonly sinceMs: number }
> {
  const result = await flow.ledger.update(startChangingUpdate(execution, nowMs));
  if (result.kind === 'done') return { kind: 'mine' };
  const account = asAccount(await flow.ledger.read(accountKey));
  if (account.frozen !== undefined) return { kind: 'frozen' };
  return {
    kind: 'busy',
    holder: account.changing ?? 'an execution that has just ended',
    sinceMs: account.changingAt ?? nowMs,
  };
}

/** By the same rule as an owner: ended for so long that none of its handlers is alive, or unknown to AWS for an hour. */
async function isDead(flow: Flow, holder: string, sinceMs: number, nowMs: number): Promise<boolean> {
  const status = await flow.ports.executions.describe(holder);
  switch (status.kind) {
    case 'running':
      return false;
    case 'ended':
      return status.stoppedAtMs + flow.settleSeconds * 1000 <= nowMs;
    case 'not-found':
      return nowMs - sinceMs > hourMs;
  }
}

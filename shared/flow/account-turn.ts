import {
  type AccountItem,
  accountKey,
  asAccount,
  asTarget,
  type Claim,
  isOpenFor,
  startChangingUpdate,
  stopChangingUpdate,
  targetKey,
} from '../ledger';
import type { Flow } from './flow';

export type Turn =
  | { readonly kind: 'mine' }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'busy'; readonly holder: string };

const hourMs = 3_600_000;

/** One change at a time in the account. A turn that a dead execution left behind is freed, so that none can be stuck for ever. */
export async function takeTurn(flow: Flow, claim: Claim): Promise<Turn> {
  for (let tries = 0; tries < 2; tries += 1) {
    const taken = await flow.ledger.update(startChangingUpdate(claim));
    if (taken.kind === 'done') return { kind: 'mine' };
    const account = asAccount(await flow.ledger.read(accountKey));
    if (account.frozen !== undefined) return { kind: 'frozen' };
    const holder = account.changing;
    // Given back in between.
    if (holder === undefined) continue;
    if (!(await isLeftBehind(flow, holder, account, claim.nowMs))) return { kind: 'busy', holder };
    await flow.ledger.update(stopChangingUpdate(holder, account.changingBy));
  }
  return { kind: 'busy', holder: 'an execution that has just taken its turn' };
}

/**
 * Gives the turn back unless an intent of this execution is open: an attempt that nobody listens to any more may be about to call
 * AWS. An attempt writes its intent before it takes the turn, so the target is read after the account, and one that takes the turn
 * after that is known by its name. What is kept goes to whoever waits the intent out, or 30 s after a good end to whoever wants it.
 */
export async function giveBackTurn(flow: Flow, execution: string): Promise<'given-back' | 'kept' | 'not-mine'> {
  const account = asAccount(await flow.ledger.read(accountKey));
  if (account.changing !== execution) return 'not-mine';
  if (account.changingFor !== undefined) {
    const { change } = asTarget(await flow.ledger.read(targetKey(account.changingFor)));
    if (isOpenFor(change, execution)) return 'kept';
  }
  const given = await flow.ledger.update(stopChangingUpdate(execution, account.changingBy));
  return given.kind === 'done' ? 'given-back' : 'kept';
}

/**
 * Nothing that the holder had begun can call AWS any more. A good end lets go of the target first, and without it no intent can be
 * written: 30 s later all that had one are dead. After any other end the target is still held; a late attempt may write its intent
 * until that is freed, and the next owner waits it out. An hour bounds what nobody comes to do.
 */
async function isLeftBehind(flow: Flow, holder: string, account: AccountItem, nowMs: number): Promise<boolean> {
  const status = await flow.ports.executions.describe(holder);
  switch (status.kind) {
    case 'running':
      return false;
    case 'ended': {
      const endedMs = nowMs - status.stoppedAtMs;
      if (endedMs < flow.settleSeconds * 1000) return false;
      if (status.status === 'SUCCEEDED' || account.changingFor === undefined || endedMs > hourMs) return true;
      const { owner, change } = asTarget(await flow.ledger.read(targetKey(account.changingFor)));
      return owner !== holder && !isOpenFor(change, holder);
    }
    case 'not-found':
      return nowMs - (account.changingAt ?? nowMs) > hourMs;
  }
}

import {
  accountKey,
  asAccount,
  asTarget,
  type Frozen,
  freezeAccountUpdate,
  freezeUpdate,
  targetKey,
  thawAccountUpdate,
  thawUpdate,
} from '../ledger';
import { declaredTarget, type Flow } from './flow';

/** One target by its name, or all changes in the account. */
export type Scope = { readonly kind: 'target'; readonly target: string } | { readonly kind: 'account' };

/** Takes effect on the next Apply, wherever its execution is now; what AWS already works on goes on. */
export async function freeze(flow: Flow, scope: Scope, by: string, nowMs: number): Promise<void> {
  const frozen: Frozen = { at: nowMs, by, reason: 'manual' };
  if (scope.kind === 'account') {
    await flow.ledger.update(freezeAccountUpdate(frozen));
    return;
  }
  await flow.ledger.update(freezeUpdate(declaredTarget(flow, scope.target).name, frozen));
}

/** Ends a freeze of either kind; a target that had been frozen for its crashes starts counting anew. */
export async function thaw(flow: Flow, scope: Scope): Promise<void> {
  const update = scope.kind === 'account' ? thawAccountUpdate() : thawUpdate(declaredTarget(flow, scope.target).name);
  await flow.ledger.update(update);
}

export async function frozen(flow: Flow, scope: Scope): Promise<Frozen | undefined> {
  if (scope.kind === 'account') return asAccount(await flow.ledger.read(accountKey)).frozen;
  return asTarget(await flow.ledger.read(targetKey(declaredTarget(flow, scope.target).name))).frozen;
}

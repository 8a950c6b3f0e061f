import type { Cont } from './interned';
import { readers } from './late-attempts';
import { isAccount } from './names';
import type { World } from './world';

/**
 * Calls that are no point at which others could make a difference: announcements and rows of the history touch nothing that the
 * protocol reads; Progress and Verify read what only their own execution changes; the number of crashes only makes Admit wait.
 * What Recover and Release do to the account and to the target next commutes with all that others do in between.
 */
export function isQuiet({ budget }: World, { pending, attempt, responses }: Cont): boolean {
  if (pending.kind !== 'call') return false;
  const { call } = pending;
  if (call.port === 'append' || call.port === 'announce' || readers.includes(attempt.fn)) return true;
  switch (attempt.fn) {
    case 'admit':
      return call.port === 'read' && responses.length === 0 && isFirstAdmit(attempt.payload);
    case 'recover':
      // A fresh execution is not seen before its Admit. Where its answer may be lost, its start is a move of its own.
      return call.port !== 'start' || budget.losses + budget.lates === 0;
    case 'release':
      return call.port === 'update' && isAccount(call.update.key.pk);
    default:
      return false;
  }
}

const isFirstAdmit = (payload: unknown): boolean => (payload as { readonly resume: unknown }).resume === null;

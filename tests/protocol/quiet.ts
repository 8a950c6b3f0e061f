import type { Cont, Interned } from './interned';
import { onlyReads } from './late-attempts';
import { isAccount } from './names';
import type { Attempt, Response } from './replay';
import type { World } from './world';

/**
 * Calls that are no point at which others could make a difference: announcements and rows of the history touch nothing that the
 * protocol reads; Progress and LookAfter read what only their own execution changes; the number of crashes only makes Admit wait.
 * What Recover and Release do to the account and to the target next commutes with all that others do in between, but for a late Apply,
 * which may take the account's turn.
 */
export function isQuiet({ budget, zombies }: World, cont: Cont, interned: Interned): boolean {
  const { pending, attempt, responses } = cont;
  if (pending.kind !== 'call') return false;
  const { call } = pending;
  if (call.port === 'append' || call.port === 'announce' || onlyReads(attempt)) return true;
  const mayTakeTurn = zombies.some((one) => interned.cont(one.cont).attempt.fn === 'apply');
  switch (attempt.fn) {
    case 'record':
      // Of a failure only a row is kept, and what was announced.
      return (attempt.payload as { readonly step: string }).step === 'record-failure';
    case 'admit':
      return call.port === 'read' && responses.length === 0 && isFirstAdmit(attempt.payload);
    case 'recover':
      // A fresh execution is not seen before its Admit. Where its answer may be lost, its start is a move of its own.
      if (call.port === 'start') return budget.losses + budget.lates === 0;
      return !mayTakeTurn || !isAboutTurn(cont);
    case 'release':
      return !mayTakeTurn && isAboutTurn(cont);
    default:
      return false;
  }
}

/** Reads of the account and of what is intended, and the update that follows. */
export function isAboutTurn({ attempt, pending, responses }: Cont): boolean {
  if (pending.kind !== 'call') return false;
  const { call } = pending;
  if (call.port === 'update') return isAccount(call.update.key.pk);
  return call.port === 'read' && (isAccount(call.key.pk) || (responses.length === 1 && hasTurn(attempt, responses[0])));
}

/** By the first answer. Release asks for its own execution; for which one Recover does makes no difference here. */
function hasTurn({ fn, payload }: Attempt, first: Response | undefined): boolean {
  const account = first?.kind === 'value' ? (first.value as { readonly changing?: string } | null) : null;
  const holder = account?.changing;
  if (fn !== 'release') return holder !== undefined;
  return holder === (payload as { readonly execution: string }).execution;
}

const isFirstAdmit = (payload: unknown): boolean => (payload as { readonly resume: unknown }).resume === null;

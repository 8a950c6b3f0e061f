import type { World } from './world';

/** Everything that can happen next, one thing at a time. */
export type Move =
  | { readonly kind: 'wake' }
  /** The pending call of an attempt has its effect and is answered. */
  | { readonly kind: 'act'; readonly proc: number }
  /** It has its effect, the answer is lost, the attempt is dead and the machine tries again. */
  | { readonly kind: 'lose'; readonly proc: number }
  /** The machine gives up on an attempt that is still under way, and tries again. */
  | { readonly kind: 'late'; readonly proc: number }
  /** The machine takes the answer of its task and goes on. */
  | { readonly kind: 'complete'; readonly proc: number }
  | { readonly kind: 'elapse'; readonly proc: number }
  | { readonly kind: 'stop'; readonly proc: number }
  | { readonly kind: 'duplicate'; readonly event: number }
  | { readonly kind: 'zombie'; readonly zombie: number };

export interface Outcome {
  readonly world: World;
  /** What must not happen. */
  readonly violation?: string;
  /** A late attempt has ended without any effect: as if it had not gone on, which it need not. */
  readonly idle?: true;
  /** The new number of each execution; -1 for one that is over. */
  readonly slots?: readonly number[];
}

const kinds = ['wake', 'act', 'lose', 'late', 'complete', 'elapse', 'stop', 'duplicate', 'zombie'] as const;

/** A move as one number: long runs keep one for every state. */
export function numberOf(move: Move): number {
  return subjectOf(move) * kinds.length + kinds.indexOf(move.kind);
}

function subjectOf(move: Move): number {
  if ('proc' in move) return move.proc;
  if ('event' in move) return move.event;
  return 'zombie' in move ? move.zombie : 0;
}

export function moveOf(number: number): Move {
  const subject = Math.floor(number / kinds.length);
  const kind = kinds[number % kinds.length] ?? 'wake';
  switch (kind) {
    case 'wake':
      return { kind };
    case 'duplicate':
      return { kind, event: subject };
    case 'zombie':
      return { kind, zombie: subject };
    default:
      return { kind, proc: subject };
  }
}

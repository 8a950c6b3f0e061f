import type { Veto } from '../sizing';
import type { Change, Frozen, LastChange, ModeSwitch } from './items';
import { targetKey } from './keys';
import { absent, all, any, type Condition, differs, equals, less, type Update } from './update';

/** Every write that the protocol makes to a target's item. Each is one conditional update and safe to repeat after a lost response. */

const ownedBy = (execution: string): Condition => equals('owner', execution);
const heldBy = ['owner', 'admittedAt', 'looking'] as const;

/**
 * Unconditional: counts the wake-up, and owns the target if nobody does. A repetition costs one more look; it is known by the item as
 * it was, which is answered.
 */
export function admitUpdate(target: string, execution: string, nowMs: number): Update {
  return {
    key: targetKey(target),
    setIfAbsent: { owner: execution, admittedAt: nowMs, firstSeen: nowMs },
    increment: { wakeUps: 1 },
    returning: 'before',
  };
}

export function takeOverUpdate(target: string, execution: string, dead: string, nowMs: number): Update {
  return {
    key: targetKey(target),
    when: any(ownedBy(dead), ownedBy(execution)),
    set: { owner: execution, admittedAt: nowMs },
    remove: ['looking'],
  };
}

/** Says that the owner has begun to look; answers `wakeUps` as of this moment. */
export function lookUpdate(target: string, execution: string): Update {
  return { key: targetKey(target), when: ownedBy(execution), set: { looking: execution } };
}

/**
 * A late attempt of a decision that was taken back, finished or followed by a later round is refused; an intent of another
 * decision that may still be carried out is never overwritten. Answers the item as it was, so that a repetition is known.
 */
export function intendUpdate(target: string, change: Change): Update {
  const over = any(equals('change.state', 'done'), equals('change.state', 'withdrawn'));
  const earlier = any(differs('change.execution', change.execution), less('change.round', change.round));
  return {
    key: targetKey(target),
    when: all(
      ownedBy(change.execution),
      absent('frozen'),
      any(
        absent('change'),
        all(equals('change.decision', change.decision), equals('change.state', 'intended')),
        all(over, earlier),
      ),
    ),
    set: { change: { ...change } },
    returning: 'before',
  };
}

/** Only the attempt that wrote the intent last may take it back: another one may be making the call. */
export function withdrawUpdate(target: string, decision: string, attempt: string): Update {
  return {
    key: targetKey(target),
    when: all(
      equals('change.decision', decision),
      equals('change.attempt', attempt),
      equals('change.state', 'intended'),
    ),
    set: { 'change.state': 'withdrawn' },
  };
}

export interface Finish {
  readonly execution: string;
  readonly decision: string;
  /** Absent for an intent that turned out to have had no effect. */
  readonly lastChange?: LastChange;
  readonly modeSwitches?: readonly ModeSwitch[];
  readonly recentChanges?: readonly LastChange[];
  readonly vetoes?: readonly Veto[];
  readonly announced?: string;
}

/** The end of an intent, by its own execution or by the next owner that found it. */
export function finishUpdate(target: string, finish: Finish): Update {
  return {
    key: targetKey(target),
    when: all(
      ownedBy(finish.execution),
      equals('change.decision', finish.decision),
      equals('change.state', 'intended'),
    ),
    set: {
      'change.state': 'done',
      ...(finish.lastChange && { lastChange: { ...finish.lastChange } }),
      ...(finish.modeSwitches && { modeSwitches: finish.modeSwitches.map((one) => ({ ...one })) }),
      ...(finish.recentChanges && { recentChanges: finish.recentChanges.map((one) => ({ ...one })) }),
      ...(finish.vetoes && { vetoes: finish.vetoes.map((one) => ({ ...one })) }),
      ...(finish.announced !== undefined && { announced: finish.announced }),
    },
  };
}

export function announcedUpdate(target: string, execution: string, announced: string): Update {
  return { key: targetKey(target), when: ownedBy(execution), set: { announced } };
}

/** Lets go of the target if nobody asked for a look since `seen`. A failed execution does not reset `crashes`. */
export function releaseUpdate(target: string, execution: string, seen: number, ended: 'well' | 'failed'): Update {
  return {
    key: targetKey(target),
    when: all(ownedBy(execution), equals('wakeUps', seen)),
    remove: ended === 'well' ? [...heldBy, 'crashes'] : heldBy,
  };
}

/** Lets go although somebody asked: a successor is started afterwards. A failed execution counts like a crash. */
export function handOverUpdate(target: string, execution: string, ended: 'well' | 'failed'): Update {
  return ended === 'well'
    ? { key: targetKey(target), when: ownedBy(execution), remove: [...heldBy, 'crashes'] }
    : { key: targetKey(target), when: ownedBy(execution), remove: heldBy, increment: { crashes: 1 } };
}

/** Frees a target whose owner is dead. The intent stays: the next owner has to wait until it cannot be carried out any more. */
export function freeUpdate(target: string, dead: string): Update {
  return { key: targetKey(target), when: ownedBy(dead), remove: heldBy };
}

export function countCrashUpdate(target: string, dead: string): Update {
  return {
    key: targetKey(target),
    when: any(absent('lastCrash'), differs('lastCrash', dead)),
    set: { lastCrash: dead },
    increment: { crashes: 1 },
  };
}

export function freezeUpdate(target: string, frozen: Frozen): Update {
  return { key: targetKey(target), set: { frozen: { ...frozen } } };
}

export function thawUpdate(target: string): Update {
  return { key: targetKey(target), remove: ['frozen', 'crashes'] };
}

import type { Frozen } from './items';
import { accountKey } from './keys';
import { absent, all, any, equals, type Update } from './update';

/** Who wants to change something. */
export interface Claim {
  readonly execution: string;
  readonly target: string;
  /** Different for every attempt that may live beside another one of the same execution. */
  readonly attempt: string;
  readonly nowMs: number;
}

const turn = ['changing', 'changingAt', 'changingFor', 'changingBy'] as const;

/** One change at a time in the whole account, and none while it is frozen. */
export function startChangingUpdate({ execution, target, attempt, nowMs }: Claim): Update {
  return {
    key: accountKey,
    when: all(any(absent('changing'), equals('changing', execution)), absent('frozen')),
    set: { changing: execution, changingAt: nowMs, changingFor: target, changingBy: attempt },
  };
}

/** With `attempt` only if none has taken the turn since that one did: whoever looked before cannot know of a later one. */
export function stopChangingUpdate(execution: string, attempt?: string): Update {
  const held = equals('changing', execution);
  return {
    key: accountKey,
    when: attempt === undefined ? held : all(held, equals('changingBy', attempt)),
    remove: turn,
  };
}

export function freezeAccountUpdate(frozen: Frozen): Update {
  return { key: accountKey, set: { frozen: { ...frozen } } };
}

export function thawAccountUpdate(): Update {
  return { key: accountKey, remove: ['frozen'] };
}

import type { Frozen } from './items';
import { accountKey } from './keys';
import { absent, all, any, equals, type Update } from './update';

/** One change at a time in the whole account, and none while it is frozen. */
export function startChangingUpdate(execution: string, nowMs: number): Update {
  return {
    key: accountKey,
    when: all(any(absent('changing'), equals('changing', execution)), absent('frozen')),
    set: { changing: execution, changingAt: nowMs },
  };
}

export function stopChangingUpdate(execution: string): Update {
  return { key: accountKey, when: equals('changing', execution), remove: ['changing', 'changingAt'] };
}

export function freezeAccountUpdate(frozen: Frozen): Update {
  return { key: accountKey, set: { frozen: { ...frozen } } };
}

export function thawAccountUpdate(): Update {
  return { key: accountKey, remove: ['frozen'] };
}

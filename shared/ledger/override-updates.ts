import type { Override } from '../sizing';
import { targetKey } from './keys';
import { all, equals, type Json, type Update } from './update';

/** The last one that a person gives counts. */
export function overrideUpdate(target: string, override: Override): Update {
  return { key: targetKey(target), set: { override: JSON.parse(JSON.stringify(override)) as Json } };
}

export function clearOverrideUpdate(target: string): Update {
  return { key: targetKey(target), remove: ['override'] };
}

/** Takes away one that is over, unless a new one was given meanwhile. */
export function endOverrideUpdate(target: string, { atMs, untilMs }: Pick<Override, 'atMs' | 'untilMs'>): Update {
  return {
    key: targetKey(target),
    when: all(equals('override.atMs', atMs), equals('override.untilMs', untilMs)),
    remove: ['override'],
  };
}

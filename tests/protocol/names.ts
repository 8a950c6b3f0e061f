import { accountKey } from '../../shared/ledger';
import type { Interned } from './interned';
import type { World } from './world';

export const arnOf = (index: number): string => `arn:x${index}`;

export const indexOf = (arn: unknown): number => (typeof arn === 'string' ? Number(arn.slice('arn:x'.length)) : -1);

export const isAccount = (pk: string): boolean => pk === accountKey.pk;

export function statusEvent(index: number) {
  return {
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    detail: { executionArn: arnOf(index), status: 'ABORTED', input: '{"target":"t"}' },
  };
}

export const ownerOf = (world: World, interned: Interned): number => indexOf(interned.item(world.target)?.owner);

export const changingOf = (world: World, interned: Interned): number => indexOf(interned.item(world.account)?.changing);

/** The execution that an attempt is about to ask about; -1 for none. */
export function describedBy(contId: number, interned: Interned): number {
  const { pending } = interned.cont(contId);
  return pending.kind === 'call' && pending.call.port === 'describe' ? indexOf(pending.call.execution) : -1;
}

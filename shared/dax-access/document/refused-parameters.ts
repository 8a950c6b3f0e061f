import type { Operation } from '../calls/operation';
import { AccessError } from '../errors/access-error';
import { validation } from '../errors/validation';
import type { KeyNames } from '../stale/key-names';

const single: ReadonlySet<Operation> = new Set(['putItem', 'updateItem', 'deleteItem']);

/** DAX's protocol has no place for it, and the clients drop it in silence. */
export function refuseUnsupported(operation: Operation, input: object): void {
  const { ReturnValuesOnConditionCheckFailure: wanted } = input as {
    readonly ReturnValuesOnConditionCheckFailure?: string;
  };
  if (wanted === undefined || wanted === 'NONE' || !single.has(operation)) return;
  throw new AccessError(
    `ReturnValuesOnConditionCheckFailure is '${wanted}': DAX does not carry it for ${operation}; leave it out, or use transactWrite, where it works`,
    { code: 'access.unsupported', retryable: false },
  );
}

/** The clients take the key attributes that they look for and never see another one; DynamoDB refuses such a key. */
export function refuseStrangeKey(input: object, names: KeyNames): void {
  const { TableName, Key } = input as { readonly TableName?: string; readonly Key?: object };
  if (TableName === undefined || Key === undefined) return;
  const known = names.of(TableName);
  if (known === undefined) return;
  const given = Object.keys(Key);
  if (given.length === known.length && given.every((name) => known.includes(name))) return;
  throw validation(
    `The provided key element does not match the schema (Key of ${TableName} has ${given.join(', ') || 'no attribute'}; its key is ${known.join(', ')})`,
  );
}

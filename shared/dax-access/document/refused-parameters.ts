import type { Operation } from '../calls/operation';
import { AccessError } from '../errors/access-error';

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

import { TooManyAttributeLists } from '../cluster/attribute-lists';
import type { ClusterContext } from '../cluster/context';
import { CborError } from '../codec/cbor-error';
import { UnknownAttributeList, writeStreamItem } from '../codec/stream-item';
import { AMBIGUOUS, type CancellationReason, DaxError, validationError } from '../protocol/dax-error';
import { DynamoDbException, DynamoDbUnreachable, type UpstreamCancellationReason } from '../upstream/dynamodb-error';
import type { Table } from '../upstream/table-directory';

const TRANSACTIONS = /^Transact/;

/** After this error nobody knows whether the write was carried out. */
export function outcomeUnknown(error: unknown): boolean {
  if (error instanceof DynamoDbUnreachable) return error.sent;
  return error instanceof DynamoDbException && error.statusCode >= 500;
}

/** The error as a client must get it. `tables` name, per item of a transaction, whose keys its cancellation reason leaves out. */
export function daxErrorOf(
  error: unknown,
  cluster: ClusterContext,
  call: { readonly operation: string; readonly write: boolean; readonly tables?: readonly Table[] },
): DaxError {
  if (error instanceof DaxError) return error;
  if (error instanceof CborError) return validationError(error.message);
  if (error instanceof UnknownAttributeList) return new DaxError('InternalServerError', error.message, undefined, 400);
  if (error instanceof TooManyAttributeLists) return new DaxError('LimitExceededException', error.message);
  if (error instanceof DynamoDbUnreachable) return unreachable(error, call.write);
  if (error instanceof DynamoDbException) return answered(error, cluster, call);
  const message = error instanceof Error ? error.message : String(error);
  return new DaxError('InternalServerError', `${call.operation}: ${message}`, undefined, 500);
}

function unreachable(error: DynamoDbUnreachable, write: boolean): DaxError {
  return new DaxError('InternalServerError', error.message, write && error.sent ? AMBIGUOUS : undefined, 500);
}

function answered(
  error: DynamoDbException,
  cluster: ClusterContext,
  call: { readonly operation: string; readonly tables?: readonly Table[] },
): DaxError {
  const { exception, message, statusCode } = error;
  if (exception === 'UnknownOperationException' && TRANSACTIONS.test(call.operation)) {
    return new DaxError(
      exception,
      `${call.operation}: the DynamoDB endpoint ${cluster.dynamodbName} has no transactions (it answered ${exception}); put DynamoDB Local or another engine that has them behind this cluster`,
    );
  }
  if (exception === 'TransactionCanceledException' && error.reasons !== undefined) {
    const reasons = error.reasons.map((reason, index) => reasonOf(reason, cluster, call.tables?.[index]));
    return new DaxError(exception, message, undefined, 400, reasons);
  }
  return new DaxError(exception, message, undefined, statusCode >= 500 ? 500 : 400);
}

function reasonOf(
  reason: UpstreamCancellationReason,
  cluster: ClusterContext,
  table: Table | undefined,
): CancellationReason {
  const item =
    reason.Item === undefined || table === undefined ? null : writeStreamItem(reason.Item, table.schema, cluster.lists);
  return { code: reason.Code ?? 'None', message: reason.Message ?? null, item };
}

import * as sdk from '@aws-sdk/client-dynamodb';
import type { Operation } from '../calls/operation';
import { AccessError } from './access-error';
import { type DaxError, isRefusal } from './dax-failure';

type ExceptionClass = new (options: {
  message: string;
  $metadata: sdk.DynamoDBServiceException['$metadata'];
  CancellationReasons?: sdk.CancellationReason[];
}) => sdk.DynamoDBServiceException;

/** Where the names of DAX and of the SDK differ. */
const RENAMED: Readonly<Record<string, string>> = { InternalServerErrorException: 'InternalServerError' };

/**
 * The clients of DAX put the exception's name in `code` and call every error `Error`. Here it gets the class and the name that
 * the SDK's own client gives it, so that `instanceof` and `error.name` work as they do without DAX.
 */
export function toServiceException(error: DaxError, operation?: Operation): Error {
  const { code } = error;
  if (error instanceof AccessError) return error;
  if (code === undefined && !isRefusal(error)) return error;
  const name = isRefusal(error) ? 'ValidationException' : (RENAMED[code ?? ''] ?? code ?? 'Error');
  const message = messageOf(error, operation);
  const $metadata = {
    ...(error.statusCode === undefined || error.statusCode < 0 ? {} : { httpStatusCode: error.statusCode }),
    ...(error.requestId == null ? {} : { requestId: error.requestId }),
    attempts: 1,
    totalRetryDelay: 0,
  };
  const known = (sdk as unknown as Readonly<Record<string, unknown>>)[name];
  const made = isExceptionClass(known)
    ? new known({ message, $metadata, ...reasonsOf(error) })
    : new sdk.DynamoDBServiceException({
        name,
        message,
        $fault: isRefusal(error) || error.codeSeq?.[0] === 4 ? 'client' : 'server',
        $metadata,
      });
  return Object.assign(made, { cause: error });
}

/** What DynamoDB says where the client finds a key wrong before it asks. */
const WRONG_KEY = /^(The number of conditions on the keys is invalid|One of the required keys was not given a value)/;

function messageOf({ code, message }: DaxError, operation: Operation | undefined): string {
  const bare = code !== undefined && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  if (!WRONG_KEY.test(bare)) return bare;
  return operation === 'putItem'
    ? `One or more parameter values were invalid: a key is missing in the item (${bare})`
    : `The provided key element does not match the schema (${bare})`;
}

function reasonsOf(error: DaxError): { CancellationReasons?: sdk.CancellationReason[] } {
  const { cancellationReasons } = error;
  return cancellationReasons === undefined
    ? {}
    : { CancellationReasons: [...cancellationReasons] as sdk.CancellationReason[] };
}

function isExceptionClass(value: unknown): value is ExceptionClass {
  return typeof value === 'function' && value.prototype instanceof sdk.DynamoDBServiceException;
}

import { CborWriter } from '../codec/cbor-writer';

/** Code sequences, by the exception that the clients make of them. No sequence may be the beginning of another: the Python client dies of it. */
const SEQUENCES: Readonly<Record<string, readonly number[]>> = {
  ProvisionedThroughputExceededException: [4, 37, 38, 39, 40],
  ResourceNotFoundException: [4, 37, 38, 39, 41],
  ConditionalCheckFailedException: [4, 37, 38, 39, 43],
  ResourceInUseException: [4, 37, 38, 39, 45],
  ValidationException: [4, 37, 38, 39, 46],
  InternalServerError: [4, 37, 38, 39, 47],
  InternalServerErrorException: [4, 37, 38, 39, 47],
  ItemCollectionSizeLimitExceededException: [4, 37, 38, 39, 48],
  LimitExceededException: [4, 37, 38, 39, 49],
  ThrottlingException: [4, 37, 38, 39, 50],
  TransactionConflictException: [4, 37, 38, 39, 57],
  TransactionCanceledException: [4, 37, 38, 39, 58],
  TransactionInProgressException: [4, 37, 38, 39, 59],
  IdempotentParameterMismatchException: [4, 37, 38, 39, 60],
  RequestLimitExceeded: [4, 37, 38, 39, 61],
};
/** Any other exception: every client shows the code text that comes with it. */
const BY_NAME: readonly number[] = [4, 37, 38, 39, 0];
export const UNKNOWN_TABLE: readonly number[] = [4, 23, 24];
export const NOT_IMPLEMENTED: readonly number[] = [4, 37, 38, 44];
export const UNKNOWN_ACCESS_KEY: readonly number[] = [4, 23, 31, 32];
export const AUTHENTICATION_REQUIRED: readonly number[] = [4, 23, 31, 33];
export const BAD_SIGNATURE: readonly number[] = [4, 23, 31, 34];
/** A write whose outcome is unknown: the JavaScript clients do not send it again. */
export const AMBIGUOUS: readonly number[] = [1, 37, 38, 53];

export interface CancellationReason {
  readonly code: string;
  readonly message: string | null;
  /** Stream item as latin1, without keys. */
  readonly item: string | null;
}

/** An error as it goes over the wire. */
export class DaxError extends Error {
  constructor(
    /** The exception's name, `errorCode` on the wire. */
    readonly code: string,
    message: string,
    readonly sequence: readonly number[] = SEQUENCES[code] ?? BY_NAME,
    readonly statusCode: number = 400,
    readonly reasons: readonly CancellationReason[] | undefined = undefined,
    /** `fault`: ours or the table's; `throttle`: this node's own limit; `error`: the caller's. */
    readonly blame: 'error' | 'throttle' | 'fault' = statusCode >= 500 ? 'fault' : 'error',
  ) {
    super(message);
    this.name = 'DaxError';
  }
}

export function validationError(message: string): DaxError {
  return new DaxError('ValidationException', message);
}

export function encodeError(error: DaxError, requestId: string): string {
  const writer = new CborWriter(256);
  writer.array(error.sequence.length);
  for (const code of error.sequence) writer.integer(code);
  writer.text(error.message);
  writer.array(error.reasons === undefined ? 3 : 4);
  writer.text(requestId).text(error.code).integer(error.statusCode);
  if (error.reasons !== undefined) writeReasons(writer, error.reasons);
  return writer.latin1();
}

function writeReasons(writer: CborWriter, reasons: readonly CancellationReason[]): void {
  writer.array(reasons.length * 3);
  for (const { code, message, item } of reasons) {
    writer.text(code);
    if (message === null) writer.null();
    else writer.text(message);
    if (item === null) writer.null();
    else writer.bytesLatin1(item);
  }
}

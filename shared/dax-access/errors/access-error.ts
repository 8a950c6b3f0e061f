/** Every error of the module itself; errors of DynamoDB and DAX keep the names that the SDK gives them. */
export const accessErrorCodes = [
  'access.ambiguous-write',
  'access.deadline',
  'access.fallback-saturated',
  'access.dax-unavailable',
  'access.write-fallback-refused',
  'access.writes-held',
  'access.batch-incomplete',
  'access.unsupported',
  'access.transport-missing',
  'access.endpoint',
  'access.closed',
  'access.options',
] as const;
export type AccessErrorCode = (typeof accessErrorCodes)[number];

export interface AccessErrorDetails {
  readonly code: AccessErrorCode;
  /** True: the same call may be made again without harm, and may well succeed. */
  readonly retryable: boolean;
  readonly cause?: unknown;
}

export class AccessError extends Error {
  readonly code: AccessErrorCode;
  readonly retryable: boolean;

  constructor(message: string, { code, retryable, cause }: AccessErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
  }
}

/** The write may have been applied, may be applied a little later, or never: nobody can tell from here. */
export class AmbiguousWriteError extends AccessError {
  constructor(
    readonly operation: string,
    /** From now on, in ms, until the write can no longer be applied if it has not been. */
    readonly mayLandWithinMs: number,
    cause: unknown,
  ) {
    super(
      `${operation} ended without an answer: it may or may not have been applied (${textOf(cause)}). Read the item with ConsistentRead and decide; repeating is safe only for writes that are conditional on a version.`,
      { code: 'access.ambiguous-write', retryable: false, cause },
    );
  }
}

export class DeadlineError extends AccessError {
  constructor(
    readonly operation: string,
    readonly deadlineMs: number,
    cause: unknown,
  ) {
    super(`${operation} had no outcome within its deadline of ${deadlineMs} ms (${textOf(cause)})`, {
      code: 'access.deadline',
      retryable: true,
      cause,
    });
  }
}

/** A write was surely not sent to DAX, and must not go around it. */
export class WriteFallbackRefusedError extends AccessError {
  constructor(
    readonly operation: string,
    why: string,
    cause: unknown,
  ) {
    super(`${operation} was not sent: DAX is not reachable (${textOf(cause)}) and it may not go around it: ${why}`, {
      code: 'access.write-fallback-refused',
      retryable: true,
      cause,
    });
  }
}

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

import type { Attributes } from '../codec/attribute-value';

export interface UpstreamCancellationReason {
  readonly Code?: string;
  readonly Message?: string;
  readonly Item?: Attributes;
}

/** DynamoDB answered with an exception. */
export class DynamoDbException extends Error {
  constructor(
    readonly exception: string,
    message: string,
    readonly statusCode: number,
    readonly reasons: readonly UpstreamCancellationReason[] | undefined = undefined,
  ) {
    super(message);
    this.name = 'DynamoDbException';
  }
}

/** DynamoDB did not answer. `sent`: the call may have been carried out all the same. */
export class DynamoDbUnreachable extends Error {
  constructor(
    message: string,
    readonly sent: boolean,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'DynamoDbUnreachable';
  }
}

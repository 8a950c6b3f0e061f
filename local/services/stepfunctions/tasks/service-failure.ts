import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../../kernel/service-error';
import { StateFailure } from '../interpreter/failure';

/** How errors of a service are called in a state machine. */
export interface ErrorSpelling {
  /** Before the dot: `Dax`, `DynamoDB`, `Lambda`. */
  readonly prefix: string;
  /** What stands for errors that the service's model does not name: `DaxException`, `AmazonDynamoDBException`. */
  readonly fallback: string;
  /** The service in the cause. The optimised integrations speak the older Java SDK. */
  readonly cause: (error: { readonly message: string; readonly name: string; readonly statusCode: number }) => string;
  readonly isModelled: (name: string) => boolean;
}

/** `aws-sdk:…` integrations follow version 2 of the Java SDK. */
export function sdkSpelling(prefix: string, isModelled: (name: string) => boolean): ErrorSpelling {
  return {
    prefix,
    fallback: `${prefix}Exception`,
    cause: ({ message, statusCode }) =>
      `${message} (Service: ${prefix}, Status Code: ${statusCode}, Request ID: ${randomUUID()}) (SDK Attempt Count: 1)`,
    isModelled,
  };
}

/** Optimised integrations follow version 1. `service` is how it names itself, `fallback` its exception for everything else. */
export function optimisedSpelling(
  prefix: string,
  service: string,
  fallback: string,
  isModelled: (name: string) => boolean,
): ErrorSpelling {
  return {
    prefix,
    fallback,
    cause: ({ message, name, statusCode }) =>
      `${message} (Service: ${service}; Status Code: ${statusCode}; Error Code: ${name}; Request ID: ${randomUUID()}; Proxy: null)`,
    isModelled,
  };
}

/** What a failed call is for Retry and Catch. */
export function failureOf(error: unknown, spelling: ErrorSpelling): StateFailure {
  if (error instanceof StateFailure) {
    return error;
  }
  if (!(error instanceof ServiceError)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new StateFailure(`${spelling.prefix}.SdkClientException`, `Unable to execute HTTP request: ${reason}`);
  }
  const name = spelling.isModelled(error.name) ? javaName(error.name) : spelling.fallback;
  return new StateFailure(`${spelling.prefix}.${name}`, spelling.cause(error));
}

/** The Java SDK ends every exception's name in Exception, and drops the model's Fault or Error for it. */
export function javaName(name: string): string {
  if (name.endsWith('Exception')) {
    return name;
  }
  return `${name.replace(/(?:Fault|Error)$/, '')}Exception`;
}

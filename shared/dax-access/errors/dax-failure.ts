import { DeadlinePassed } from '../calls/deadline';
import { AccessError } from './access-error';
import { type Failure, failure, throttlingNames } from './failure';

/** What the official clients throw. Their classes are not exported, and `name` is always `Error`. */
export interface DaxError extends Error {
  readonly code?: string;
  /** From the server; its first number is the class: 4 is "you asked wrongly", the others say little about the effect. */
  readonly codeSeq?: readonly number[];
  readonly statusCode?: number;
  readonly requestId?: string | null;
  readonly cancellationReasons?: readonly unknown[];
}

/** The time that the client waits for a connection; its message is the only trace of which of its two waits ended. */
export interface ClientTimes {
  readonly connectTimeoutMs: number;
}

const NOT_SENT = /^(ConnectionException: )?(connect E[A-Z]+|pool is reset or closed|getaddrinfo )/;
/** [4,37,38,39,47]: DynamoDB failed inside; the write may have been made. */
const INTERNAL = 47;
const AUTHENTICATION = 31;

export function classifyDax(error: unknown, times: ClientTimes): Failure {
  if (error instanceof DeadlinePassed) return failure('unknown', error);
  // The module's own: closed, or the client's package is not there. Nothing was sent, and going another way would hide it.
  if (error instanceof AccessError) return failure('answer', error);
  if (!isError(error)) return failure('unknown', error);
  // As the SDK says it; the table would be asked with the same ones.
  if (isError(error.cause) && error.cause.name === 'CredentialsProviderError') return failure('answer', error.cause);
  return error.codeSeq === undefined ? ofClient(error, times) : ofServer(error, error.codeSeq);
}

function ofServer(error: DaxError, sequence: readonly number[]): Failure {
  if (sequence[0] !== 4) return failure('unknown', error);
  if (sequence[1] === 23 && sequence[2] === AUTHENTICATION) return failure('not-sent', error);
  if (sequence[1] === 37 && sequence[4] === INTERNAL) return failure('unknown', error);
  if (throttlingNames.has(error.code ?? '')) return failure('throttled', error);
  return failure('answer', error);
}

/** After any of these the request may have been on its way. */
const UNDERWAY: ReadonlySet<string> = new Set([
  'EndOfStreamException',
  'DecoderException',
  'MalformedResultException',
  'ConnectionException',
]);

function ofClient(error: DaxError, { connectTimeoutMs }: ClientTimes): Failure {
  const { code, message } = error;
  if (code === 'NoRouteException' || code === 'MissingAuthenticationTokenException') return failure('not-sent', error);
  if (error.name === 'CredentialsProviderError') return failure('not-sent', error);
  if (code === 'ConnectionException') {
    const waited = message.includes(`Connection timeout after ${connectTimeoutMs}ms`);
    return failure(waited || NOT_SENT.test(message) ? 'not-sent' : 'unknown', error);
  }
  if (isRefusal(error)) return failure('answer', error);
  return failure('unknown', error);
}

/**
 * The client would not encode the request. It says so with `ValidationException`, with no code at all, or with the type that it did
 * not know in the place of the code.
 */
export function isRefusal(error: DaxError): boolean {
  const { code } = error;
  if (code === 'ValidationException' || code === 'IllegalArgumentException') return true;
  if (code !== undefined && (UNDERWAY.has(code) || /^E[A-Z]{3,}$/.test(code))) return false;
  return error.codeSeq === undefined && 'retryable' in error && '_tubeInvalid' in error;
}

function isError(error: unknown): error is DaxError {
  return typeof error === 'object' && error !== null && 'message' in error;
}

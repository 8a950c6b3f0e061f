import { type Failure, failure, throttlingNames } from './failure';

interface SdkError extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

/** The connection was never there: what the HTTP handler reports before a byte is sent. The SDK may wrap it, and then only the text is left. */
const NOT_CONNECTED = /\b(connect E[A-Z]+|getaddrinfo E[A-Z_]+)\b/;

/** What a call to DynamoDB itself left behind. */
export function classifyTable(error: unknown): Failure {
  if (!(error instanceof Error) && !(typeof error === 'object' && error !== null && 'message' in error))
    return failure('unknown', error);
  const { name, code, message, $fault, $metadata } = error as SdkError;
  if (throttlingNames.has(name)) return failure('throttled', error);
  // The chain has tried all that there is.
  if (name === 'CredentialsProviderError') return failure('answer', error);
  const status = $metadata?.httpStatusCode;
  if ($fault === 'client' && (status === undefined || status < 500)) return failure('answer', error);
  if (status !== undefined && status >= 400 && status < 500) return failure('answer', error);
  if (NOT_CONNECTED.test(message)) return failure('not-sent', error);
  // The SDK refuses bad input with a plain error before anything is sent, and says so without any metadata.
  if ($metadata === undefined && code === undefined && (name === 'Error' || name === 'TypeError'))
    return failure('answer', error);
  return failure('unknown', error);
}

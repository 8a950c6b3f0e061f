import { PortError, type PortErrorCode } from '../flow/ports';

const codes: Readonly<Record<string, PortErrorCode>> = {
  AccessDeniedException: 'aws.denied',
  UnrecognizedClientException: 'aws.denied',
  ExpiredTokenException: 'aws.denied',
  CredentialsProviderError: 'aws.denied',
  ResourceNotFoundException: 'aws.not-found',
  ValidationException: 'aws.invalid',
  ItemCollectionSizeLimitExceededException: 'aws.quota',
  ProvisionedThroughputExceededException: 'aws.throttled',
  RequestLimitExceeded: 'aws.throttled',
  ThrottlingException: 'aws.throttled',
};

/** What DynamoDB or the way to it threw. Whatever has no name here may have landed, so it is retried. */
export function ledgerError(what: string, error: unknown): PortError {
  const name = error instanceof Error ? error.name : 'Error';
  const code = codes[name];
  const text = error instanceof Error ? error.message : String(error);
  const message = `${what}: ${name}: ${text}`;
  if (code === undefined) return new PortError('aws.unreachable', message, true, 'maybe', { cause: error });
  return new PortError(code, message, code === 'aws.throttled', 'no', { cause: error });
}

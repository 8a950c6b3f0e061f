import { PortError, type PortErrorCode } from '../flow/ports';

interface Verdict {
  readonly code: PortErrorCode;
  readonly retryable: boolean;
  /** `no`: AWS refused before any effect, or nothing reached it. */
  readonly sent: 'no' | 'maybe';
}

/** Reads the SDK's error: modelled exceptions by name, transport by Node's code, the rest by HTTP status. */
export function toPortError(what: string, error: unknown): PortError {
  if (error instanceof PortError) return error;
  const { code, retryable, sent } = verdictOn(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new PortError(code, `${what}: ${reason}`, retryable, sent, { cause: error });
}

function verdictOn(error: unknown): Verdict {
  if (!(error instanceof Error)) return { code: 'aws.failed', retryable: false, sent: 'maybe' };
  const known = byName.find(({ names }) => names.test(error.name));
  if (known) return { code: known.code, retryable: known.retryable, sent: 'no' };

  const status = statusOf(error);
  if (status === undefined && hasNeverConnected(error)) return { code: 'aws.unreachable', retryable: true, sent: 'no' };
  // Nothing came back: cut off, timed out, or given up by us. The request may have been carried out.
  if (status === undefined) return { code: 'aws.unreachable', retryable: true, sent: 'maybe' };
  if (status >= 500) return { code: 'aws.failed', retryable: true, sent: 'maybe' };
  return { code: 'aws.failed', retryable: false, sent: 'no' };
}

/** First match wins, so the narrower names stand first. */
const byName: readonly { readonly code: PortErrorCode; readonly retryable: boolean; readonly names: RegExp }[] = [
  {
    code: 'aws.throttled',
    retryable: true,
    names:
      /^(.*Throttl(ing|ed).*|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException)$/,
  },
  {
    code: 'aws.denied',
    retryable: false,
    names:
      /^(.*AccessDenied.*|AuthorizationErrorException|UnrecognizedClient.*|InvalidClientTokenId|InvalidSecurity.*|ExpiredToken.*|(Invalid)?Signature.*|MissingAuthenticationToken.*|CredentialsProviderError|TokenProviderError)$/,
  },
  {
    code: 'aws.busy',
    retryable: true,
    names:
      /^(InvalidClusterStateFault|InvalidParameterGroupStateFault|ResourceInUseException|TableInUseException|ConcurrentUpdateException|ConcurrentAccessException|ConflictException|ReplicatedWriteConflictException)$/,
  },
  { code: 'aws.capacity', retryable: false, names: /^InsufficientClusterCapacityFault$/ },
  { code: 'aws.quota', retryable: false, names: /(Quota.*Exceeded|^LimitExceeded)/ },
  { code: 'aws.not-found', retryable: false, names: /(NotFound|DoesNotExist)/ },
  { code: 'aws.invalid', retryable: false, names: /^(Invalid|Validation|MissingRequiredParameter)/ },
];

/** Node's codes for a connection that never came about. */
const neverConnected = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

/** The code is on the error or on what caused it; where the SDK wraps a foreign error, only its message still has it. */
function hasNeverConnected(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return neverConnected.test(code) || (error.cause instanceof Error && hasNeverConnected(error.cause));
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error)) return undefined;
  const { $metadata } = error;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata)) return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}

/**
 * What an attempt that did not succeed says about its effect.
 * - `answer`: the service said no; nothing was done.
 * - `throttled`: the service said not now; nothing was done.
 * - `not-sent`: the request never left; nothing was done.
 * - `unknown`: it may have been done, or may still be.
 */
export type Failure = { readonly kind: 'answer' | 'throttled' | 'not-sent' | 'unknown'; readonly error: unknown };

export const failure = (kind: Failure['kind'], error: unknown): Failure => ({ kind, error });

/** Names that the services use for "not now". */
export const throttlingNames: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
]);

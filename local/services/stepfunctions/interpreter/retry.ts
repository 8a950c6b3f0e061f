import type { Catcher, Retrier, State } from '../language/types';
import { handles, type StateFailure } from './failure';

/** How often each retrier of a state was used in one visit. */
export type RetryCounts = Map<Retrier, number>;

/** The wait before another attempt in ms, or undefined if the error is not to be retried (again). */
export function retryDelayMs(
  state: State,
  failure: StateFailure,
  counts: RetryCounts,
  random: () => number = Math.random,
): number | undefined {
  const retrier = state.Retry?.find(({ ErrorEquals }) => handles(ErrorEquals, failure));
  if (retrier === undefined) {
    return undefined;
  }
  const used = counts.get(retrier) ?? 0;
  const {
    MaxAttempts: attempts = 3,
    IntervalSeconds: interval = 1,
    BackoffRate: rate = 2,
    MaxDelaySeconds: most,
  } = retrier;
  if (used >= attempts) {
    return undefined;
  }
  counts.set(retrier, used + 1);
  const seconds = Math.min(interval * rate ** used, most ?? Number.POSITIVE_INFINITY);
  return 1_000 * (retrier.JitterStrategy === 'FULL' ? seconds * random() : seconds);
}

export function catcherFor(
  state: State,
  failure: StateFailure,
): { readonly catcher: Catcher; readonly index: number } | undefined {
  const index = state.Catch?.findIndex(({ ErrorEquals }) => handles(ErrorEquals, failure)) ?? -1;
  const catcher = state.Catch?.[index];
  return catcher === undefined ? undefined : { catcher, index };
}

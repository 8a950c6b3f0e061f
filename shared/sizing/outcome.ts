import type { Action, Decision, Option } from './decision';
import type { ReasonCode } from './reason-codes';

/** What one part of the target (cluster or table) comes to; `decide` picks among them. */
export interface Outcome {
  readonly verdict: Decision['verdict'];
  readonly action: Action | null;
  readonly reasonCodes: readonly [ReasonCode, ...ReasonCode[]];
  readonly warnings: readonly string[];
  readonly costUsdPerMonth: { readonly before: number | null; readonly after: number | null };
  readonly chosen?: Option;
  readonly runnerUp?: Option;
  readonly marginUsdPerMonth?: number;
  readonly rejected: readonly { readonly option: string; readonly reasonCode: ReasonCode }[];
}

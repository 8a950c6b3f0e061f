import type { Finding } from './finding';
import type { AccountSurvey } from './survey';

/** What the machine `review` sends and gets; JSON with `schemaVersion` 1. */
interface Head {
  readonly schemaVersion: 1;
  readonly execution: string;
  /** Entered time of the state. */
  readonly now: string;
}

export type ReviewInput = Head &
  (
    | { readonly step: 'review-account' }
    | { readonly step: 'review-target'; readonly target: string; readonly account: AccountSurvey }
    | { readonly step: 'review-start'; readonly target: string }
    | ({ readonly step: 'review-settle' } & Reviewed)
  );
export type ReviewStep = ReviewInput['step'];

/** What comes together at the end of a review. */
export interface Reviewed {
  readonly account: readonly Finding[];
  readonly targets: readonly {
    readonly target: string;
    readonly findings: readonly Finding[];
    /** The error, where the target could not be looked at. */
    readonly failed: string | null;
  }[];
}

/** One Lambda function each, by the rights that the steps need: the first only reads. */
export const reviewFunctions = {
  'review-look': ['review-account', 'review-target'],
  'review-settle': ['review-start', 'review-settle'],
} as const satisfies Readonly<Record<string, readonly ReviewStep[]>>;
export type ReviewFunction = keyof typeof reviewFunctions;

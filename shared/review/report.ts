import type { Target } from '../targets';
import { nodesIn, regionQuotas } from './account-findings';
import type { Finding } from './finding';
import { reviewAccount, surveyAccount } from './review-account';
import { type ReviewedTarget, type Reviewing, reviewTarget } from './review-target';

/** What a review found, decided, saved and advised; plain JSON. */
export interface ReviewReport {
  readonly schemaVersion: 1;
  readonly fromMs: number;
  readonly toMs: number;
  readonly targets: readonly ReviewedTarget[];
  readonly account: {
    readonly nodes: { readonly used: number; readonly quota: number };
    readonly findings: readonly Finding[];
  };
}

/** One target after the other: an account has few clusters, and CloudWatch limits calls. Changes nothing. */
export async function makeReport(
  reviewing: Reviewing,
  targets: readonly Target[],
  nowMs: number,
  windowMs: number,
): Promise<ReviewReport> {
  const view = await surveyAccount(reviewing.surveyor);
  const reviewed: ReviewedTarget[] = [];
  for (const target of targets) reviewed.push(await reviewTarget(reviewing, target, view, nowMs, windowMs));
  return {
    schemaVersion: 1,
    fromMs: nowMs - windowMs,
    toMs: nowMs,
    targets: reviewed,
    account: {
      nodes: { used: nodesIn(view.account), quota: regionQuotas(reviewing.flow.ports.config).nodes },
      findings: reviewAccount(view, reviewing.flow.ports.config, nowMs),
    },
  };
}

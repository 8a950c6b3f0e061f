import type { Advice, AppliedChange, Decided } from './decided';
import type { Finding } from './finding';
import { findingCodes } from './finding-codes';

/** What a report says of one target, in the machine as on the command line. */
export interface TargetSummary {
  readonly target: string;
  /** `3 x dax.r5.large`, `orders on-demand`; empty where it is not read anew. */
  readonly now: string;
  readonly decided: Decided;
}

/** What was decided, saved and advised, in plain text. */
export function reportText(
  span: { readonly fromMs: number; readonly toMs: number },
  summaries: readonly TargetSummary[],
): string {
  const saved = summaries.map(({ decided }) => decided.savedUsd);
  const total = saved.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const head = `${day(span.fromMs)} to ${day(span.toMs)} (UTC)\n${savedText(saved.includes(null) ? null : total)}`;
  return [head, ...summaries.map(summaryText)].join('\n\n');
}

export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing was found that alarms do not see.';
  const lines = findings.map(
    ({ code, target, resource, text }) =>
      `- ${code} ${target === null ? '' : `[${target}] `}${resource}: ${text}\n  ${findingCodes[code].meaning}. ${findingCodes[code].todo}`,
  );
  return [`Findings (${findings.length}), see docs/review.md:`, ...lines].join('\n');
}

function summaryText({ target, now, decided }: TargetSummary): string {
  const { looks, outcomes, applied, advised, savedUsd } = decided;
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    `${target}${now === '' ? '' : ` (${now})`}: ${looks} decisions${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`,
    ...(applied.length === 0 ? [] : [`  ${savedText(savedUsd)}`]),
    ...applied.slice(-20).map((one) => `  ${appliedText(one)}`),
    ...(advised === null ? [] : [`  ${adviceText(advised)}`]),
  ].join('\n');
}

export const appliedText = ({ atMs, text, reasonCodes, usdPerMonth, undoes }: AppliedChange): string =>
  `${time(atMs)} ${undoes === undefined ? '' : 'rolled back: '}${text}, ${monthly(usdPerMonth)} (${reasonCodes.slice(0, 3).join(', ')})`;

export const adviceText = ({ text, usdPerMonth, approval, decision, reasonCodes }: Advice): string =>
  `advised: ${text}, ${monthly(usdPerMonth)} (${reasonCodes.slice(0, 3).join(', ')})${approval === 'pending' ? `; daxpilot approve ${decision}` : ''}`;

/** `-$186.15 a month`. */
export const monthly = (usd: number | null): string =>
  usd === null ? 'price unknown' : `${usd < 0 ? '-' : '+'}$${Math.abs(usd).toFixed(2)} a month`;

export function savedText(usd: number | null): string {
  if (usd === null) return 'Saved: not known, because a change has no price';
  return usd < 0
    ? `Capacity for $${(-usd).toFixed(2)} was added, against no change`
    : `Saved: $${usd.toFixed(2)}, against no change`;
}

const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

import type { LearnedRule } from '../ledger';
import type { DemandHistory, Series } from '../sizing';
import type { Policy } from '../targets';
import type { LoadTotals } from './ports';

export interface Review {
  readonly policy: Policy;
  readonly demand: DemandHistory;
  readonly totals: LoadTotals;
  readonly nowMs: number;
}

/** What a review came to for one cluster or table. */
export type Reviewed<Champion> =
  | {
      readonly kind: 'learned';
      readonly resource: string;
      readonly text: string;
      readonly rule: LearnedRule<Champion>;
    }
  | { readonly kind: 'skipped'; readonly resource: string; readonly why: string };

/** One day shows no season and no rare peak. */
const leastDays = 3;
const dayMinutes = 24 * 60;

type Load =
  | { readonly kind: 'known'; readonly startMs: number; readonly perSecond: Float64Array }
  | { readonly kind: 'unknown'; readonly why: string };

/** A series as a review replays it. A minute without a datapoint counts as the larger of the known ones around it. */
export function loadForReview(series: Series | undefined, { coveragePercent }: Policy): Load {
  if (series === undefined) return { kind: 'unknown', why: 'its load is unknown' };
  const { startMs, values } = series;
  const known = values.filter((value) => value !== null).length;
  if (values.length < leastDays * dayMinutes) {
    const days = Math.floor((values.length / dayMinutes) * 10) / 10;
    return { kind: 'unknown', why: `its load is known for ${days} days; a review needs ${leastDays}` };
  }
  const percent = (known / values.length) * 100;
  if (percent < coveragePercent.scaleIn) {
    const needed = coveragePercent.scaleIn;
    return { kind: 'unknown', why: `${Math.round(percent)} % of its minutes are known; a review needs ${needed} %` };
  }
  return { kind: 'known', startMs, perSecond: withoutGaps(values) };
}

function withoutGaps(values: readonly (number | null)[]): Float64Array {
  const filled = Float64Array.from(values, (value) => value ?? Number.NaN);
  let before = 0;
  for (let minute = 0; minute < filled.length; minute += 1) {
    if (!Number.isNaN(filled[minute])) {
      before = filled[minute] ?? 0;
      continue;
    }
    let end = minute;
    while (end < filled.length && Number.isNaN(filled[end])) end += 1;
    filled.fill(Math.max(before, filled[end] ?? 0), minute, end);
    minute = end - 1;
  }
  return filled;
}

/** Since when the rule found is in force, and what it took the place of. */
export function ruleInForce<Champion extends { readonly usdPerDay?: number }>(
  champion: Champion,
  known: LearnedRule<Champion> | undefined,
  text: (champion: Champion) => string,
  nowMs: number,
): LearnedRule<Champion> {
  if (known === undefined) return { champion, since: nowMs };
  if (text(known.champion) === text(champion)) return { ...known, champion };
  const { usdPerDay } = known.champion;
  return {
    champion,
    since: nowMs,
    beat: { rule: text(known.champion), ...(usdPerDay !== undefined && { usdPerDay }) },
  };
}

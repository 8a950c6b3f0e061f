/** Whether a change did what the demand model said that it would, for the load as it is by now. */
export interface Judgement {
  /** `unknown` where too little is known of the time before or after; nothing is rolled back on it. */
  readonly kind: 'as-expected' | 'worse' | 'unknown';
  readonly residuals: readonly ModelResidual[];
  /** One sentence for people. */
  readonly text: string;
}

/** One quantity: what the model expects of the new size under the present load, and what was seen. */
export interface ModelResidual {
  /** `cpu`, `throttles`, `hitRate`, or of a table `TABLE readThrottles`. */
  readonly reading: string;
  readonly expected: number | null;
  readonly seen: number | null;
  /** Seen above expected by more than this is worse; for the hit rate, below. */
  readonly tolerance: number;
  readonly unit: '%';
  readonly verdict: 'as-expected' | 'worse' | 'unknown';
}

/** Times of the change in ms since the epoch: readings count up to the decision, and from the completion on. */
export interface JudgedTimes {
  readonly decidedAtMs: number;
  readonly completedAtMs: number;
  readonly nowMs: number;
}

/** The model is learned from this long before the decision. */
export const learnedFromMs = 15 * 60_000;

/** Less than this of datapoints after the change says nothing yet. */
export const leastSeenMs = 3 * 60_000;

export function judgementOf(residuals: readonly ModelResidual[]): Judgement {
  const worse = residuals.filter(({ verdict }) => verdict === 'worse');
  const known = residuals.filter(({ verdict }) => verdict !== 'unknown');
  if (worse.length > 0) return { kind: 'worse', residuals, text: worse.map(residualText).join('; ') };
  if (known.length === 0) return { kind: 'unknown', residuals, text: 'too little is known to judge the change' };
  return { kind: 'as-expected', residuals, text: known.map(residualText).join('; ') };
}

const residualText = ({ reading, expected, seen }: ModelResidual): string =>
  `${reading} is at ${shown(seen)} %, expected for this load were ${shown(expected)} %`;

const shown = (value: number | null): string => (value === null ? 'unknown' : String(Math.round(value * 10) / 10));

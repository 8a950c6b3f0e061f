export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export const MISSING_DATA_TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingDataTreatment = (typeof MISSING_DATA_TREATMENTS)[number];

export const COMPARISONS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What an alarm is judged by. */
export interface AlarmRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: MissingDataTreatment;
}

/** One period of the evaluation range. `lowSamples`: a percentile over too few samples, whose alarm is to wait for more. */
export interface EvaluationPoint {
  readonly atMs: number;
  readonly value: number | undefined;
  readonly lowSamples?: boolean;
}

/** Why the state came out: enough to word the reason. Points run from the oldest to the newest. */
export type Basis =
  | { readonly kind: 'real'; readonly points: readonly RealPoint[] }
  | { readonly kind: 'filled'; readonly points: readonly RealPoint[]; readonly filled: number }
  | { readonly kind: 'premature'; readonly points: readonly RealPoint[] }
  | { readonly kind: 'unknown'; readonly points: readonly RealPoint[]; readonly missing: number };

export interface RealPoint {
  readonly atMs: number;
  readonly value: number;
  readonly breaching: boolean;
}

/** `keep`: the state stays what it is. */
export type Verdict =
  | { readonly kind: 'state'; readonly state: AlarmState; readonly basis: Basis }
  | { readonly kind: 'keep' };

/**
 * How many periods CloudWatch looks back, so that late or missing points can be made good by older ones. AWS publishes no rule,
 * only that it is more than the evaluation periods, with 5 for 3 in every example of the user guide.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

export function breaches(value: number, comparison: Comparison, threshold: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/** Fewest samples in a period for which a percentile (0..100) is taken seriously: 10/(1-p) from the median up, 10/p below it. */
export function samplesNeeded(percentile: number): number {
  const rarer = percentile >= 50 ? 100 - percentile : percentile;
  return rarer <= 0 ? 0 : Math.round((1_000 / rarer) * 1e6) / 1e6;
}

/**
 * The state of a metric alarm after one evaluation, by "Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing
 * data" of the user guide. `range` holds the evaluation range from the oldest period to the newest.
 *
 * 1. At least N real points: the newest N decide, ALARM if M of them breach. The setting for missing data is not used.
 * 2. Fewer: all real points count, and the lacking ones are filled with the setting, as few as possible.
 *    `missing` and `ignore` fill nothing: M breaching points are ALARM, a point within the threshold is OK otherwise.
 *    Breaching points alone, fewer than M, are ALARM under `missing` once the oldest is M periods old ("premature alarm state").
 * 3. No point: the setting alone decides.
 */
export function evaluateAlarm(rule: AlarmRule, range: readonly EvaluationPoint[]): Verdict {
  const { evaluationPeriods: n, datapointsToAlarm: m } = rule;
  const newest = range.filter(({ value }) => value !== undefined).slice(-n);
  if (newest.some(({ lowSamples }) => lowSamples === true)) {
    return { kind: 'keep' };
  }
  const points = newest.flatMap(({ atMs, value }) =>
    value === undefined ? [] : [{ atMs, value, breaching: breaches(value, rule.comparison, rule.threshold) }],
  );
  const breaching = points.filter((point) => point.breaching).length;
  const lacking = n - points.length;
  const real: Basis = { kind: 'real', points };
  if (lacking === 0) {
    return state(breaching >= m ? 'ALARM' : 'OK', real);
  }
  const filled: Basis = { kind: 'filled', points, filled: lacking };
  switch (rule.treatMissingData) {
    case 'breaching':
      return state(breaching + lacking >= m ? 'ALARM' : 'OK', filled);
    case 'notBreaching':
      return state(breaching >= m ? 'ALARM' : 'OK', filled);
    case 'missing':
    case 'ignore':
      if (breaching >= m || breaching < points.length) {
        return state(breaching >= m ? 'ALARM' : 'OK', real);
      }
      return rule.treatMissingData === 'ignore' ? { kind: 'keep' } : withoutEnough(points, range, m, lacking);
  }
}

/** `missing`, with no point or with breaching points alone, fewer than M. */
function withoutEnough(
  points: readonly RealPoint[],
  range: readonly EvaluationPoint[],
  m: number,
  lacking: number,
): Verdict {
  const oldest = range.findIndex(({ value }) => value !== undefined);
  if (oldest !== -1 && range.length - oldest >= m) {
    return state('ALARM', { kind: 'premature', points });
  }
  return state('INSUFFICIENT_DATA', { kind: 'unknown', points, missing: lacking });
}

function state(value: AlarmState, basis: Basis): Verdict {
  return { kind: 'state', state: value, basis };
}

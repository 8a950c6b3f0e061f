import type { Samples } from './samples';

export type Statistic =
  | { readonly kind: 'basic'; readonly name: BasicStatistic }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'trimmed'; readonly of: TrimmedOf; readonly range: Range }
  | { readonly kind: 'rank'; readonly range: Range };

export const BASIC_STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type BasicStatistic = (typeof BASIC_STATISTICS)[number];
type TrimmedOf = 'mean' | 'count' | 'sum' | 'winsorized-mean';

/** Bounds of a trimmed statistic: percent of the samples, or values (low one out, high one in). */
interface Range {
  readonly unit: 'percent' | 'value';
  readonly low?: number;
  readonly high?: number;
}

const TRIMMED: Readonly<Record<string, TrimmedOf>> = { tm: 'mean', tc: 'count', ts: 'sum', wm: 'winsorized-mean' };
const NUMBER = String.raw`\d{1,15}(?:\.\d{1,10})?`;
const SHORT = new RegExp(`^(p|tm|tc|ts|wm)(${NUMBER})$`);
const LONG = new RegExp(`^(TM|TC|TS|WM|PR)\\((${NUMBER}%?)?:(${NUMBER}%?)?\\)$`);

/** Reads a statistic's name as CloudWatch writes it (`Average`, `p99.9`, `tm90`, `TM(2%:98%)`, `IQM`, `PR(:300)`); undefined if it is none. */
export function parseStatistic(text: string): Statistic | undefined {
  const basic = BASIC_STATISTICS.find((name) => name === text);
  if (basic !== undefined) {
    return { kind: 'basic', name: basic };
  }
  if (text === 'IQM') {
    return { kind: 'trimmed', of: 'mean', range: { unit: 'percent', low: 25, high: 75 } };
  }
  return parseShort(text) ?? parseLong(text);
}

function parseShort(text: string): Statistic | undefined {
  const [, letters = '', number = ''] = SHORT.exec(text) ?? [];
  const percent = Number(number);
  if (letters === '' || percent > 100) {
    return undefined;
  }
  if (letters === 'p') {
    return { kind: 'percentile', percent };
  }
  const of = TRIMMED[letters];
  return of === undefined ? undefined : { kind: 'trimmed', of, range: { unit: 'percent', high: percent } };
}

function parseLong(text: string): Statistic | undefined {
  const match = LONG.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, letters = '', low, high] = match;
  const bounds = [low, high].filter((bound) => bound !== undefined);
  const percents = bounds.filter((bound) => bound.endsWith('%')).length;
  if (bounds.length === 0 || (percents !== 0 && percents !== bounds.length)) {
    return undefined;
  }
  const range: Range = {
    unit: percents > 0 ? 'percent' : 'value',
    ...(low === undefined ? {} : { low: Number.parseFloat(low) }),
    ...(high === undefined ? {} : { high: Number.parseFloat(high) }),
  };
  if ((range.low ?? 0) >= (range.high ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  if (range.unit === 'percent' && (range.high ?? 0) > 100) {
    return undefined;
  }
  if (letters === 'PR') {
    return range.unit === 'value' ? { kind: 'rank', range } : undefined;
  }
  const of = TRIMMED[letters.toLowerCase()];
  return of === undefined ? undefined : { kind: 'trimmed', of, range };
}

/**
 * The statistic of the samples; undefined where CloudWatch has no datapoint. All but the basic ones need raw samples
 * and are not there for a metric with negative values.
 */
export function computeStatistic(samples: Samples, statistic: Statistic): number | undefined {
  if (samples.count === 0) {
    return undefined;
  }
  if (statistic.kind === 'basic') {
    return computeBasic(samples, statistic.name);
  }
  if (samples.opaque || samples.minimum < 0) {
    return undefined;
  }
  const spread = samples.distinct();
  switch (statistic.kind) {
    case 'percentile':
      return valueAtRank(spread, Math.max(1, Math.ceil((samples.count * statistic.percent) / 100)));
    case 'rank':
      return (100 * countBetween(spread, statistic.range)) / samples.count;
    case 'trimmed':
      return computeTrimmed(spread, samples.count, statistic.of, statistic.range);
  }
}

function computeBasic(samples: Samples, name: BasicStatistic): number {
  switch (name) {
    case 'SampleCount':
      return samples.count;
    case 'Average':
      return samples.sum / samples.count;
    case 'Sum':
      return samples.sum;
    case 'Minimum':
      return samples.minimum;
    case 'Maximum':
      return samples.maximum;
  }
}

type Spread = readonly (readonly [value: number, count: number])[];

/** The nearest-rank definition: the value of the rank-th smallest sample. */
function valueAtRank(spread: Spread, rank: number): number | undefined {
  let seen = 0;
  for (const [value, count] of spread) {
    seen += count;
    if (seen >= rank) {
      return value;
    }
  }
  return spread.at(-1)?.[0];
}

function countBetween(spread: Spread, range: Range): number {
  return between(spread, range).reduce((total, [, count]) => total + count, 0);
}

function between(spread: Spread, { low, high }: Range): Spread {
  return spread.filter(
    ([value]) => value > (low ?? Number.NEGATIVE_INFINITY) && value <= (high ?? Number.POSITIVE_INFINITY),
  );
}

function computeTrimmed(spread: Spread, total: number, of: TrimmedOf, range: Range): number | undefined {
  const kept = range.unit === 'percent' ? betweenRanks(spread, total, range) : between(spread, range);
  const count = kept.reduce((sum, [, n]) => sum + n, 0);
  const sum = kept.reduce((all, [value, n]) => all + value * n, 0);
  switch (of) {
    case 'count':
      return count;
    case 'sum':
      return sum;
    case 'mean':
      return count === 0 ? undefined : sum / count;
    case 'winsorized-mean':
      return winsorizedMean(spread, total, kept, range);
  }
}

/** Percent bounds, rounded outwards to whole samples, so that `tm99` averages what is not above `p99`. */
function betweenRanks(spread: Spread, total: number, { low = 0, high = 100 }: Range): Spread {
  const after = Math.floor((total * low) / 100);
  const upTo = Math.ceil((total * high) / 100);
  const kept: [number, number][] = [];
  let seen = 0;
  for (const [value, count] of spread) {
    const first = Math.max(seen, after);
    seen += count;
    const n = Math.min(seen, upTo) - first;
    if (n > 0) {
      kept.push([value, n]);
    }
  }
  return kept;
}

function winsorizedMean(spread: Spread, total: number, kept: Spread, range: Range): number | undefined {
  const byValue = range.unit === 'value';
  const floor = byValue ? range.low : kept[0]?.[0];
  const ceiling = byValue ? range.high : kept.at(-1)?.[0];
  const sum = spread.reduce((all, [value, count]) => {
    const raised = Math.max(value, floor ?? Number.NEGATIVE_INFINITY);
    return all + Math.min(raised, ceiling ?? Number.POSITIVE_INFINITY) * count;
  }, 0);
  return total === 0 ? undefined : sum / total;
}

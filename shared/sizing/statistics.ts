/** Nearest-rank percentile (0-100) of values in any order; undefined of none. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))];
}

/**
 * The level that three of five points reach: what an M-of-N alarm compares with its threshold. One point alone decides
 * nothing, as the brief asks (trends and not single data points). Undefined of none.
 */
export function sustainedHigh(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => b - a);
  return sorted[Math.ceil(0.6 * sorted.length) - 1];
}

export function maximum(values: ArrayLike<number>): number | undefined {
  let highest: number | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    highest = highest === undefined ? value : Math.max(highest, value);
  }
  return highest;
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

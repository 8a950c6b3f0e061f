/** Lookups of the item, query and scan cache together. */
export interface Lookups {
  readonly hits: number;
  readonly misses: number;
}

/** Percent of lookups that were answered from a cache; undefined when there were none. */
export function hitRatePercent({ hits, misses }: Lookups): number | undefined {
  const lookups = hits + misses;
  return lookups > 0 ? (hits / lookups) * 100 : undefined;
}

/** The brief's grades. */
export function hitRateGrade(percent: number, limits: { readonly min: number; readonly good: number }): HitRateGrade {
  if (percent < limits.min) return 'poor';
  if (percent > 95) return 'excellent';
  return percent > limits.good ? 'well-sized' : 'fair';
}

export type HitRateGrade = 'poor' | 'fair' | 'well-sized' | 'excellent';

/** Reads per second that the table would see without the cache: consumed / (1 - hit rate) (DAX sizing guide). */
export function readsWithoutCache(consumedPerSecond: number, percent: number): number | undefined {
  return percent < 100 ? consumedPerSecond / (1 - percent / 100) : undefined;
}

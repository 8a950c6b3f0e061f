import { requestUnitUsd } from '../capacity-cost';
import type { NodeType } from '../node-catalogue';
import type { PriceBook } from '../price-book';
import { firstTypeFor, type TypeRules } from './type-choice';

/** What a violation costs is measured by a cluster that has room for the peaks. */
const peakQuantile = 0.985;
const nodes = 3;

/** USD of a violation minute of a cluster: one hour of three nodes of the smallest type that carries 98.5 % of the minutes. */
export function clusterViolationUsd(
  demand: Float64Array,
  types: readonly NodeType[],
  rules: TypeRules,
  book: PriceBook,
): number {
  return clusterHourUsd(typeForPeaks(demand, types, rules), book);
}

/** The smallest type that carries 98.5 % of the minutes. */
export function typeForPeaks(demand: Float64Array, types: readonly NodeType[], rules: TypeRules): NodeType | undefined {
  return firstTypeFor(quantile(demand, peakQuantile), types, rules);
}

/** USD of one hour of the three nodes by which violations are measured. */
export const clusterHourUsd = (type: NodeType | undefined, book: PriceBook): number =>
  nodes * (book.nodePerHour[type?.name ?? '']?.usd ?? 0);

/** The value that so large a share of the minutes does not pass; 0 of none. */
export function quantile(demand: Float64Array, share: number): number {
  const sorted = demand.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** USD of a throttled minute of a table: one hour of its mean read units/s on demand. */
export function tableViolationUsd(demand: Float64Array, book: PriceBook): number {
  let sum = 0;
  for (const units of demand) sum += units;
  return (demand.length === 0 ? 0 : sum / demand.length) * 3600 * requestUnitUsd(book, 'read');
}

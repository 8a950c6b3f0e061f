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
  const sorted = demand.slice().sort();
  const peak = sorted[Math.min(sorted.length - 1, Math.floor(peakQuantile * sorted.length))] ?? 0;
  const type = firstTypeFor(peak, types, rules);
  return nodes * (book.nodePerHour[type?.name ?? '']?.usd ?? 0);
}

/** USD of a throttled minute of a table: one hour of its mean read units/s on demand. */
export function tableViolationUsd(demand: Float64Array, book: PriceBook): number {
  let sum = 0;
  for (const units of demand) sum += units;
  return (demand.length === 0 ? 0 : sum / demand.length) * 3600 * requestUnitUsd(book, 'read');
}

import type { NodeType } from '../node-catalogue';
import { nodeUsdPerHour, type PriceBook } from '../price-book';
import type { ClusterShadows } from './cluster-shadows';
import { distinctTypes } from './type-choice';

/** What a violation costs is measured by a cluster that has room for the peaks ... */
const peakShare = 0.015;
/** ... of a week, and of the week before: a quiet one does not make a cluster's users worth less. */
const weeks = 2;
const nodes = 3;
const hourMinutes = 60;
const weekHours = 7 * 24;
/** So much of the earlier week must be known for it to count: metrics seldom begin on the minute. */
const leastHours = 6 * 24;

interface Known {
  readonly shadows: ClusterShadows;
  /** Hours that are over by this minute are looked at. */
  readonly minute: number;
  readonly types: readonly NodeType[];
}

/** The type by which violations are measured: the smallest that carries 98.5 % of the minutes in each of the last two weeks. */
export function measuringType({ shadows, minute, types }: Known): NodeType | undefined {
  const able = distinctTypes(types);
  const hours = Math.floor(minute / hourMinutes);
  const ends = Array.from({ length: weeks }, (_, week) => hours - week * weekHours);
  const looked = ends.filter((end, week) => week === 0 || end >= leastHours);
  const hasRoom = (type: NodeType): boolean => {
    const beyond = shadows.beyond(type);
    return looked.every((end) => {
      const week = beyond.subarray(Math.max(0, end - weekHours), end);
      return week.reduce((sum, minutes) => sum + minutes, 0) <= peakShare * hourMinutes * week.length;
    });
  };
  return able.find(hasRoom) ?? able.at(-1);
}

/** USD of a violation minute of a cluster: one hour of three nodes of the type by which they are measured. */
export const clusterViolationUsd = (type: NodeType, book: PriceBook): number => nodes * nodeUsdPerHour(book, type.name);

/** The value that so large a share of the minutes does not pass; 0 of none. */
export function quantile(demand: Float64Array, share: number): number {
  const sorted = demand.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

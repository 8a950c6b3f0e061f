import type { NodeType } from '../node-catalogue';
import { nodeUsdPerHour, type PriceBook } from '../price-book';
import type { ClusterChampion } from './champion';
import type { ClusterShadows } from './cluster-shadows';
import { distinctTypes } from './type-choice';

/** What a violation costs is measured by a cluster that has room for the peaks. */
const peakShare = 0.015;
const nodes = 3;
const hourMinutes = 60;

interface Known {
  readonly shadows: ClusterShadows;
  /** Hours that are over by this minute are looked at, as many as the days hold. */
  readonly minute: number;
  readonly days: number;
  readonly types: readonly NodeType[];
  /** What the review before came to. */
  readonly champion?: Pick<ClusterChampion, 'nodeType' | 'measuredBy'>;
}

/**
 * The type by which violations are measured: the smallest that carries 98.5 % of the minutes. A quiet fortnight does not make a
 * cluster's users worth less: it falls only as far as the cluster itself has fallen.
 */
export function measuringType({ shadows, minute, days, types, champion }: Known): NodeType | undefined {
  const able = distinctTypes(types);
  const to = Math.floor(minute / hourMinutes);
  const from = Math.max(0, to - days * 24);
  const share = (type: NodeType): number =>
    shadows
      .beyond(type)
      .subarray(from, to)
      .reduce((sum, one) => sum + one, 0) / Math.max(1, (to - from) * hourMinutes);
  const fits = able.find((type) => share(type) <= peakShare) ?? able.at(-1);
  const before = able.find(({ name }) => name === champion?.measuredBy);
  const home = able.find(({ name }) => name === champion?.nodeType);
  const fallen = figureOf(home) < figureOf(before) ? home : before;
  return figureOf(fallen) > figureOf(fits) ? fallen : fits;
}

const figureOf = (type: NodeType | undefined): number => type?.normalizedRequestsPerSecond ?? 0;

/** USD of a violation minute of a cluster: one hour of three nodes of the type by which they are measured. */
export const clusterViolationUsd = (type: NodeType, book: PriceBook): number => nodes * nodeUsdPerHour(book, type.name);

/** The value that so large a share of the minutes does not pass; 0 of none. */
export function quantile(demand: Float64Array, share: number): number {
  const sorted = demand.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

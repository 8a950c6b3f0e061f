import type { NodeType } from '../node-catalogue';

/** What requests to a cluster are made of. */
export interface RequestMix {
  /** Share of the reads that the cache answers, 0-1. */
  readonly hitRatio: number;
  readonly itemKilobytes: number;
  /** Share of the requests that are writes, 0-1. */
  readonly writeRatio: number;
}

/** Normalised requests per request: what nodes share, and what each of them carries whole. */
export interface RequestWeight {
  readonly shared: number;
  readonly perNode: number;
}

/**
 * AWS's sizing guide: a hit counts its kilobytes, a miss ten times and a write 25 times as much, on every node.
 * 92 % hits, 1 KB, 0.1 % writes: 0.999 x (0.92 + 0.08 x 10) = 1.71828 shared, 0.025 on each node.
 */
export function weightOf({ hitRatio, itemKilobytes, writeRatio }: RequestMix): RequestWeight {
  const kilobytes = Math.max(1, Math.ceil(itemKilobytes));
  return {
    shared: (1 - writeRatio) * (hitRatio + (1 - hitRatio) * 10) * kilobytes,
    perNode: writeRatio * 25 * kilobytes,
  };
}

/** CPU as the share of a node's normalised requests that is used, in percent. */
export function nodePercent(
  requestsPerSecond: number,
  weight: RequestWeight,
  nodes: number,
  nodeRequestsPerSecond: number,
): number {
  if (requestsPerSecond <= 0) return 0;
  return ((requestsPerSecond * (weight.shared / nodes + weight.perNode)) / nodeRequestsPerSecond) * 100;
}

/** When a minute counts as violated: too busy as it is, or too busy if a node were lost. */
export interface ClusterLimits {
  readonly cpuPercent: number;
  readonly afterLossPercent: number;
}

export const defaultLimits: ClusterLimits = { cpuPercent: 90, afterLossPercent: 100 };

export const mostNodes = 11;

/**
 * Largest requests/s that n nodes carry without violation, by n (index 0 unused). With one node its loss is the loss of
 * all. r5.large, 92 % hits, 0.1 % writes, 3 nodes: min(0.9 x 75,000 / (1.71828 / 3 + 0.025), 75,000 / (1.71828 / 2 + 0.025))
 * = min(112,921, 84,828) = 84,828.
 */
export function carriedByCount(
  weight: RequestWeight,
  type: Pick<NodeType, 'normalizedRequestsPerSecond'>,
  limits: ClusterLimits = defaultLimits,
): Float64Array {
  const figure = type.normalizedRequestsPerSecond ?? 0;
  return Float64Array.from({ length: mostNodes + 1 }, (_, nodes) => {
    if (nodes < 2) return 0;
    const whole = (figure * limits.cpuPercent) / 100 / (weight.shared / nodes + weight.perNode);
    const oneLost = (figure * limits.afterLossPercent) / 100 / (weight.shared / (nodes - 1) + weight.perNode);
    return Math.min(whole, oneLost);
  });
}

/** Fewest nodes that carry the requests; one more than DAX allows where none do. */
export function nodesFor(requestsPerSecond: number, carried: Float64Array): number {
  let nodes = 1;
  while (nodes <= mostNodes && requestsPerSecond > (carried[nodes] ?? 0)) nodes += 1;
  return nodes;
}

import type { NodeType } from './node-catalogue';
import type { ClusterState } from './snapshot';

/** T3 nodes earn credits for 20 % of a virtual CPU and run unlimited: what they use beyond is billed (DAX developer guide). */
export const burstableBaselinePercent = 20;

/** Credits of the node that has the fewest, and when they end at the rate of the trend window. */
export interface CreditBalance {
  readonly node: string;
  readonly credits: number;
  /** Infinity where they do not fall. */
  readonly endInMs: number;
}

/** Undefined for other types, and where not every node's balance is known: then CPU above the baseline is only warned of. */
export function creditBalanceOf(cluster: ClusterState, nodeType: NodeType | undefined): CreditBalance | undefined {
  const byNode = Object.entries(cluster.creditsByNode ?? {});
  if (nodeType?.burstable !== true || byNode.length < Math.max(1, cluster.nodeCount)) return undefined;
  const balances = byNode.map(([node, { now, before, spanMs }]): CreditBalance => {
    const fallsPerMs = spanMs > 0 ? (before - now) / spanMs : 0;
    return { node, credits: now, endInMs: fallsPerMs > 0 ? now / fallsPerMs : Number.POSITIVE_INFINITY };
  });
  return balances.toSorted((a, b) => a.endInMs - b.endInMs || a.credits - b.credits)[0];
}

/** A node needs minutes to join; two hours leave time for several steps. */
export const creditsEndSoonMs = 2 * 3_600_000;

/** Fewest nodes that carry a CPU load within the baseline, which is all that a burstable type is sure to have. */
export function nodesWithinBaseline(cpuPercent: number, nodes: number): number {
  return Math.ceil((cpuPercent * nodes) / burstableBaselinePercent - 1e-9);
}

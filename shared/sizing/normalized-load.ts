/** Traffic of a cluster in operations per second; one size for all items. */
export interface Traffic {
  readonly hitsPerSecond: number;
  readonly missesPerSecond: number;
  readonly writesPerSecond: number;
  readonly itemKilobytes: number;
}

/** Weights of the AWS sizing guide: a miss costs ten hits, a write 25 on every node. */
export const missWeight = 10;
export const writeWeight = 25;

/** 1 / 70 %: AWS sizes for 70 % utilisation. */
export const headroomFactor = 1.43;

/** A cluster takes at most this many normalised requests per node, whatever the type. */
export const maxNormalizedPerNode = 1_000_000;

/**
 * Normalised requests per second: hits x KB + misses x KB x 10 + writes x KB x 25 x nodes, KB rounded up per item
 * (DAX developer guide, cluster sizing). 50k hits, 1k misses, 100 writes, 2 KB, 3 nodes:
 * 100,000 + 20,000 + 15,000 = 135,000.
 */
export function normalizedLoad(traffic: Traffic, nodes: number): number {
  const { read, writePerNode } = normalizedParts(traffic);
  return read + writePerNode * nodes;
}

/** The part that nodes share, and the part that each node carries whole. */
export function normalizedParts(traffic: Traffic): { readonly read: number; readonly writePerNode: number } {
  const kilobytes = Math.ceil(traffic.itemKilobytes);
  return {
    read: traffic.hitsPerSecond * kilobytes + traffic.missesPerSecond * kilobytes * missWeight,
    writePerNode: traffic.writesPerSecond * kilobytes * writeWeight,
  };
}

/** What to size for: 70 % utilisation or one node lost, whichever asks for more. A single node has nothing to lose. */
export function sizedLoad(traffic: Traffic, nodes: number): number {
  const loss = nodes > 1 ? nodes / (nodes - 1) : 1;
  return normalizedLoad(traffic, nodes) * Math.max(headroomFactor, loss);
}

/** True when writes alone take more of each node than it should carry: adding nodes adds as much write load as capacity. */
export function isWriteBound(traffic: Traffic, nodeRequestsPerSecond: number): boolean {
  return normalizedParts(traffic).writePerNode * headroomFactor >= nodeRequestsPerSecond;
}

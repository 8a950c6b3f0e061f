import type { NodeType } from './node-catalogue';

/** How the load divides: what nodes share and what each of them carries whole (normalised requests). */
export interface Mix {
  readonly read: number;
  readonly writePerNode: number;
}

/**
 * CPU after a change of the node count. Reads are shared, writes are carried by every node, so
 * CPU' = CPU x (read / to + write) / (read / from + write); without a known mix all of it counts as reads.
 * 85 % on 3 nodes, reads only: 5 nodes at 51 %, 4 at 63.75 %.
 */
export function cpuWithNodes(cpuPercent: number, from: number, to: number, mix: Mix | undefined): number {
  const total = mix === undefined ? 0 : mix.read + mix.writePerNode;
  if (mix === undefined || total <= 0) return (cpuPercent * from) / to;
  return (cpuPercent * (mix.read / to + mix.writePerNode)) / (mix.read / from + mix.writePerNode);
}

/** CPU that stays however many nodes there are. */
export function cpuFloor(cpuPercent: number, from: number, mix: Mix | undefined): number {
  return cpuWithNodes(cpuPercent, from, Number.POSITIVE_INFINITY, mix);
}

/** CPU of one type as CPU of another: by AWS's request figures, else by virtual CPUs. Burstable CPU is not comparable. */
export function cpuOnType(cpuPercent: number, from: NodeType, to: NodeType): number | undefined {
  if (to.name === from.name) return cpuPercent;
  if (to.burstable && !from.burstable) return undefined;
  const figures = [from.normalizedRequestsPerSecond, to.normalizedRequestsPerSecond] as const;
  const [had, has] = figures;
  if (had !== null && has !== null) return (cpuPercent * had) / has;
  return (cpuPercent * from.virtualCpus) / to.virtualCpus;
}

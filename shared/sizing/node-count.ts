import { cpuWithNodes, type Mix } from './cpu-model';

/** AWS's limit: one primary and ten replicas (DAX quotas, 2026-11-23). */
export const maxNodesPerCluster = 11;

/** A percentage that nodes share, and the level that it must not pass. */
export interface SharedLoad {
  readonly percent: number;
  readonly high: number;
  readonly mix: Mix | undefined;
}

/** True when every load is inside its band with this many nodes, with one of them lost where the policy asks for that. */
export function carries(
  loads: readonly SharedLoad[],
  from: number,
  to: number,
  options: { readonly surviveLossOfOneNode: boolean },
): boolean {
  const left = options.surviveLossOfOneNode && to > 1 ? to - 1 : to;
  return loads.every(({ percent, high, mix }) => cpuWithNodes(percent, from, left, mix) <= high);
}

/** The fewest nodes between the bounds that carry the loads; undefined when none of them do. */
export function fewestNodes(
  loads: readonly SharedLoad[],
  from: number,
  bounds: { readonly least: number; readonly most: number },
  options: { readonly surviveLossOfOneNode: boolean },
): number | undefined {
  for (let nodes = Math.max(1, bounds.least); nodes <= bounds.most; nodes += 1) {
    if (carries(loads, from, nodes, options)) return nodes;
  }
  return undefined;
}

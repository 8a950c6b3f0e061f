import { type ClusterPoint, delayMinutes, nodesFor } from '../../shared/sizing';

export interface ClairvoyantSetup {
  readonly demand: Float64Array;
  readonly fromMinute: number;
  readonly carried: Float64Array;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly nodeUsdPerMinute: number;
  readonly violationUsdPerMinute: number;
  readonly nodeType: string;
}

/** The plan is made on steps of this length: the time that nodes take to join. */
const stepMinutes = delayMinutes.addNodes;

/**
 * The best plan for one node type by somebody who knows the future: dynamic programming over steps of 10 minutes and node
 * counts. A node that serves in a step is paid from the step before, as DAX takes 10 minutes; giving one up is free.
 * It cannot change in the middle of a step, so it is an upper bound of the true optimum by at most that.
 */
export const clairvoyantPoints = (setup: ClairvoyantSetup): readonly ClusterPoint[] => {
  const { demand, fromMinute, carried, minNodes, maxNodes, nodeUsdPerMinute, violationUsdPerMinute, nodeType } = setup;
  const steps = Math.ceil((demand.length - fromMinute) / stepMinutes);
  const sizes = maxNodes - minNodes + 1;
  const choice = new Int8Array(Math.max(1, steps) * sizes);
  let best = new Float64Array(sizes);
  for (let step = steps - 1; step >= 0; step -= 1) {
    const violated = violatedMinutes(demand, fromMinute + step * stepMinutes, carried, maxNodes);
    const next = best;
    best = new Float64Array(sizes);
    for (let size = 0; size < sizes; size += 1) {
      const nodes = minNodes + size;
      let least = Number.POSITIVE_INFINITY;
      for (let to = 0; to < sizes; to += 1) {
        const paid = Math.max(nodes, minNodes + to);
        const cost = paid * stepMinutes * nodeUsdPerMinute + (next[to] ?? 0);
        if (cost < least) {
          least = cost;
          choice[step * sizes + size] = to;
        }
      }
      best[size] = least + (violated[nodes] ?? 0) * violationUsdPerMinute;
    }
  }
  let size = best.indexOf(Math.min(...best));
  const points: ClusterPoint[] = [{ t: 0, nodes: minNodes + size, nodeType }];
  for (let step = 0; step < steps; step += 1) {
    const to = choice[step * sizes + size] ?? size;
    // Fewer nodes from the next step on: the call is made when it begins.
    const late = to < size ? stepMinutes : 0;
    if (to !== size) points.push({ t: fromMinute + step * stepMinutes + late, nodes: minNodes + to, nodeType });
    size = to;
  }
  return points.filter(({ t }) => t < demand.length);
};

const violatedMinutes = (
  demand: Float64Array,
  from: number,
  carried: Float64Array,
  maxNodes: number,
): readonly number[] => {
  const counts = Array.from({ length: maxNodes + 1 }, () => 0);
  for (let minute = from; minute < Math.min(demand.length, from + stepMinutes); minute += 1) {
    const load = demand[minute] ?? 0;
    const needed = load > 0 ? nodesFor(load, carried) : 0;
    for (let nodes = 0; nodes < Math.min(needed, maxNodes + 1); nodes += 1) counts[nodes] = (counts[nodes] ?? 0) + 1;
  }
  return counts;
};

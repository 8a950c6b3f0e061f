import type { ClusterPoint, RequestWeight } from '../../shared/sizing';
import { delayMinutes, nodePercent } from '../../shared/sizing';
import type { ClusterComparator, NodeBounds } from './cluster-comparators';

export interface ComparatorSetup {
  readonly demand: Float64Array;
  readonly weight: RequestWeight;
  readonly nodeType: string;
  readonly nodeRequestsPerSecond: number;
  readonly bounds: NodeBounds;
  readonly fromMinute: number;
}

/** Closes the loop: CPU follows from the load and from the nodes that serve, and a busy cluster takes no call. */
export const playClusterComparator = (
  comparator: ClusterComparator,
  setup: ComparatorSetup,
): readonly ClusterPoint[] => {
  const { demand, weight, nodeType, nodeRequestsPerSecond, bounds, fromMinute } = setup;
  const decide = comparator.start();
  const cpuPercent = new Float64Array(demand.length);
  const start = startNodes(comparator, setup);
  const points: ClusterPoint[] = [{ t: 0, nodes: start, nodeType }];
  let nodes = start;
  let joining: { readonly minute: number; readonly nodes: number } | undefined;
  let settledMinute = 0;
  const percentAt = (minute: number): number =>
    Math.min(100, nodePercent(demand[minute] ?? 0, weight, nodes, nodeRequestsPerSecond));
  for (let minute = 0; minute < fromMinute; minute += 1) cpuPercent[minute] = percentAt(minute);
  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    if (joining !== undefined && joining.minute <= minute) {
      nodes = joining.nodes;
      joining = undefined;
    }
    if (joining === undefined && minute >= settledMinute) {
      const asked = decide({ minute, nodes, cpuPercent, settledMinute, fromMinute });
      const to = Math.max(bounds.min, Math.min(bounds.max, asked));
      if (to !== nodes) {
        points.push({ t: minute, nodes: to, nodeType });
        if (to > nodes) {
          joining = { minute: minute + delayMinutes.addNodes, nodes: to };
          settledMinute = joining.minute;
        } else {
          nodes = to;
          settledMinute = minute + delayMinutes.removeNodes;
        }
      }
    }
    cpuPercent[minute] = percentAt(minute);
  }
  return points;
};

/** The size that carries the history's last hour at 70 %: what any of them would have come to. */
const startNodes = (_: ClusterComparator, setup: ComparatorSetup): number => {
  const { demand, weight, nodeRequestsPerSecond, bounds, fromMinute } = setup;
  const peak = Math.max(...demand.subarray(Math.max(0, fromMinute - 60), Math.max(1, fromMinute)));
  for (let nodes = bounds.min; nodes < bounds.max; nodes += 1) {
    if (nodePercent(peak, weight, nodes, nodeRequestsPerSecond) <= 70) return nodes;
  }
  return bounds.max;
};

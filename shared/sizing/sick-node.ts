import type { ClusterView } from './cluster-view';
import { rounded } from './evidence';
import { maximum, mean } from './statistics';

/** One node far busier than the others: its clients did not spread, or it is ill. More nodes would idle beside it. */
export function isSick(view: ClusterView): boolean {
  const spread = spreadOf(view);
  return (
    spread !== undefined &&
    spread.ratio > view.policy.nodes.sickNodeRatio &&
    spread.mean <= view.policy.bands.cpuPercent.high
  );
}

export function sickNodeText(view: ClusterView): string {
  const spread = spreadOf(view);
  if (spread === undefined) return 'one node is far busier than the others';
  const { node, highest, mean: average, ratio } = spread;
  return `node ${node} is at ${rounded(highest)} % CPU, the mean is ${rounded(average)} % (${rounded(ratio)} times): reboot it or let clients reconnect`;
}

interface Spread {
  readonly node: string;
  readonly highest: number;
  readonly mean: number;
  readonly ratio: number;
}

function spreadOf({ cluster }: ClusterView): Spread | undefined {
  const byNode = Object.entries(cluster.cpuPercentByNode ?? {});
  const values = byNode.map(([, percent]) => percent);
  const highest = maximum(values);
  const average = mean(values);
  // A node whose points are missing would pull the mean, so all nodes must be seen.
  if (byNode.length < Math.max(2, cluster.nodeCount) || highest === undefined || average === undefined || average <= 0)
    return undefined;
  const node = byNode.find(([, percent]) => percent === highest)?.[0] ?? '';
  return { node, highest, mean: average, ratio: highest / average };
}

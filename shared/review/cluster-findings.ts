import { type ClusterState, clusterUsdPerMonth, grouped, priceBookOf } from '../sizing';
import type { Policy } from '../targets';
import { type Finding, finding } from './finding';
import { hoursSeen, peakOf, rounded } from './series-facts';
import type { LoadSurvey } from './survey';

/** Three days of points: less could be a long weekend. */
export const enoughHours = 72;
/** Of the last day; shorter is a hot key, a deployment, a warm-up. */
const sickHours = 6;

export interface ReviewedCluster {
  readonly target: string;
  readonly cluster: ClusterState;
  readonly policy: Policy;
  readonly load: LoadSurvey;
  /** Zones of its subnet group; empty: not known. */
  readonly zones: readonly string[];
}

export function clusterFindings(reviewed: ReviewedCluster): readonly Finding[] {
  return [...underUse(reviewed), ...sickNode(reviewed), ...zoneSpread(reviewed)];
}

function underUse({ target, cluster, policy, load }: ReviewedCluster): readonly Finding[] {
  const hours = hoursSeen(load.cpuPercent);
  if (hours < enoughHours) return [];
  const usd = clusterUsdPerMonth(priceBookOf(policy), cluster.nodeType, cluster.nodeCount);
  const size = `${cluster.nodeCount} x ${cluster.nodeType}${usd === null ? '' : ` at $${usd.toFixed(2)} a month`}`;
  const requests = peakOf(load.requests);
  if (requests === 0) {
    return [finding('cluster-idle', target, cluster.name, `no request in ${hours} hours seen; ${size}`)];
  }
  const cpu = peakOf(load.cpuPercent);
  if (cpu >= policy.bands.cpuPercent.low) return [];
  const atMin = cluster.nodeCount <= policy.nodes.min ? `the policy's least number of nodes, ` : '';
  return [
    finding(
      'cluster-under-used',
      target,
      cluster.name,
      `busiest minute of ${hours} hours: ${rounded(cpu)} % CPU, band from ${policy.bands.cpuPercent.low} %, ${grouped(rounded(requests / 3600))} requests/s in the busiest hour; ${atMin}${size}`,
    ),
  ];
}

/** Hour by hour, only where every node has a point: one that is missing would pull the mean. */
function sickNode({ target, cluster, policy, load }: ReviewedCluster): readonly Finding[] {
  const series = Object.entries(load.cpuPercentByNode);
  if (series.length < 2 || series.length < cluster.nodeCount) return [];
  const hours = series[0]?.[1].values.length ?? 0;
  const times = new Map<string, number>();
  let worst = 0;
  for (let hour = 0; hour < hours; hour++) {
    const values = series.map(([node, { values }]) => ({ node, cpu: values[hour] ?? null }));
    if (values.some(({ cpu }) => cpu === null)) continue;
    const mean = values.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0) / values.length;
    const top = values.reduce((a, b) => ((b.cpu ?? 0) > (a.cpu ?? 0) ? b : a));
    const ratio = mean === 0 ? 0 : (top.cpu ?? 0) / mean;
    if (ratio <= policy.nodes.sickNodeRatio || mean > policy.bands.cpuPercent.high) continue;
    times.set(top.node, (times.get(top.node) ?? 0) + 1);
    worst = Math.max(worst, ratio);
  }
  return [...times]
    .filter(([, count]) => count >= sickHours)
    .map(([node, count]) =>
      finding(
        'sick-node',
        target,
        cluster.name,
        `node ${node} had up to ${rounded(worst)} times the mean CPU in ${count} of the last ${hours} hours`,
        node,
      ),
    );
}

function zoneSpread({ target, cluster, zones }: ReviewedCluster): readonly Finding[] {
  const placed = cluster.nodes.flatMap(({ availabilityZone }) => availabilityZone ?? []);
  // While nodes come and go there is nothing to judge.
  if (cluster.status !== 'available' || placed.length < 2 || placed.length < cluster.nodeCount) return [];
  const counts = new Map([...zones, ...placed].map((zone) => [zone, 0]));
  for (const zone of placed) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  const values = [...counts.values()];
  const uneven = Math.max(...values) - Math.min(...values) > 1;
  if (!uneven) return [];
  const text = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, count]) => `${zone} ${count}`);
  return [finding('zones-uneven', target, cluster.name, `nodes by zone: ${text.join(', ')}`)];
}

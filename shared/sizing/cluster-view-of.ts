import type { Policy } from '../targets';
import { type ClusterReadings, readCluster } from './cluster-readings';
import type { ClusterView } from './cluster-view';
import type { History } from './decision';
import { rounded } from './evidence';
import { type NodeType, nodeTypeNamed, nodeTypesOf } from './node-catalogue';
import { priceBookOf } from './price-book';
import { known } from './readings';
import type { ClusterState, Snapshot } from './snapshot';

export function clusterViewOf(
  snapshot: Snapshot,
  cluster: ClusterState,
  policy: Policy,
  history: History,
  nowMs: number,
): ClusterView {
  const types = nodeTypesOf(policy);
  const nodeType = nodeTypeNamed(types, cluster.nodeType);
  const readings = readCluster(snapshot, cluster, nodeType, policy, nowMs, changedAtMs(cluster, history));
  const warnings = burstableWarnings(nodeType, readings);
  const champion = history.learned?.cluster;
  const demand = snapshot.demand?.cluster;
  const learned = champion === undefined || demand === undefined ? {} : { learned: { champion, demand } };
  return {
    cluster,
    readings,
    nodeType,
    types,
    policy,
    book: priceBookOf(policy),
    history,
    nowMs,
    warnings,
    ...learned,
  };
}

/** Before this the cluster had another size, so older points say nothing of the load per node. */
function changedAtMs(cluster: ClusterState, { lastChange }: History): number | undefined {
  const created = cluster.nodes.flatMap((node) => (node.createdAtMs === undefined ? [] : [node.createdAtMs]));
  const ofCluster =
    lastChange !== undefined && lastChange.kind !== 'set-billing-mode' ? [lastChange.completedAtMs] : [];
  const all = [...created, ...ofCluster];
  return all.length === 0 ? undefined : Math.max(...all);
}

/** T3 nodes earn credits for 20 % of a virtual CPU and run unlimited: what they use beyond is billed. */
const burstableBaselinePercent = 20;

function burstableWarnings(nodeType: NodeType | undefined, readings: ClusterReadings): readonly string[] {
  const cpu = known(readings.cpu);
  if (nodeType?.burstable !== true || cpu === undefined || cpu <= burstableBaselinePercent) return [];
  return [
    `${nodeType.name} at ${rounded(cpu)} % CPU is above its baseline of ${burstableBaselinePercent} %: once credits are used up, the surplus is billed`,
  ];
}

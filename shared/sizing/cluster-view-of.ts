import type { Policy } from '../targets';
import { type ClusterReadings, readCluster } from './cluster-readings';
import type { ClusterView } from './cluster-view';
import { burstableBaselinePercent, creditBalanceOf } from './cpu-credits';
import type { History } from './decision';
import { rounded } from './evidence';
import { tableBurdenOf } from './joint/table-burden';
import { type NodeType, nodeTypeNamed, nodeTypesOf } from './node-catalogue';
import { clusterUsdPerMonth, priceBookOf } from './price-book';
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
  const book = priceBookOf(policy);
  const nodeType = nodeTypeNamed(types, cluster.nodeType);
  const readings = readCluster(snapshot, cluster, nodeType, policy, nowMs, changedAtMs(cluster, history));
  const unpriced = clusterUsdPerMonth(book, cluster.nodeType, cluster.nodeCount) === null;
  const warnings = [
    ...burstableWarnings(nodeType, readings),
    ...(unpriced
      ? [`there is no price of ${cluster.nodeType}: set prices.nodeUsdPerHour, else costs stay unknown`]
      : []),
  ];
  const champion = history.learned?.cluster;
  const demand = snapshot.demand?.cluster;
  const learned = champion === undefined || demand === undefined ? {} : { learned: { champion, demand } };
  const burden = tableBurdenOf(snapshot, readings, nowMs);
  const credits = creditBalanceOf(cluster, nodeType);
  return {
    ...(burden === undefined ? {} : { burden }),
    ...(credits === undefined ? {} : { credits }),
    cluster,
    readings,
    nodeType,
    types,
    policy,
    book,
    history,
    nowMs,
    warnings,
    ...learned,
  };
}

const ofNodes: ReadonlySet<string> = new Set(['set-node-count', 'replace-node-type']);

/** Before this the cluster had another size, so older points say nothing of the load per node. */
function changedAtMs(cluster: ClusterState, { lastChange }: History): number | undefined {
  const created = cluster.nodes.flatMap((node) => (node.createdAtMs === undefined ? [] : [node.createdAtMs]));
  const ofCluster = lastChange !== undefined && ofNodes.has(lastChange.kind) ? [lastChange.completedAtMs] : [];
  const all = [...created, ...ofCluster];
  return all.length === 0 ? undefined : Math.max(...all);
}

function burstableWarnings(nodeType: NodeType | undefined, readings: ClusterReadings): readonly string[] {
  const cpu = known(readings.cpu);
  if (nodeType?.burstable !== true || cpu === undefined || cpu <= burstableBaselinePercent) return [];
  return [
    `${nodeType.name} at ${rounded(cpu)} % CPU is above its baseline of ${burstableBaselinePercent} %: once credits are used up, the surplus is billed`,
  ];
}

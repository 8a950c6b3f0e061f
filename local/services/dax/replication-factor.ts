import type { Cluster, DecreaseReplicationFactorRequest, IncreaseReplicationFactorRequest } from '@aws-sdk/client-dax';
import { zonesOf } from './create-cluster';
import { clusterOf, toCluster } from './describe-clusters';
import { recordEvent } from './events';
import { finishLater, nextNodes, nodesToRemove, removeNode, replaceNode, startNodes } from './node-life';
import { checkNodeQuotas, checkZones } from './quotas';
import { clusterNotAvailable, invalidCombination, invalidValue, nodeNotFound, required } from './refusals';
import { type ClusterRecord, type DaxContext, type NodeRecord, replaceCluster } from './state';
import { subnetGroupOf } from './subnet-groups';

export const availableCluster = (context: DaxContext, name: string | undefined): ClusterRecord => {
  const cluster = clusterOf(context, required(name, 'ClusterName'));
  if (cluster.status !== 'available') throw clusterNotAvailable(cluster.clusterName, cluster.status);
  return cluster;
};

const factorOf = (given: number | undefined): number => {
  if (given === undefined || !Number.isInteger(given))
    throw invalidValue(`NewReplicationFactor must be an integer, is ${given}.`);
  return given;
};

/** NewReplicationFactor is the new total. The new nodes come up together, already warm, and are shown with their id and status only until then. */
export const increaseReplicationFactor = (
  context: DaxContext,
  input: IncreaseReplicationFactorRequest,
): { readonly Cluster: Cluster } => {
  const cluster = availableCluster(context, input.ClusterName);
  const total = factorOf(input.NewReplicationFactor);
  const added = total - cluster.totalNodes;
  if (added <= 0)
    throw invalidValue(
      `NewReplicationFactor must be greater than the current replication factor ${cluster.totalNodes}, is ${total}.`,
    );
  checkNodeQuotas(context, total, added);
  const group = subnetGroupOf(context, cluster.subnetGroup);
  checkZones(group, input.AvailabilityZones, added, 'equal the number of added nodes');
  const made = nextNodes(cluster, added, zonesOf(group), input.AvailabilityZones);
  const growing: ClusterRecord = {
    ...cluster,
    status: 'modifying',
    totalNodes: total,
    nodes: [...cluster.nodes, ...made],
  };
  context.clusters.set(cluster.clusterName, growing);
  context.platform.log.write('dax.nodes.adding', {
    clusterName: cluster.clusterName,
    from: cluster.totalNodes,
    to: total,
  });
  finishLater(context, cluster.clusterName, context.durations.addNodeMs, async (now) => {
    const started = await startNodes(
      context,
      now,
      made.map((node) => node.nodeId),
    );
    for (const nodeId of started) recordEvent(context, 'CLUSTER', cluster.clusterName, `Added node ${nodeId}.`);
    replaceCluster(context, cluster.clusterName, (old) => ({ ...old, status: 'available' }));
  });
  return { Cluster: toCluster(context, growing) };
};

/** Nodes go one after the other. The answer still shows the cluster as it was, only `modifying`. */
export const decreaseReplicationFactor = (
  context: DaxContext,
  input: DecreaseReplicationFactorRequest,
): { readonly Cluster: Cluster } => {
  const cluster = availableCluster(context, input.ClusterName);
  const total = factorOf(input.NewReplicationFactor);
  if (total < 1)
    throw invalidValue(
      `NewReplicationFactor must be at least 1, is ${total}: use DeleteCluster to remove the last node.`,
    );
  if (total >= cluster.totalNodes)
    throw invalidValue(
      `NewReplicationFactor must be less than the current replication factor ${cluster.totalNodes}, is ${total}.`,
    );
  const leaving = leavingNodes(context, cluster, cluster.totalNodes - total, input);
  const answer = toCluster(context, { ...cluster, status: 'modifying' });
  replaceCluster(context, cluster.clusterName, (old) => ({ ...old, status: 'modifying', nodeIdsToRemove: leaving }));
  context.platform.log.write('dax.nodes.removing', {
    clusterName: cluster.clusterName,
    from: cluster.totalNodes,
    to: total,
    nodeIds: leaving,
  });
  for (const nodeId of leaving)
    replaceNode(context, cluster.clusterName, nodeId, (node) => ({ ...node, status: 'deleting' }));
  removeInTurn(context, cluster.clusterName, leaving);
  return { Cluster: answer };
};

const removeInTurn = (context: DaxContext, clusterName: string, nodeIds: readonly string[]): void => {
  const [first, ...rest] = nodeIds;
  if (first === undefined) {
    replaceCluster(context, clusterName, (old) => ({ ...old, status: 'available' }));
    return;
  }
  finishLater(context, clusterName, context.durations.removeNodeMs, async () => {
    await removeNode(context, clusterName, first);
    removeInTurn(context, clusterName, rest);
  });
};

const leavingNodes = (
  context: DaxContext,
  cluster: ClusterRecord,
  count: number,
  input: DecreaseReplicationFactorRequest,
): readonly string[] => {
  const named = input.NodeIdsToRemove?.length ? input.NodeIdsToRemove : undefined;
  const zones = input.AvailabilityZones?.length ? input.AvailabilityZones : undefined;
  if (named && zones) throw invalidCombination('NodeIdsToRemove and AvailabilityZones must not be given together.');
  if (named) return namedNodes(cluster, named, count);
  if (!zones) return nodesToRemove(cluster.nodes, count);
  checkZones(subnetGroupOf(context, cluster.subnetGroup), zones, count, 'equal the number of removed nodes');
  const chosen: string[] = [];
  for (const zone of zones) {
    const inZone = (node: NodeRecord): boolean => node.availabilityZone === zone && !chosen.includes(node.nodeId);
    const node = cluster.nodes.findLast(inZone);
    if (!node) throw invalidValue(`AvailabilityZones: no further node of ${cluster.clusterName} is in ${zone}.`);
    chosen.push(node.nodeId);
  }
  return chosen;
};

const namedNodes = (cluster: ClusterRecord, named: readonly string[], count: number): readonly string[] => {
  const distinct = [...new Set(named)];
  const unknown = distinct.find((nodeId) => !cluster.nodes.some((node) => node.nodeId === nodeId));
  if (unknown !== undefined) throw nodeNotFound(cluster.clusterName, unknown);
  if (distinct.length !== count)
    throw invalidCombination(
      `NodeIdsToRemove names ${distinct.length} nodes; NewReplicationFactor ${cluster.totalNodes - count} removes ${count}.`,
    );
  return distinct;
};

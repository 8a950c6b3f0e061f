import { plausibleNodeAddress } from './describe-clusters';
import { recordEvent } from './events';
import { type ClusterRecord, type DaxContext, hostedCluster, type NodeRecord, replaceCluster } from './state';

/** Ids and zones for `count` more nodes: the first free letters; zones as wished, else where the cluster has fewest nodes. */
export const nextNodes = (
  cluster: Pick<ClusterRecord, 'clusterName' | 'nodes'>,
  count: number,
  zones: readonly string[],
  wished: readonly string[] | undefined,
): readonly NodeRecord[] => {
  const taken = new Set(cluster.nodes.map((node) => node.nodeId));
  const free = [...'abcdefghijklmnopqrstuvwxyz']
    .map((letter) => `${cluster.clusterName}-${letter}`)
    .filter((id) => !taken.has(id));
  const made: NodeRecord[] = [];
  for (const [index, nodeId] of free.slice(0, count).entries()) {
    const availabilityZone = wished?.[index] ?? emptiestZone([...cluster.nodes, ...made], zones);
    made.push({ nodeId, status: 'creating', availabilityZone });
  }
  return made;
};

const emptiestZone = (nodes: readonly NodeRecord[], zones: readonly string[]): string => {
  const count = (zone: string): number => nodes.filter((node) => node.availabilityZone === zone).length;
  return zones.reduce((best, zone) => (count(zone) < count(best) ? zone : best), zones[0] ?? '');
};

/** Which nodes go when the caller leaves it to DAX: the newest of the fullest zone, one after the other; never the first node. */
export const nodesToRemove = (nodes: readonly NodeRecord[], count: number): readonly string[] => {
  const chosen: string[] = [];
  for (let round = 0; round < count; round += 1) {
    const left = nodes.filter((node) => !chosen.includes(node.nodeId));
    const inZone = (node: NodeRecord): number =>
      left.filter((other) => other.availabilityZone === node.availabilityZone).length;
    const last = left.slice(1).reduce<NodeRecord | undefined>((best, node) => {
      if (!best) return node;
      return inZone(node) >= inZone(best) ? node : best;
    }, undefined);
    if (last) chosen.push(last.nodeId);
  }
  return chosen;
};

/** Brings the named nodes up together. Those whose start fails are taken out again and told in an event. */
export const startNodes = async (
  context: DaxContext,
  cluster: ClusterRecord,
  nodeIds: readonly string[],
): Promise<readonly string[]> => {
  const started = await Promise.all(nodeIds.map((nodeId) => startNode(context, cluster, nodeId)));
  return nodeIds.filter((_, index) => started[index] === true);
};

const startNode = async (context: DaxContext, cluster: ClusterRecord, nodeId: string): Promise<boolean> => {
  const node = cluster.nodes.find((one) => one.nodeId === nodeId);
  if (!node) return false;
  try {
    const host = context.options.nodes;
    const endpoint = host
      ? await host.start(hostedCluster(context, cluster), { nodeId, availabilityZone: node.availabilityZone })
      : plausibleNodeAddress(cluster, nodeId);
    replaceNode(context, cluster.clusterName, nodeId, (old) => ({
      ...old,
      status: 'available',
      endpoint,
      createdAtMs: context.platform.clock.now(),
    }));
    return true;
  } catch (error) {
    replaceCluster(context, cluster.clusterName, (old) => ({
      ...old,
      totalNodes: old.totalNodes - 1,
      nodes: old.nodes.filter((one) => one.nodeId !== nodeId),
    }));
    recordEvent(context, 'CLUSTER', cluster.clusterName, `Failed to add node ${nodeId}: ${messageOf(error)}`);
    return false;
  }
};

export const removeNode = async (context: DaxContext, clusterName: string, nodeId: string): Promise<void> => {
  const cluster = context.clusters.get(clusterName);
  const node = cluster?.nodes.find((one) => one.nodeId === nodeId);
  if (!cluster || !node) return;
  try {
    await context.options.nodes?.stop(hostedCluster(context, cluster), {
      nodeId,
      availabilityZone: node.availabilityZone,
    });
  } catch (error) {
    context.platform.log.write('dax.node.stop-failed', { clusterName, nodeId, error: messageOf(error) });
  }
  replaceCluster(context, clusterName, (old) => ({
    ...old,
    totalNodes: old.totalNodes - 1,
    nodes: old.nodes.filter((one) => one.nodeId !== nodeId),
    nodeIdsToRemove: old.nodeIdsToRemove.filter((id) => id !== nodeId),
  }));
  recordEvent(context, 'CLUSTER', clusterName, `Removed node ${nodeId}.`);
};

export const replaceNode = (
  context: DaxContext,
  clusterName: string,
  nodeId: string,
  change: (node: NodeRecord) => NodeRecord,
): void => {
  replaceCluster(context, clusterName, (cluster) => ({
    ...cluster,
    nodes: cluster.nodes.map((node) => (node.nodeId === nodeId ? change(node) : node)),
  }));
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** After `ms`, and once nothing holds the cluster back, does the last step of a change; a cluster that is gone meanwhile ends it. */
export const finishLater = (
  context: DaxContext,
  clusterName: string,
  ms: number,
  finish: (cluster: ClusterRecord) => void | Promise<void>,
): void => {
  context.later(ms, async () => {
    const cluster = context.clusters.get(clusterName);
    if (!cluster) return;
    if (context.options.stuck?.(clusterName)) {
      finishLater(context, clusterName, 60_000, finish);
      return;
    }
    await finish(cluster);
  });
};

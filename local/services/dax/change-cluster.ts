import type {
  DeleteClusterRequest,
  DeleteClusterResponse,
  RebootNodeRequest,
  RebootNodeResponse,
  UpdateClusterRequest,
  UpdateClusterResponse,
} from '@aws-sdk/client-dax';
import { securityGroupsOf, topicArnOf } from './cluster-settings';
import { clusterOf, toCluster } from './describe-clusters';
import { recordEvent } from './events';
import { maintenanceWindowOf } from './maintenance-window';
import { finishLater, removeNode, replaceNode } from './node-life';
import { configureNodes, parameterGroupOf } from './parameter-groups';
import { clusterNotAvailable, invalidCombination, invalidValue, nodeNotFound, required } from './refusals';
import { availableCluster } from './replication-factor';
import { type ClusterRecord, type DaxContext, hostedCluster, replaceCluster } from './state';

/** Description, window and topic change at once; another parameter group or security group makes the cluster `modifying` for a while. */
export const updateCluster = (context: DaxContext, input: UpdateClusterRequest): UpdateClusterResponse => {
  const cluster = availableCluster(context, input.ClusterName);
  const group =
    input.ParameterGroupName === undefined ? undefined : parameterGroupOf(context, input.ParameterGroupName);
  const securityGroupIds = input.SecurityGroupIds === undefined ? undefined : securityGroupsOf(input.SecurityGroupIds);
  const applies = group !== undefined && group.name !== cluster.parameterGroup.name;
  const takesTime = applies || securityGroupIds !== undefined;
  const changed: ClusterRecord = {
    ...cluster,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.PreferredMaintenanceWindow === undefined
      ? {}
      : { maintenanceWindow: maintenanceWindowOf(input.PreferredMaintenanceWindow) }),
    ...topicChange(context, cluster, input),
    ...(securityGroupIds === undefined ? {} : { securityGroupIds }),
    ...(applies ? { parameterGroup: { name: group.name, applyStatus: 'applying' } } : {}),
    status: takesTime ? 'modifying' : 'available',
  };
  context.clusters.set(cluster.clusterName, changed);
  if (takesTime)
    finishLater(context, cluster.clusterName, context.durations.updateMs, async (now) => {
      const waits = applies && (context.options.newParameterGroup ?? 'after-reboot') === 'after-reboot';
      if (applies && !waits) await configureNodes(context, now);
      replaceCluster(context, cluster.clusterName, (old) => ({
        ...old,
        status: 'available',
        nodes: waits ? old.nodes.map((node) => ({ ...node, pendingReboot: true })) : old.nodes,
        parameterGroup: { ...old.parameterGroup, applyStatus: 'in-sync' },
      }));
      recordEvent(context, 'CLUSTER', cluster.clusterName, 'Cluster modified.');
    });
  return { Cluster: toCluster(context, changed) };
};

const topicChange = (
  context: DaxContext,
  cluster: ClusterRecord,
  input: UpdateClusterRequest,
): Pick<ClusterRecord, 'topic'> => {
  const status = input.NotificationTopicStatus;
  if (status !== undefined && status !== 'active' && status !== 'inactive')
    throw invalidValue(`NotificationTopicStatus must be active or inactive, is '${status}'.`);
  const arn =
    input.NotificationTopicArn === undefined ? cluster.topic?.arn : topicArnOf(context, input.NotificationTopicArn);
  if (arn === undefined) {
    if (status !== undefined) throw invalidCombination('NotificationTopicStatus needs a NotificationTopicArn.');
    return {};
  }
  return { topic: { arn, status: status ?? cluster.topic?.status ?? 'active' } };
};

/** Cannot be taken back. Nodes go in turn; for the last fifth of the time the cluster shows no status, then it is not found. */
export const deleteCluster = (context: DaxContext, input: DeleteClusterRequest): DeleteClusterResponse => {
  const cluster = clusterOf(context, required(input.ClusterName, 'ClusterName'));
  const { clusterName } = cluster;
  if (cluster.status !== 'available' && cluster.status !== 'incompatible-network')
    throw clusterNotAvailable(clusterName, cluster.status);
  const going: ClusterRecord = { ...cluster, status: 'deleting' };
  context.clusters.set(clusterName, going);
  context.platform.log.write('dax.cluster.deleting', { clusterName });
  const answer = toCluster(context, going);
  const { deleteMs } = context.durations;
  finishLater(context, clusterName, deleteMs * 0.8, async (now) => {
    for (const node of [...now.nodes].reverse()) await removeNode(context, clusterName, node.nodeId);
    replaceCluster(context, clusterName, (old) => ({ ...old, status: undefined }));
    finishLater(context, clusterName, deleteMs * 0.2, () => {
      recordEvent(context, 'CLUSTER', clusterName, 'Cluster deleted.');
      context.clusters.delete(clusterName);
    });
  });
  return { Cluster: answer };
};

/** Restarts one node's engine, which then works by the attached parameter group; the contents of its cache stay. */
export const rebootNode = (context: DaxContext, input: RebootNodeRequest): RebootNodeResponse => {
  const cluster = availableCluster(context, input.ClusterName);
  const nodeId = required(input.NodeId, 'NodeId');
  const node = cluster.nodes.find((one) => one.nodeId === nodeId);
  if (!node) throw nodeNotFound(cluster.clusterName, nodeId);
  const { clusterName } = cluster;
  replaceCluster(context, clusterName, (old) => ({ ...old, status: 'modifying' }));
  replaceNode(context, clusterName, nodeId, (old) => ({ ...old, status: 'rebooting' }));
  finishLater(context, clusterName, context.durations.rebootMs, async (now) => {
    await context.options.nodes?.reboot?.(hostedCluster(context, now), {
      nodeId,
      availabilityZone: node.availabilityZone,
    });
    replaceNode(context, clusterName, nodeId, ({ pendingReboot: _, ...old }) => ({ ...old, status: 'available' }));
    replaceCluster(context, clusterName, (old) => ({ ...old, status: 'available' }));
    recordEvent(context, 'CLUSTER', clusterName, `Rebooted node ${nodeId}.`);
  });
  return { Cluster: toCluster(context, clusterOf(context, clusterName)) };
};

import type { CreateClusterRequest, CreateClusterResponse } from '@aws-sdk/client-dax';
import { ServiceError } from '../../kernel/service-error';
import { clusterNameOf } from './cluster-name';
import { checkRole, securityGroupsOf, topicArnOf } from './cluster-settings';
import { toCluster } from './describe-clusters';
import { recordEvent } from './events';
import { defaultMaintenanceWindow, maintenanceWindowOf } from './maintenance-window';
import { finishLater, nextNodes, startNodes } from './node-life';
import { nodeTypeOf } from './node-types';
import { parameterGroupOf } from './parameter-groups';
import { checkNodeQuotas, checkZones } from './quotas';
import { invalidCombination, invalidValue } from './refusals';
import {
  type ClusterRecord,
  type DaxContext,
  defaultParameterGroupName,
  defaultSubnetGroupName,
  replaceCluster,
  type SubnetGroupRecord,
} from './state';
import { networkTypesOf, subnetGroupOf } from './subnet-groups';
import { withTags } from './tags';

export const createCluster = async (
  context: DaxContext,
  input: CreateClusterRequest,
  createMs = context.durations.createMs,
): Promise<CreateClusterResponse> => {
  const cluster = await newCluster(context, input);
  if (context.clusters.has(cluster.clusterName))
    throw new ServiceError('ClusterAlreadyExistsFault', `Cluster ${cluster.clusterName} already exists.`);
  checkNodeQuotas(context, cluster.totalNodes, cluster.totalNodes);
  context.clusters.set(cluster.clusterName, cluster);
  context.platform.log.write('dax.cluster.creating', {
    clusterName: cluster.clusterName,
    nodeType: cluster.nodeType,
    nodes: cluster.totalNodes,
  });
  if (createMs > 0) finishLater(context, cluster.clusterName, createMs, (now) => becomeAvailable(context, now));
  else await becomeAvailable(context, cluster);
  return { Cluster: toCluster(context, context.clusters.get(cluster.clusterName) ?? cluster) };
};

const becomeAvailable = async (context: DaxContext, cluster: ClusterRecord): Promise<void> => {
  const started = await startNodes(
    context,
    cluster,
    cluster.nodes.map((node) => node.nodeId),
  );
  const status = started.length > 0 ? 'available' : 'incompatible-network';
  replaceCluster(context, cluster.clusterName, (old) => ({ ...old, status }));
  if (started.length > 0) recordEvent(context, 'CLUSTER', cluster.clusterName, 'Cluster created.');
};

/** The request, checked in full and turned into a record; nothing is stored yet. */
const newCluster = async (context: DaxContext, input: CreateClusterRequest): Promise<ClusterRecord> => {
  const { account, region } = context.platform;
  const clusterName = clusterNameOf(input.ClusterName);
  const nodeType = nodeTypeOf(input.NodeType);
  const totalNodes = input.ReplicationFactor ?? 0;
  if (!Number.isInteger(totalNodes) || totalNodes < 1)
    throw invalidValue(`ReplicationFactor must be an integer of at least 1, is ${totalNodes}.`);
  const group = subnetGroupOf(context, input.SubnetGroupName ?? defaultSubnetGroupName);
  checkZones(group, input.AvailabilityZones, totalNodes, 'equal ReplicationFactor');
  const parameterGroup = parameterGroupOf(context, input.ParameterGroupName ?? defaultParameterGroupName);
  const topic = input.NotificationTopicArn;
  const window = input.PreferredMaintenanceWindow;
  const record: ClusterRecord = {
    clusterName,
    arn: `arn:aws:dax:${region}:${account}:cache/${clusterName}`,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    nodeType,
    status: 'creating',
    totalNodes,
    nodes: nextNodes({ clusterName, nodes: [] }, totalNodes, zonesOf(group), input.AvailabilityZones),
    nodeIdsToRemove: [],
    maintenanceWindow: window === undefined ? defaultMaintenanceWindow : maintenanceWindowOf(window),
    ...(topic === undefined ? {} : { topic: { arn: topicArnOf(context, topic), status: 'active' } }),
    subnetGroup: group.name,
    securityGroupIds: securityGroupsOf(input.SecurityGroupIds),
    iamRoleArn: await checkRole(context, input.IamRoleArn),
    parameterGroup: { name: parameterGroup.name, applyStatus: 'in-sync' },
    sse: input.SSESpecification?.Enabled ?? false,
    encryption: encryptionOf(input.ClusterEndpointEncryptionType),
    networkType: networkTypeOf(group, input.NetworkType),
    tags: withTags(new Map(), input.Tags),
  };
  return record;
};

export const zonesOf = (group: SubnetGroupRecord): readonly string[] => [
  ...new Set(group.subnets.map((subnet) => subnet.availabilityZone)),
];

const encryptionOf = (given: string | undefined): 'NONE' | 'TLS' => {
  if (given === undefined || given === 'NONE') return 'NONE';
  if (given === 'TLS') return 'TLS';
  throw invalidValue(`ClusterEndpointEncryptionType must be NONE or TLS, is '${given}'.`);
};

const networkTypeOf = (group: SubnetGroupRecord, given: string | undefined): 'ipv4' | 'ipv6' | 'dual_stack' => {
  const allowed = networkTypesOf(group);
  const wanted = given === undefined ? allowed[0] : allowed.find((type) => type === given);
  if (wanted) return wanted;
  if (given === undefined || given === 'ipv4' || given === 'ipv6' || given === 'dual_stack')
    throw invalidCombination(`The subnets of ${group.name} do not allow the network type ${given ?? 'ipv4'}.`);
  throw invalidValue(`NetworkType must be ipv4, ipv6 or dual_stack, is '${given}'.`);
};

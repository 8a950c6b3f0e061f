import type { Cluster, DescribeClustersRequest, DescribeClustersResponse, Endpoint, Node } from '@aws-sdk/client-dax';
import type { NodeAddress } from './options';
import { pageOf } from './paging';
import { clusterNotFound } from './refusals';
import { type ClusterRecord, type DaxContext, defaultParameterGroupName, type NodeRecord } from './state';

export const portOf = (cluster: Pick<ClusterRecord, 'encryption'>): number =>
  cluster.encryption === 'TLS' ? 9111 : 8111;

export const clusterOf = (context: DaxContext, name: string | undefined): ClusterRecord => {
  const cluster = context.clusters.get((name ?? '').toLowerCase());
  if (!cluster) throw clusterNotFound(name ?? '');
  return cluster;
};

/** While nodes are being made for the first time, and once they are being deleted, AWS shows the cluster without them. */
const showsNodes = (cluster: ClusterRecord): boolean =>
  cluster.status === 'available' || cluster.status === 'modifying';

export const toCluster = (context: DaxContext, cluster: ClusterRecord): Cluster => ({
  ClusterName: cluster.clusterName,
  ...(cluster.description === undefined ? {} : { Description: cluster.description }),
  ClusterArn: cluster.arn,
  TotalNodes: cluster.totalNodes,
  ActiveNodes: showsNodes(cluster) ? cluster.nodes.filter(isActive).length : 0,
  NodeType: cluster.nodeType,
  ...(cluster.status === undefined ? {} : { Status: cluster.status }),
  ClusterDiscoveryEndpoint: discoveryEndpoint(context, cluster),
  ...(cluster.nodeIdsToRemove.length > 0 ? { NodeIdsToRemove: [...cluster.nodeIdsToRemove] } : {}),
  ...(showsNodes(cluster) ? { Nodes: cluster.nodes.map(toNode) } : {}),
  PreferredMaintenanceWindow: cluster.maintenanceWindow,
  ...(cluster.topic
    ? { NotificationConfiguration: { TopicArn: cluster.topic.arn, TopicStatus: cluster.topic.status } }
    : {}),
  SubnetGroup: cluster.subnetGroup,
  SecurityGroups: cluster.securityGroupIds.map((id) => ({ SecurityGroupIdentifier: id, Status: 'active' })),
  IamRoleArn: cluster.iamRoleArn,
  ParameterGroup: {
    ParameterGroupName: cluster.parameterGroup.name || defaultParameterGroupName,
    ParameterApplyStatus: applyStatus(cluster),
    NodeIdsToReboot: pendingNodes(cluster),
  },
  SSEDescription: { Status: cluster.sse ? 'ENABLED' : 'DISABLED' },
  ClusterEndpointEncryptionType: cluster.encryption,
  NetworkType: cluster.networkType,
});

const pendingNodes = ({ nodes }: ClusterRecord): string[] =>
  nodes.filter(({ pendingReboot }) => pendingReboot).map(({ nodeId }) => nodeId);

function applyStatus(cluster: ClusterRecord): 'in-sync' | 'applying' | 'pending-reboot' {
  const { applyStatus: status } = cluster.parameterGroup;
  return status === 'in-sync' && pendingNodes(cluster).length > 0 ? 'pending-reboot' : status;
}

/** A node that is being removed still serves until it is gone; one that is being made or restarted does not. */
const isActive = (node: NodeRecord): boolean => node.status === 'available' || node.status === 'deleting';

const toNode = (node: NodeRecord): Node => {
  if (node.endpoint === undefined || node.createdAtMs === undefined)
    return { NodeId: node.nodeId, NodeStatus: node.status };
  return {
    NodeId: node.nodeId,
    Endpoint: { Address: node.endpoint.address, Port: node.endpoint.port },
    NodeCreateTime: new Date(node.createdAtMs),
    AvailabilityZone: node.availabilityZone,
    NodeStatus: node.status,
    ParameterGroupStatus: node.pendingReboot ? 'pending-reboot' : 'in-sync',
  };
};

const discoveryEndpoint = (context: DaxContext, cluster: ClusterRecord): Endpoint => {
  if (cluster.status === 'creating') return { Port: portOf(cluster) };
  const scheme = cluster.encryption === 'TLS' ? 'daxs' : 'dax';
  if (!context.options.nodes) {
    const address = `${cluster.clusterName}.${domainOf(cluster)}`;
    return { Address: address, Port: portOf(cluster), URL: `${scheme}://${address}` };
  }
  const at = hostedDiscovery(context, cluster);
  if (!at) return { Port: portOf(cluster) };
  return { Address: at.address, Port: at.port, URL: `${scheme}://${at.address}:${at.port}` };
};

const hostedDiscovery = (context: DaxContext, cluster: ClusterRecord): NodeAddress | undefined =>
  context.options.nodes?.discovery?.(cluster.clusterName) ?? cluster.nodes.find((node) => node.endpoint)?.endpoint;

/** Node of a cluster that nobody hosts: a host name in AWS's form. */
export const plausibleNodeAddress = (cluster: ClusterRecord, nodeId: string): NodeAddress => {
  const [hash, ...rest] = domainOf(cluster).split('.');
  return { address: `${nodeId}.${hash}.nodes.${rest.join('.')}`, port: portOf(cluster) };
};

const domainOf = (cluster: ClusterRecord): string => {
  const [, , , region = '', account = ''] = cluster.arn.split(':');
  return `${accountHash(`${account}/${region}`)}.dax-clusters.${region}.amazonaws.com`;
};

/** Six letters and digits that stand for the account and Region in every host name of it (FNV-1a). */
const accountHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(36).padStart(6, '0').slice(-6);
};

export const describeClusters = (context: DaxContext, input: DescribeClustersRequest): DescribeClustersResponse => {
  const named = input.ClusterNames?.length ? input.ClusterNames.map((name) => clusterOf(context, name)) : undefined;
  const clusters = named ? [...new Set(named)] : [...context.clusters.values()];
  const sorted = clusters.sort((a, b) => (a.clusterName < b.clusterName ? -1 : 1));
  const page = pageOf(sorted, (cluster) => cluster.clusterName, input);
  return {
    Clusters: page.rows.map((cluster) => toCluster(context, cluster)),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
};

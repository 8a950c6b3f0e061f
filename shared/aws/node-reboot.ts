import { type Cluster, type DAXClient, RebootNodeCommand } from '@aws-sdk/client-dax';
import { type Changer, PortError } from '../flow/ports';
import { attempt } from './calls';
import { describeCluster } from './cluster-reader';

/**
 * Reboots one node that waits for it, and only while all the others serve by their parameters: they carry its load meanwhile. A single
 * node is rebooted too, which interrupts the cluster; the decision says so. A node that waits no more was rebooted by an earlier call.
 */
export async function rebootNode(
  dax: DAXClient,
  { cluster: name, node }: Parameters<Changer['rebootNode']>[0],
): Promise<void> {
  const cluster = await describeCluster(dax, name);
  if (cluster === undefined) throw new PortError('aws.not-found', `There is no cluster ${name}`, false, 'no');
  if (!(cluster.Nodes ?? []).some(({ NodeId }) => NodeId === node)) {
    throw new PortError('aws.not-found', `${name} has no node ${node}`, false, 'no');
  }
  const hindrance = hindranceTo(cluster, node);
  if (hindrance !== undefined) {
    throw new PortError('aws.busy', `${node} is not rebooted now: ${hindrance}`, true, 'no');
  }
  if (!pendingNodes(cluster).includes(node)) return;
  await attempt(`RebootNode ${node}`, (options) =>
    dax.send(new RebootNodeCommand({ ClusterName: name, NodeId: node }), options),
  );
}

function hindranceTo(cluster: Cluster, node: string): string | undefined {
  if (cluster.Status !== 'available') return `${cluster.ClusterName} is ${cluster.Status ?? 'deleting'}`;
  for (const { NodeId = '', NodeStatus, ParameterGroupStatus: parameters = 'in-sync' } of cluster.Nodes ?? []) {
    if (NodeStatus !== 'available') return `${NodeId} is ${NodeStatus ?? 'unknown'}`;
    const settled = parameters === 'in-sync' || NodeId === node || pendingNodes(cluster).includes(NodeId);
    if (!settled) return `the parameters of ${NodeId} are ${parameters}`;
  }
  return undefined;
}

const pendingNodes = ({ ParameterGroup: group }: Cluster): readonly string[] => group?.NodeIdsToReboot ?? [];

import {
  type Cluster,
  type DAXClient,
  DescribeClustersCommand,
  DescribeParametersCommand,
  type Node,
} from '@aws-sdk/client-dax';
import type { ClusterState } from '../sizing';
import { attemptToFind } from './calls';

/** State of a cluster as DAX tells it, with both TTLs of its parameter group; undefined where there is none of that name. */
export async function readCluster(dax: DAXClient, name: string): Promise<ClusterState | undefined> {
  const cluster = await describeCluster(dax, name);
  if (cluster === undefined) return undefined;
  const group = cluster.ParameterGroup?.ParameterGroupName;
  return { ...toClusterState(name, cluster), ...(group === undefined ? {} : await readTtls(dax, group)) };
}

/** As DAX tells it. */
export async function describeCluster(dax: DAXClient, name: string): Promise<Cluster | undefined> {
  const found = await attemptToFind(`DescribeClusters ${name}`, (options) =>
    dax.send(new DescribeClustersCommand({ ClusterNames: [name] }), options),
  );
  return found?.Clusters?.[0];
}

/** Late in a deletion DAX leaves the status out. */
export function toClusterState(name: string, cluster: Cluster): ClusterState {
  const nodes = (cluster.Nodes ?? []).map(toNode);
  return {
    kind: 'cluster',
    name: (cluster.ClusterName ?? name).toLowerCase(),
    status: cluster.Status ?? 'deleting',
    nodeType: cluster.NodeType ?? 'unknown',
    nodeCount: cluster.TotalNodes ?? nodes.length,
    nodes,
    ...parameterGroupOf(cluster),
    ...(cluster.PreferredMaintenanceWindow && { maintenanceWindow: cluster.PreferredMaintenanceWindow }),
  };
}

function parameterGroupOf({ ParameterGroup: group }: Cluster): Pick<ClusterState, 'parameterGroup'> {
  if (group?.ParameterGroupName === undefined) return {};
  return {
    parameterGroup: {
      name: group.ParameterGroupName,
      applyStatus: group.ParameterApplyStatus ?? 'unknown',
      nodesToReboot: group.NodeIdsToReboot ?? [],
    },
  };
}

/** A node that is being added has an id and a status and nothing else. */
const toNode = (node: Node): ClusterState['nodes'][number] => ({
  id: node.NodeId ?? 'unknown',
  status: node.NodeStatus ?? 'unknown',
  ...(node.AvailabilityZone === undefined ? {} : { availabilityZone: node.AvailabilityZone }),
  ...(node.NodeCreateTime === undefined ? {} : { createdAtMs: node.NodeCreateTime.getTime() }),
});

/** Undefined where there is no such group. */
export async function readTtls(
  dax: DAXClient,
  group: string,
): Promise<Pick<ClusterState, 'itemTtlMs' | 'queryTtlMs'> | undefined> {
  const found = await attemptToFind(`DescribeParameters ${group}`, (options) =>
    dax.send(new DescribeParametersCommand({ ParameterGroupName: group, MaxResults: 100 }), options),
  );
  if (found === undefined) return undefined;
  const millis = (name: string) => {
    const value = found.Parameters?.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
    return value === undefined || !/^\d+$/.test(value) ? undefined : Number(value);
  };
  const itemTtlMs = millis('record-ttl-millis');
  const queryTtlMs = millis('query-ttl-millis');
  return {
    ...(itemTtlMs === undefined ? {} : { itemTtlMs }),
    ...(queryTtlMs === undefined ? {} : { queryTtlMs }),
  };
}

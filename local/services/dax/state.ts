import type { Platform } from '../../kernel/service';
import type { DaxDurations, DaxOptions, HostedCluster, NodeAddress } from './options';

export type NodeStatus = 'creating' | 'available' | 'rebooting' | 'deleting';
export type ClusterStatus = 'creating' | 'available' | 'modifying' | 'deleting' | 'incompatible-network';

export interface NodeRecord {
  readonly nodeId: string;
  readonly status: NodeStatus;
  readonly availabilityZone: string;
  readonly endpoint?: NodeAddress;
  readonly createdAtMs?: number;
  /** Works by the values of the parameter group before. */
  readonly pendingReboot?: true;
}

export interface ClusterRecord {
  readonly clusterName: string;
  readonly arn: string;
  readonly description?: string;
  readonly nodeType: string;
  /** `undefined` late in deletion: DescribeClusters then shows no status at all. */
  readonly status: ClusterStatus | undefined;
  readonly totalNodes: number;
  readonly nodes: readonly NodeRecord[];
  readonly nodeIdsToRemove: readonly string[];
  readonly maintenanceWindow: string;
  readonly topic?: { readonly arn: string; readonly status: 'active' | 'inactive' };
  readonly subnetGroup: string;
  readonly securityGroupIds: readonly string[];
  readonly iamRoleArn: string;
  readonly parameterGroup: { readonly name: string; readonly applyStatus: 'in-sync' | 'applying' };
  readonly sse: boolean;
  readonly encryption: 'NONE' | 'TLS';
  readonly networkType: 'ipv4' | 'ipv6' | 'dual_stack';
  readonly tags: ReadonlyMap<string, string>;
}

export interface ParameterGroupRecord {
  readonly name: string;
  readonly description?: string;
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
}

export interface SubnetRecord {
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly networkTypes: readonly ('ipv4' | 'ipv6' | 'dual_stack')[];
}

export interface SubnetGroupRecord {
  readonly name: string;
  readonly description?: string;
  readonly vpcId: string;
  readonly subnets: readonly SubnetRecord[];
}

export type SourceKind = 'CLUSTER' | 'PARAMETER_GROUP' | 'SUBNET_GROUP';

export interface EventRecord {
  readonly sequence: number;
  readonly sourceName: string;
  readonly sourceType: SourceKind;
  readonly message: string;
  readonly atMs: number;
}

/** Everything the control plane remembers; records are replaced, never changed in place. */
export interface DaxContext {
  readonly platform: Platform;
  readonly options: DaxOptions;
  readonly durations: DaxDurations;
  readonly clusters: Map<string, ClusterRecord>;
  readonly parameterGroups: Map<string, ParameterGroupRecord>;
  readonly subnetGroups: Map<string, SubnetGroupRecord>;
  readonly events: EventRecord[];
  /** Runs `task` after `ms` of virtual time, unless the platform stops first. */
  later(ms: number, task: () => void | Promise<void>): void;
}

export const defaultParameterGroupName = 'default.dax1.0';
export const defaultSubnetGroupName = 'default';

/** Replaces a cluster by what `change` makes of it; `undefined` when it is gone. */
export const replaceCluster = (
  context: DaxContext,
  clusterName: string,
  change: (cluster: ClusterRecord) => ClusterRecord,
): ClusterRecord | undefined => {
  const cluster = context.clusters.get(clusterName);
  if (!cluster) return undefined;
  const changed = change(cluster);
  context.clusters.set(clusterName, changed);
  return changed;
};

export const hostedCluster = (context: DaxContext, cluster: ClusterRecord): HostedCluster => {
  const group = context.parameterGroups.get(cluster.parameterGroup.name);
  return {
    clusterName: cluster.clusterName,
    nodeType: cluster.nodeType,
    encryption: cluster.encryption,
    iamRoleArn: cluster.iamRoleArn,
    recordTtlMs: group?.recordTtlMs ?? 300_000,
    queryTtlMs: group?.queryTtlMs ?? 300_000,
  };
};

/** What a DAX cluster looks like to whoever runs its nodes. */
export interface HostedCluster {
  readonly clusterName: string;
  readonly nodeType: string;
  readonly encryption: 'NONE' | 'TLS';
  readonly iamRoleArn: string;
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
}

export interface HostedNode {
  readonly nodeId: string;
  readonly availabilityZone: string;
}

export interface NodeAddress {
  readonly address: string;
  readonly port: number;
}

/** Runs the data plane behind the control plane. Without one, clusters have host names that lead nowhere. */
export interface NodeHost {
  /** Resolves when the node accepts connections; a rejection makes the node's creation fail. */
  start(cluster: HostedCluster, node: HostedNode): Promise<NodeAddress>;
  stop(cluster: HostedCluster, node: HostedNode): Promise<void>;
  /** Restarts the engine, which then works by the time-to-live values of the cluster's group; the cache stays. */
  reboot?(cluster: HostedCluster, node: HostedNode): Promise<void>;
  /** The time-to-live values of these running nodes changed. */
  configure?(cluster: HostedCluster, nodeIds: readonly string[]): Promise<void>;
  /** Address for ClusterDiscoveryEndpoint; without it, that of the first running node. */
  discovery?(clusterName: string): NodeAddress | undefined;
}

/** Virtual durations in ms. AWS publishes none; the defaults are what users report (Terraform: create and delete about 11 minutes). */
export interface DaxDurations {
  /** @default 480_000 (8 minutes) */
  readonly createMs: number;
  /** One added node; nodes of one call come up together. @default 600_000 (10 minutes) */
  readonly addNodeMs: number;
  /** Each removed node, one after the other. @default 120_000 (2 minutes) */
  readonly removeNodeMs: number;
  /** @default 300_000 (5 minutes) */
  readonly deleteMs: number;
  /** @default 120_000 (2 minutes) */
  readonly rebootMs: number;
  /** Another parameter group or security group. @default 60_000 (1 minute) */
  readonly updateMs: number;
}

export const defaultDaxDurations: DaxDurations = {
  createMs: 480_000,
  addNodeMs: 600_000,
  removeNodeMs: 120_000,
  deleteMs: 300_000,
  rebootMs: 120_000,
  updateMs: 60_000,
};

export interface KnownSubnet {
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly networkTypes: readonly ('ipv4' | 'ipv6' | 'dual_stack')[];
}

export interface DaxOptions {
  readonly durations?: Partial<DaxDurations>;
  readonly nodes?: NodeHost;
  /** Nodes per account and Region. @default 50 */
  readonly nodesPerAccount?: number;
  /** AWS's guide says in one place that a parameter group in use can be changed and in another that it cannot. @default 'modifiable' */
  readonly parameterGroupInUse?: 'modifiable' | 'locked';
  /**
   * When nodes work by the values of another parameter group that UpdateCluster attached: AWS tells of nodes to reboot, but not when it
   * does. @default 'after-reboot', the harder case
   */
  readonly newParameterGroup?: 'after-reboot' | 'at-once';
  /** Looks a subnet up; `undefined` refuses it. @default every well-formed id, spread over three zones of one VPC */
  readonly subnet?: (subnetId: string) => KnownSubnet | undefined;
  /** Whether DAX may assume the service role. @default every role of this account */
  readonly mayAssumeRole?: (roleArn: string) => boolean | Promise<boolean>;
  /** While true, the cluster's change does not end: asked again every virtual minute. @default never */
  readonly stuck?: (clusterName: string) => boolean;
}

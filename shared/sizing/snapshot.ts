/** What Observe saw: the one input of `decide()` besides policy, history and time. Plain JSON, so that a decision can be replayed. */
export interface Snapshot {
  readonly target: string;
  /** Absent cluster: the target has none. `missing`: it is declared but AWS does not know it. */
  readonly cluster: ClusterState | { readonly kind: 'none' } | { readonly kind: 'missing'; readonly name: string };
  readonly tables: readonly (TableState | { readonly kind: 'missing'; readonly name: string })[];
  /** Series of the cluster's metrics by the names in `clusterMetricNames`; a metric without any datapoint is absent. */
  readonly clusterMetrics: Readonly<Partial<Record<ClusterMetric, Series>>>;
  /** Per table name; global secondary indexes as `TABLE/INDEX`. */
  readonly tableMetrics: Readonly<Record<string, Readonly<Partial<Record<TableMetric, Series>>>>>;
  /** Load by the minute over the last days, for learned rules; without it the bands decide. */
  readonly demand?: DemandHistory;
}

export interface DemandHistory {
  /** Requests/s to the cluster. */
  readonly cluster?: Series;
  /** Read units/s per table name; global secondary indexes as `TABLE/INDEX`. */
  readonly tables?: Readonly<Record<string, Series>>;
  /** Write units/s likewise. Where there are series of a table, all of its sides have one: what DynamoDB did not publish was none. */
  readonly writes?: Readonly<Record<string, Series>>;
}

/** Evenly spaced datapoints, oldest first; null where CloudWatch had none. The last value belongs to the newest complete period. */
export interface Series {
  /** Start of the first period, ms since the epoch. */
  readonly startMs: number;
  readonly periodMs: number;
  readonly values: readonly (number | null)[];
}

/** Statistic per metric: gauges are the maximum over nodes, counters are sums over the period. */
export const clusterMetricNames = {
  cpuPercent: 'CPUUtilization',
  cacheMemoryPercent: 'CacheMemoryUtilization',
  networkInPercent: 'BaselineNetworkBytesInUtilization',
  networkOutPercent: 'BaselineNetworkBytesOutUtilization',
  itemHits: 'ItemCacheHits',
  itemMisses: 'ItemCacheMisses',
  queryHits: 'QueryCacheHits',
  queryMisses: 'QueryCacheMisses',
  scanHits: 'ScanCacheHits',
  scanMisses: 'ScanCacheMisses',
  evictedBytes: 'EvictedSize',
  requests: 'TotalRequestCount',
  throttled: 'ThrottledRequestCount',
  putItem: 'PutItemRequestCount',
  updateItem: 'UpdateItemRequestCount',
  deleteItem: 'DeleteItemRequestCount',
  batchWriteItem: 'BatchWriteItemRequestCount',
} as const;
export type ClusterMetric = keyof typeof clusterMetricNames;

export const tableMetricNames = {
  consumedRead: 'ConsumedReadCapacityUnits',
  consumedWrite: 'ConsumedWriteCapacityUnits',
  readThrottles: 'ReadThrottleEvents',
  writeThrottles: 'WriteThrottleEvents',
  readKeyRangeThrottles: 'ReadKeyRangeThroughputThrottleEvents',
  writeKeyRangeThrottles: 'WriteKeyRangeThroughputThrottleEvents',
} as const;
export type TableMetric = keyof typeof tableMetricNames;

export interface ClusterState {
  readonly kind: 'cluster';
  readonly name: string;
  readonly status: string;
  readonly nodeType: string;
  /** TotalNodes as DescribeClusters reports it. */
  readonly nodeCount: number;
  readonly nodes: readonly {
    readonly id: string;
    readonly status: string;
    readonly availabilityZone?: string;
    readonly createdAtMs?: number;
  }[];
  /** CPU percent per node id over the trigger window, where CloudWatch has it: tells one sick node from a busy cluster. */
  readonly cpuPercentByNode?: Readonly<Record<string, number>>;
  readonly itemTtlMs?: number;
  readonly queryTtlMs?: number;
  /** Whether every node works by the parameter group's present values. */
  readonly parameterGroup?: {
    readonly name: string;
    /** `in-sync`, `applying`, `pending-reboot`. */
    readonly applyStatus: string;
    readonly nodesToReboot: readonly string[];
  };
  /** CPU credits of a burstable type by node: balance now, and at the beginning of the trend window. */
  readonly creditsByNode?: Readonly<
    Record<string, { readonly now: number; readonly before: number; readonly spanMs: number }>
  >;
  /** PreferredMaintenanceWindow as DAX gives it, UTC: `sun:23:00-mon:01:30`. */
  readonly maintenanceWindow?: string;
}

export interface Throughput {
  readonly read: number;
  readonly write: number;
}

export interface TableState {
  readonly kind: 'table';
  readonly name: string;
  readonly status: string;
  readonly billingMode: 'provisioned' | 'on-demand';
  /** Zero read and write while on demand. */
  readonly throughput: Throughput;
  readonly decreasesToday: number;
  readonly lastDecreaseMs?: number;
  readonly lastSwitchToOnDemandMs?: number;
  readonly indexes: readonly { readonly name: string; readonly status: string; readonly throughput: Throughput }[];
  readonly globalTable: boolean;
  /** Auto scaling that is at work, by side; empty: none. Absent: not known, then nobody changes units. */
  readonly scaling?: readonly ScalingRange[];
  /** Sides whose auto scaling a change of ours suspended and did not resume: `read`, `by-price write`. */
  readonly leftSuspended?: readonly string[];
  /** Read units/s that the table can take at once (warm throughput), where AWS tells. */
  readonly warmReadUnits?: number;
}

/** Bounds of a scalable target that has a policy and is not suspended. */
export interface ScalingRange {
  /** Absent for the table itself. */
  readonly index?: string;
  readonly dimension: 'read' | 'write';
  readonly min: number;
  readonly max: number;
}

import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { LoadSecond } from '../../../examples/products-service/load';
import type { SeenCluster } from '../stage';

const minuteMs = 60_000;

export interface NodeMinute {
  readonly id: string;
  readonly requestsPerSecond: number;
  readonly cpuPercent: number;
}

/** One minute of the platform's clock: what CloudWatch has of it, and what the clients saw meanwhile. */
export interface LiveMinute {
  /** When it was read. */
  readonly atMs: number;
  /** Undefined while the cluster publishes nothing. */
  readonly cluster: ClusterMinute | undefined;
  readonly status: string;
  readonly totalNodes: number;
  readonly availableNodes: number;
  readonly table: { readonly readUnitsPerSecond: number; readonly readThrottles: number };
  /** Real requests and wall-clock latencies of the generator's last second. */
  readonly client: LoadSecond | undefined;
}

export interface ClusterMinute {
  readonly requestsPerSecond: number;
  /** Undefined without lookups. */
  readonly hitPercent: number | undefined;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly evictedBytes: number;
  readonly nodes: readonly NodeMinute[];
}

interface Asked {
  readonly id: string;
  readonly namespace: 'AWS/DAX' | 'AWS/DynamoDB';
  readonly metric: string;
  readonly stat: 'Sum' | 'Maximum';
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

/** Reads the newest minute through GetMetricData. DAX leaves a counter of zero out, so where CPU has a point the others are zero. */
export const readMinute = async (
  cloudwatch: CloudWatchClient,
  input: {
    readonly cluster: string;
    readonly table: string;
    readonly seen: SeenCluster;
    readonly nowMs: number;
    readonly client: LoadSecond | undefined;
  },
): Promise<LiveMinute> => {
  const { seen, nowMs } = input;
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(nowMs / minuteMs) * minuteMs - 3 * minuteMs),
      EndTime: new Date(nowMs + minuteMs),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: asked(input.cluster, input.table, seen).map(queryOf),
    }),
  );
  const points = new Map(
    MetricDataResults.map(({ Id = '', Timestamps = [], Values = [] }) => [
      Id,
      new Map(Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0])),
    ]),
  );
  const newest = Math.max(...(points.get('cpu')?.keys() ?? []));
  const fresh = Number.isFinite(newest) && nowMs - newest < 2 * minuteMs;
  const at = (id: string): number => points.get(id)?.get(newest) ?? 0;
  const recent = (id: string): number =>
    [...(points.get(id) ?? [])].find(([atMs]) => nowMs - atMs < 2 * minuteMs + 1000)?.[1] ?? 0;
  const lookups = at('hits') + at('misses');
  return {
    atMs: nowMs,
    status: seen.status,
    totalNodes: seen.totalNodes,
    availableNodes: seen.availableNodes.length,
    client: input.client,
    table: { readUnitsPerSecond: recent('units') / 60, readThrottles: recent('throttles') },
    cluster: fresh
      ? {
          requestsPerSecond: at('requests') / 60,
          hitPercent: lookups > 0 ? (at('hits') / lookups) * 100 : undefined,
          cpuPercent: at('cpu'),
          memoryPercent: at('memory'),
          evictedBytes: at('evicted'),
          nodes: seen.availableNodes.map((id, index) => ({
            id,
            requestsPerSecond: at(`r${index}`) / 60,
            cpuPercent: at(`c${index}`),
          })),
        }
      : undefined,
  };
};

const asked = (cluster: string, table: string, seen: SeenCluster): readonly Asked[] => {
  const ofCluster = [{ Name: 'ClusterId', Value: cluster }];
  const ofTable = [{ Name: 'TableName', Value: table }];
  const dax = (id: string, metric: string, stat: Asked['stat'], dimensions = ofCluster): Asked => ({
    id,
    namespace: 'AWS/DAX',
    metric,
    stat,
    dimensions,
  });
  const dynamodb = (id: string, metric: string): Asked => ({
    id,
    namespace: 'AWS/DynamoDB',
    metric,
    stat: 'Sum',
    dimensions: ofTable,
  });
  return [
    dax('cpu', 'CPUUtilization', 'Maximum'),
    dax('memory', 'CacheMemoryUtilization', 'Maximum'),
    dax('requests', 'TotalRequestCount', 'Sum'),
    dax('hits', 'ItemCacheHits', 'Sum'),
    dax('misses', 'ItemCacheMisses', 'Sum'),
    dax('evicted', 'EvictedSize', 'Sum'),
    dynamodb('units', 'ConsumedReadCapacityUnits'),
    dynamodb('throttles', 'ReadThrottleEvents'),
    ...seen.availableNodes.flatMap((node, index) => {
      const ofNode = [...ofCluster, { Name: 'NodeId', Value: node }];
      return [
        dax(`r${index}`, 'TotalRequestCount', 'Sum', ofNode),
        dax(`c${index}`, 'CPUUtilization', 'Maximum', ofNode),
      ];
    }),
  ];
};

const queryOf = ({ id, namespace, metric, stat, dimensions }: Asked): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: namespace, MetricName: metric, Dimensions: [...dimensions] },
    Period: minuteMs / 1000,
    Stat: stat,
  },
});

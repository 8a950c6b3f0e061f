import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { nodesOf } from './resources';
import { type AService, minuteMs } from './service-at-work';

/** One minute of a cluster's metrics, as DAX publishes them; what is absent is not published, as DAX does with zeros. */
export interface ClusterReadings {
  readonly cpuPercent?: number;
  readonly cacheMemoryPercent?: number;
  readonly hits?: number;
  readonly misses?: number;
  readonly requests?: number;
  readonly evictedBytes?: number;
}

export const healthy: ClusterReadings = {
  cpuPercent: 55,
  cacheMemoryPercent: 70,
  hits: 92_000,
  misses: 8_000,
  requests: 100_100,
};
export const hot: ClusterReadings = { ...healthy, cpuPercent: 85 };
export const idle: ClusterReadings = { ...healthy, cpuPercent: 25 };

/** Publishes `minutes` full minutes of readings, the newest of them `ago` minutes ago. */
export async function publish(
  service: AService,
  readings: ClusterReadings,
  { minutes = 65, ago = 0, cluster = 'products' } = {},
): Promise<void> {
  const { ids } = await nodesOf(service, cluster);
  const lastMs = Math.floor((await service.now()) / minuteMs) * minuteMs - (ago + 1) * minuteMs;
  const data = Array.from({ length: minutes }, (_, back) => new Date(lastMs - back * minuteMs)).flatMap((at) =>
    clusterMinute(cluster, ids, readings, at),
  );
  await putAll(service, 'AWS/DAX', data);
}

/** A load that keeps three nodes at `cpuPercent`: more nodes share it. */
export const load =
  (cpuPercent: number) =>
  (nodes: number): ClusterReadings => ({
    ...healthy,
    cpuPercent: Math.min(100, (cpuPercent * 3) / Math.max(1, nodes)),
  });

/** A minute passes under a load; the loop is closed, so what is changed shows in what is seen next. */
export async function playMinute(service: AService, readings: (nodes: number) => ClusterReadings): Promise<void> {
  await service.advance(minuteMs);
  const { available } = await nodesOf(service, 'products');
  await publish(service, readings(available), { minutes: 1 });
}

export async function play(
  service: AService,
  minutes: number,
  readings: (nodes: number) => ClusterReadings,
): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) await playMinute(service, readings);
}

export async function putAll(service: AService, Namespace: string, data: readonly MetricDatum[]): Promise<void> {
  for (let from = 0; from < data.length; from += 1000) {
    const MetricData = data.slice(from, from + 1000);
    await service.clients.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }
}

function clusterMinute(
  cluster: string,
  nodes: readonly string[],
  readings: ClusterReadings,
  Timestamp: Date,
): readonly MetricDatum[] {
  const ofCluster = [{ Name: 'ClusterId', Value: cluster }];
  const values: Readonly<Record<string, number | undefined>> = {
    CPUUtilization: readings.cpuPercent,
    CacheMemoryUtilization: readings.cacheMemoryPercent,
    ItemCacheHits: readings.hits,
    ItemCacheMisses: readings.misses,
    TotalRequestCount: readings.requests,
    GetItemRequestCount: readings.requests,
    EvictedSize: readings.evictedBytes,
  };
  const ofNodes = readings.cpuPercent === undefined ? [] : nodes;
  return [
    ...Object.entries(values).flatMap(([MetricName, Value]) =>
      Value === undefined ? [] : [{ MetricName, Value, Timestamp, Dimensions: ofCluster }],
    ),
    ...ofNodes.map((id) => ({
      MetricName: 'CPUUtilization',
      Value: readings.cpuPercent,
      Timestamp,
      Dimensions: [...ofCluster, { Name: 'NodeId', Value: id }],
    })),
  ];
}

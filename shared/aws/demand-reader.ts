import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { LoadTotals } from '../flow/ports';
import { type ClusterMetric, clusterMetricNames, type DemandHistory, type Series, tableMetricNames } from '../sizing';
import type { Target } from '../targets';
import { clusterQueries, type Query } from './metric-queries';
import { readSeries, spanBefore } from './metric-series';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Load of a target by the minute before `nowMs`: requests/s to the cluster, read units/s of each table. CloudWatch keeps datapoints
 * of a minute for 15 days. A series begins with its first known minute.
 */
export async function readDemand(
  cloudwatch: CloudWatchClient,
  { cluster, tables }: Target,
  nowMs: number,
  minutes: number,
): Promise<DemandHistory> {
  const ofCluster = cluster === undefined ? [] : clusterQueries(cluster).filter(isLoad);
  const ofTables = tables.map((table) => consumption(table, 'consumedRead'));
  if (ofCluster.length + ofTables.length === 0) return {};
  const span = spanBefore(nowMs, minutes * minuteMs, minuteMs);
  const series = await readSeries(cloudwatch, [...ofCluster, ...ofTables], span);
  const of = (metric: ClusterMetric): Series | undefined =>
    series[ofCluster.findIndex(({ place }) => place.kind === 'cluster' && place.metric === metric)];
  const requests = fromFirst(requestRate(of('requests'), of('cpuPercent')));
  const units = tables.flatMap((table, index) => {
    const found = fromFirst(unitRate(series[ofCluster.length + index]));
    return found === undefined ? [] : [[table, found] as const];
  });
  return {
    ...(requests === undefined ? {} : { cluster: requests }),
    ...(units.length === 0 ? {} : { tables: Object.fromEntries(units) }),
  };
}

/** What the load was made of over the same time, in hourly sums. */
export async function readTotals(
  cloudwatch: CloudWatchClient,
  { cluster, tables }: Target,
  nowMs: number,
  minutes: number,
): Promise<LoadTotals> {
  const ofCluster = cluster === undefined ? [] : clusterQueries(cluster).filter(isCount);
  const ofTables = tables.flatMap((table) => [consumption(table, 'consumedRead'), consumption(table, 'consumedWrite')]);
  if (ofCluster.length + ofTables.length === 0) return { tables: {} };
  const series = await readSeries(
    cloudwatch,
    [...ofCluster, ...ofTables],
    spanBefore(nowMs, minutes * minuteMs, hourMs),
  );
  const sums = series.map((one) => one?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0) ?? 0);
  const sumOf = (metrics: readonly ClusterMetric[]): number =>
    ofCluster.reduce(
      (sum, { place }, index) =>
        place.kind === 'cluster' && metrics.includes(place.metric) ? sum + (sums[index] ?? 0) : sum,
      0,
    );
  const hits = sumOf(['itemHits', 'queryHits', 'scanHits']);
  const writes = sumOf(['putItem', 'updateItem', 'deleteItem', 'batchWriteItem']);
  const lookupMisses = sumOf(['itemMisses', 'queryMisses', 'scanMisses']);
  // Strongly consistent reads pass through and cost like misses.
  const passedThrough = Math.max(0, sumOf(['requests']) - hits - lookupMisses - writes);
  return {
    ...(cluster === undefined ? {} : { cluster: { hits, misses: lookupMisses + passedThrough, writes } }),
    tables: Object.fromEntries(
      tables.map((table, index) => [
        table,
        { readUnits: sums[ofCluster.length + 2 * index] ?? 0, writeUnits: sums[ofCluster.length + 2 * index + 1] ?? 0 },
      ]),
    ),
  };
}

const isLoad = ({ place }: Query): boolean =>
  place.kind === 'cluster' && (place.metric === 'requests' || place.metric === 'cpuPercent');

const counts: ReadonlySet<string> = new Set(
  (
    [
      'itemHits',
      'itemMisses',
      'queryHits',
      'queryMisses',
      'scanHits',
      'scanMisses',
      'putItem',
      'updateItem',
      'deleteItem',
      'batchWriteItem',
      'requests',
    ] as const
  ).map((metric) => clusterMetricNames[metric]),
);
const isCount = ({ metric }: Query): boolean => counts.has(metric);

const consumption = (table: string, metric: 'consumedRead' | 'consumedWrite'): Query => ({
  place: { kind: 'table', resource: table, metric },
  namespace: 'AWS/DynamoDB',
  metric: tableMetricNames[metric],
  dimensions: { TableName: table },
  stat: 'Sum',
});

/** DAX publishes a count only while it is not zero: where CPU has a datapoint, metrics flow, and there were no requests. */
function requestRate(requests: Series | undefined, cpu: Series | undefined): Series | undefined {
  const either = requests ?? cpu;
  if (either === undefined) return undefined;
  const values = either.values.map((_, minute) => {
    const count = requests?.values[minute] ?? null;
    if (count !== null) return count / 60;
    return (cpu?.values[minute] ?? null) === null ? null : 0;
  });
  return { ...either, values };
}

/** DynamoDB publishes consumption only where there is some: a gap between two datapoints is none. */
function unitRate(consumed: Series | undefined): Series | undefined {
  if (consumed === undefined) return undefined;
  const last = consumed.values.findLastIndex((value) => value !== null);
  const first = consumed.values.findIndex((value) => value !== null);
  const values = consumed.values.map((value, minute) => {
    if (value !== null) return value / 60;
    return minute > first && minute < last ? 0 : null;
  });
  return { ...consumed, values };
}

function fromFirst(series: Series | undefined): Series | undefined {
  if (series === undefined) return undefined;
  const first = series.values.findIndex((value) => value !== null);
  if (first < 0) return undefined;
  return { ...series, startMs: series.startMs + first * series.periodMs, values: series.values.slice(first) };
}

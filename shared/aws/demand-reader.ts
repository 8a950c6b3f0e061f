import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { LoadTotals } from '../flow/ports';
import {
  type ClusterMetric,
  clusterMetricNames,
  type DemandHistory,
  type Series,
  type TableState,
  tableMetricNames,
} from '../sizing';
import type { Target } from '../targets';
import { clusterQueries, type Query, tableQueries } from './metric-queries';
import { readSeries, spanBefore } from './metric-series';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Load of a target by the minute before `nowMs`: requests/s to the cluster, units/s of reads and writes of its tables and their
 * indexes. CloudWatch keeps datapoints of a minute for 15 days. A series begins with its first known minute; all sides of a table
 * begin with that of the table.
 */
export async function readDemand(
  cloudwatch: CloudWatchClient,
  { cluster }: Pick<Target, 'cluster'>,
  tables: readonly TableState[],
  nowMs: number,
  minutes: number,
): Promise<DemandHistory> {
  const ofCluster = cluster === undefined ? [] : clusterQueries(cluster).filter(isLoad);
  const ofTables = tables.flatMap((table) => tableQueries(table).filter(isConsumption));
  if (ofCluster.length + ofTables.length === 0) return {};
  const span = spanBefore(nowMs, minutes * minuteMs, minuteMs);
  const series = await readSeries(cloudwatch, [...ofCluster, ...ofTables], span);
  const of = (metric: ClusterMetric): Series | undefined =>
    series[ofCluster.findIndex(({ place }) => place.kind === 'cluster' && place.metric === metric)];
  const requests = fromFirst(requestRate(of('requests'), of('cpuPercent')));
  const consumed = ofTables.map(({ place }, index) => ({ place, series: series[ofCluster.length + index] }));
  const units = tables.flatMap(({ name }) =>
    unitRates(consumed.filter(({ place }) => place.kind === 'table' && isOf(place.resource, name))),
  );
  const reads = units.filter(({ place }) => place.metric === 'consumedRead');
  const writes = units.filter(({ place }) => place.metric === 'consumedWrite');
  return {
    ...(requests === undefined ? {} : { cluster: requests }),
    ...(reads.length === 0 ? {} : { tables: byResource(reads) }),
    ...(writes.length === 0 ? {} : { writes: byResource(writes) }),
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

interface Consumed {
  readonly place: Query['place'];
  readonly series: Series | undefined;
}

type UnitRate = { readonly place: Extract<Query['place'], { readonly kind: 'table' }>; readonly series: Series };

/**
 * Units/s of all sides of one table. DynamoDB publishes consumption only where there is some: from the first datapoint of any side
 * to the last one, a gap is none.
 */
function unitRates(sides: readonly Consumed[]): readonly UnitRate[] {
  const known = sides.flatMap(({ series }) => (series === undefined ? [] : [series]));
  const [any] = known;
  const firsts = known.map(({ values }) => values.findIndex((value) => value !== null)).filter((at) => at >= 0);
  if (any === undefined || firsts.length === 0) return [];
  const first = Math.min(...firsts);
  const last = Math.max(...known.map(({ values }) => values.findLastIndex((value) => value !== null)));
  return sides.flatMap(({ place, series }): readonly UnitRate[] => {
    if (place.kind !== 'table') return [];
    const values = any.values.slice(first).map((_, index) => {
      const value = series?.values[first + index] ?? null;
      if (value !== null) return value / 60;
      return first + index <= last ? 0 : null;
    });
    return [{ place, series: { startMs: any.startMs + first * any.periodMs, periodMs: any.periodMs, values } }];
  });
}

const isOf = (resource: string, table: string): boolean => resource === table || resource.startsWith(`${table}/`);

const byResource = (rates: readonly UnitRate[]): Readonly<Record<string, Series>> =>
  Object.fromEntries(rates.map(({ place, series }) => [place.resource, series]));

const isConsumption = ({ place }: Query): boolean =>
  place.kind === 'table' && (place.metric === 'consumedRead' || place.metric === 'consumedWrite');

function fromFirst(series: Series | undefined): Series | undefined {
  if (series === undefined) return undefined;
  const first = series.values.findIndex((value) => value !== null);
  if (first < 0) return undefined;
  return { ...series, startMs: series.startMs + first * series.periodMs, values: series.values.slice(first) };
}

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clusterQueries, forReads, readMetricSeries, spanBefore } from '../../shared/aws';
import type { ClusterMetric, RequestMix, Series } from '../../shared/sizing';
import type { Connection } from '../connection';
import { CliError, exitStatus } from '../exit';
import { type MinuteSeries, onMinutes, type SeriesPoint } from './read-series';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** CloudWatch keeps minutes for 15 days, five minutes for 63, hours for 455 (its user guide, metrics retention). */
const periods: readonly { readonly upToDays: number; readonly periodMs: number }[] = [
  { upToDays: 15, periodMs: minuteMs },
  { upToDays: 63, periodMs: 5 * minuteMs },
  { upToDays: 455, periodMs: 60 * minuteMs },
];
export const mostDays = 455;

export type MetricSource =
  | { readonly kind: 'cluster'; readonly name: string }
  | { readonly kind: 'table'; readonly name: string };

export interface RecordedDemand {
  readonly series: MinuteSeries;
  /** What the requests were made of; of a cluster. */
  readonly mix?: Omit<RequestMix, 'itemKilobytes'>;
}

/** The load of the last days as CloudWatch recorded it: requests/s to a cluster with its hits and writes, or read units/s of a table. */
export const readFromCloudWatch = async (
  source: MetricSource,
  connection: Connection,
  nowMs: number,
  days: number,
): Promise<RecordedDemand> => {
  const periodMs = periods.find(({ upToDays }) => days <= upToDays)?.periodMs ?? 60 * minuteMs;
  const span = spanBefore(nowMs, days * dayMs, periodMs);
  const cloudwatch = new CloudWatchClient(forReads(connection.env));
  try {
    if (source.kind === 'table') {
      const query = {
        place: { kind: 'table', resource: source.name, metric: 'consumedRead' },
        namespace: 'AWS/DynamoDB',
        metric: 'ConsumedReadCapacityUnits',
        dimensions: { TableName: source.name },
        stat: 'Sum',
      } as const;
      const [consumed] = await readMetricSeries(cloudwatch, [query], span);
      return { series: minutesOf(source, 'ConsumedReadCapacityUnits', consumed, consumed) };
    }
    const queries = clusterQueries(source.name);
    const answers = await readMetricSeries(cloudwatch, queries, span);
    const of = (metric: ClusterMetric): Series | undefined =>
      answers[queries.findIndex(({ place }) => place.kind === 'cluster' && place.metric === metric)];
    const requests = of('requests');
    return { series: minutesOf(source, 'TotalRequestCount', requests, of('cpuPercent')), mix: mixOf(of) };
  } finally {
    cloudwatch.destroy();
  }
};

/**
 * A counter without a datapoint is zero where the other metric shows that metrics flowed (DAX publishes a counter only when it is
 * not zero); where neither has one nothing is known, and the gap is treated as one in a file.
 */
const minutesOf = (
  { kind, name }: MetricSource,
  metric: string,
  counter: Series | undefined,
  alive: Series | undefined,
): MinuteSeries => {
  if (counter === undefined) {
    const text = `${kind} ${name}: CloudWatch has no ${metric} in these days`;
    throw new CliError('aws.not-found', text, exitStatus.unknown, [
      'the name, the Region and --days decide what is found',
    ]);
  }
  const points: SeriesPoint[] = [];
  let zeros = 0;
  for (const [index, sum] of counter.values.entries()) {
    const flowed = (alive?.values[index] ?? null) !== null;
    if (sum === null && !flowed) continue;
    if (sum === null) zeros += 1;
    points.push({ atMs: counter.startMs + index * counter.periodMs, value: ((sum ?? 0) * 1000) / counter.periodMs });
  }
  const read = points.length < 2 ? undefined : onMinutes(points);
  if (read?.kind !== 'series') {
    const text = `${kind} ${name}: ${points.length} datapoints of ${metric} are no series: at least 2 are needed`;
    throw new CliError('aws.not-found', text, exitStatus.unknown);
  }
  const { series } = read;
  const said = zeros === 0 ? [] : [`${zeros} periods without a ${metric} count as zero: other metrics flowed`];
  return { ...series, notes: [...series.notes, ...said] };
};

const mixOf = (of: (metric: ClusterMetric) => Series | undefined): Omit<RequestMix, 'itemKilobytes'> => {
  const sum = (...metrics: readonly ClusterMetric[]): number =>
    metrics.reduce(
      (total, metric) => total + (of(metric)?.values.reduce<number>((all, one) => all + (one ?? 0), 0) ?? 0),
      0,
    );
  const hits = sum('itemHits', 'queryHits', 'scanHits');
  const looked = hits + sum('itemMisses', 'queryMisses', 'scanMisses');
  const requests = sum('requests');
  const writes = sum('putItem', 'updateItem', 'deleteItem', 'batchWriteItem');
  return {
    hitRatio: looked === 0 ? 0 : hits / looked,
    writeRatio: requests === 0 ? 0 : Math.min(1, writes / requests),
  };
};

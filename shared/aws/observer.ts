import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DAXClient } from '@aws-sdk/client-dax';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Observer, PortError } from '../flow/ports';
import {
  type ClusterMetric,
  type ClusterState,
  metricWindow,
  type Series,
  type Snapshot,
  type TableMetric,
  type TableState,
} from '../sizing';
import type { Policy, Target } from '../targets';
import { readCluster } from './cluster-reader';
import { creditsOf } from './credit-balance';
import { clusterQueries, creditQueries, nodeQueries, type Query, tableQueries } from './metric-queries';
import { readSeries, spanBefore } from './metric-series';
import { readScaling, type ScalingState } from './scaling-reader';
import { readTable } from './table-reader';

export interface ObserverClients {
  readonly dax: () => DAXClient;
  readonly dynamodb: () => DynamoDBClient;
  readonly cloudwatch: () => CloudWatchClient;
  readonly scaling: () => ApplicationAutoScalingClient;
}

/** State and metrics of one target, together. */
export function awsObserver({ dax, dynamodb, cloudwatch, scaling }: ObserverClients): Pick<Observer, 'snapshot'> {
  return { snapshot };

  async function snapshot(target: Target, nowMs: number): Promise<Snapshot> {
    const [cluster, tables] = await Promise.all([
      target.cluster === undefined ? undefined : readCluster(dax(), target.cluster),
      Promise.all(target.tables.map(tableWithScaling)),
    ]);
    const existing = tables.filter((table) => table !== undefined);
    const [ofCluster, ofTables] = await Promise.all([
      cluster === undefined ? noClusterMetrics : clusterSeries(cluster, target.policy, nowMs),
      existing.length === 0 ? {} : tableSeries(existing, target.policy, nowMs),
    ]);
    return {
      target: target.name,
      cluster: clusterIn(target, cluster, ofCluster),
      tables: tables.map((table, index) => table ?? { kind: 'missing', name: target.tables[index] ?? 'unknown' }),
      clusterMetrics: ofCluster.metrics,
      tableMetrics: ofTables,
    };
  }

  /** On demand, settings of auto scaling rest. */
  async function tableWithScaling(name: string): Promise<TableState | undefined> {
    const table = await readTable(dynamodb(), name);
    if (table?.billingMode !== 'provisioned') return table;
    return { ...table, ...(await scalingIfAllowed(table)) };
  }

  /** Without the right to look it stays unknown, and then nobody changes units. */
  async function scalingIfAllowed(table: TableState): Promise<ScalingState> {
    try {
      return await readScaling(scaling(), table);
    } catch (error) {
      if (error instanceof PortError && error.code === 'aws.denied') return {};
      throw error;
    }
  }

  async function clusterSeries(cluster: ClusterState, policy: Policy, nowMs: number): Promise<ClusterMetrics> {
    const { fineMs, finePeriodMs } = metricWindow(policy);
    const queries = clusterQueries(cluster.name);
    const nodes = nodeQueries(cluster);
    const credits = creditQueries(cluster);
    const [series, ofNodes, ofCredits] = await Promise.all([
      readSeries(cloudwatch(), queries, spanBefore(nowMs, fineMs, finePeriodMs)),
      readSeries(cloudwatch(), nodes, spanBefore(nowMs, policy.windowsMs.trigger, finePeriodMs)),
      credits.length === 0
        ? []
        : readSeries(cloudwatch(), credits, spanBefore(nowMs, policy.windowsMs.trend, creditPeriodMs)),
    ]);
    return {
      creditsByNode: Object.fromEntries(
        credits.flatMap(({ place }, index) => {
          const found = creditsOf(ofCredits[index], nowMs);
          return place.kind === 'node' && found !== undefined ? [[place.node, found]] : [];
        }),
      ),
      metrics: Object.fromEntries(
        queries.flatMap(({ place }, index) => {
          const found = series[index];
          return place.kind === 'cluster' && found !== undefined ? [[place.metric, found]] : [];
        }),
      ),
      cpuPercentByNode: Object.fromEntries(
        nodes.flatMap(({ place }, index) => {
          const mean = meanOf(ofNodes[index]);
          return place.kind === 'node' && mean !== undefined ? [[place.node, mean]] : [];
        }),
      ),
    };
  }

  /** Weeks of consumption, and of throttles only what is recent: the snapshot has to travel through the state machine. */
  async function tableSeries(tables: readonly TableState[], policy: Policy, nowMs: number): Promise<TableMetrics> {
    const queries = tables.flatMap(tableQueries);
    const [consumed, throttles] = [queries.filter(isConsumption), queries.filter((query) => !isConsumption(query))];
    const window = metricWindow(policy, { consumedSeries: consumed.length });
    const series = await Promise.all([
      readSeries(cloudwatch(), consumed, spanBefore(nowMs, window.tableMs, window.tablePeriodMs)),
      readSeries(cloudwatch(), throttles, spanBefore(nowMs, window.tableThrottleMs, window.tableThrottlePeriodMs)),
    ]);
    return byResource([...consumed, ...throttles], series.flat());
  }
}

const isConsumption = ({ place }: Query) =>
  place.kind === 'table' && (place.metric === 'consumedRead' || place.metric === 'consumedWrite');

/** Every table and index has its entry, though none of its metrics may have a datapoint. */
function byResource(queries: readonly Query[], series: readonly (Series | undefined)[]): TableMetrics {
  const metrics: Record<string, Partial<Record<TableMetric, Series>>> = {};
  for (const [index, { place }] of queries.entries()) {
    if (place.kind !== 'table') continue;
    const found = series[index];
    metrics[place.resource] = { ...metrics[place.resource], ...(found === undefined ? {} : { [place.metric]: found }) };
  }
  return metrics;
}

interface ClusterMetrics {
  readonly metrics: Readonly<Partial<Record<ClusterMetric, Series>>>;
  readonly cpuPercentByNode: Readonly<Record<string, number>>;
  readonly creditsByNode: NonNullable<ClusterState['creditsByNode']>;
}
type TableMetrics = Snapshot['tableMetrics'];

const noClusterMetrics: ClusterMetrics = { metrics: {}, cpuPercentByNode: {}, creditsByNode: {} };

const creditPeriodMs = 5 * 60_000;

function clusterIn(
  target: Target,
  cluster: ClusterState | undefined,
  { cpuPercentByNode, creditsByNode }: ClusterMetrics,
): Snapshot['cluster'] {
  if (target.cluster === undefined) return { kind: 'none' };
  if (cluster === undefined) return { kind: 'missing', name: target.cluster };
  return {
    ...cluster,
    ...(Object.keys(cpuPercentByNode).length === 0 ? {} : { cpuPercentByNode }),
    ...(Object.keys(creditsByNode).length === 0 ? {} : { creditsByNode }),
  };
}

function meanOf(series: Series | undefined): number | undefined {
  const values = series?.values.filter((value) => value !== null) ?? [];
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

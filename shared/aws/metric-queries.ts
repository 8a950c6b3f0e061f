import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  type ClusterMetric,
  type ClusterState,
  clusterMetricNames,
  type TableMetric,
  type TableState,
  tableMetricNames,
} from '../sizing';

/** Where the points of a query belong in the snapshot. */
export type Place =
  | { readonly kind: 'cluster'; readonly metric: ClusterMetric }
  | { readonly kind: 'node'; readonly node: string }
  /** `resource` is `TABLE` or `TABLE/INDEX`. */
  | { readonly kind: 'table'; readonly resource: string; readonly metric: TableMetric };

export interface Query {
  readonly place: Place;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: 'Maximum' | 'Average' | 'Sum';
}

/** Gauges: the busiest node decides. Everything else counts, and counts are summed over nodes and period. */
const gauges: ReadonlySet<ClusterMetric> = new Set([
  'cpuPercent',
  'cacheMemoryPercent',
  'networkInPercent',
  'networkOutPercent',
]);

export const clusterQueries = (cluster: string): readonly Query[] =>
  entries(clusterMetricNames).map(([metric, name]) => ({
    place: { kind: 'cluster', metric },
    namespace: 'AWS/DAX',
    metric: name,
    dimensions: { ClusterId: cluster },
    stat: gauges.has(metric) ? 'Maximum' : 'Sum',
  }));

/** CPU of each node: one far above the others is a sick node and not a busy cluster. */
export const nodeQueries = (cluster: ClusterState): readonly Query[] =>
  cluster.nodes.map(({ id }) => ({
    place: { kind: 'node', node: id },
    namespace: 'AWS/DAX',
    metric: clusterMetricNames.cpuPercent,
    dimensions: { ClusterId: cluster.name, NodeId: id },
    stat: 'Average',
  }));

/** CPU credits of the nodes of a burstable type; AWS publishes them by node only, each 5 minutes. */
export const creditQueries = (cluster: ClusterState): readonly Query[] =>
  cluster.nodeType.startsWith('dax.t')
    ? nodeQueries(cluster).map((query) => ({ ...query, metric: 'CPUCreditBalance' }))
    : [];

/** The dimension TableName alone leaves the indexes out, so each has queries of its own. */
export const tableQueries = (table: TableState): readonly Query[] => [
  ...queriesOf(table.name, { TableName: table.name }),
  ...table.indexes.flatMap(({ name }) =>
    queriesOf(`${table.name}/${name}`, { TableName: table.name, GlobalSecondaryIndexName: name }),
  ),
];

const queriesOf = (resource: string, dimensions: Query['dimensions']): readonly Query[] =>
  entries(tableMetricNames).map(([metric, name]) => ({
    place: { kind: 'table', resource, metric },
    namespace: 'AWS/DynamoDB',
    metric: name,
    dimensions,
    stat: 'Sum',
  }));

/** The form that GetMetricData takes; the id carries the index, so that answers in any order and over pages find their query. */
export const toMetricDataQuery = (query: Query, index: number, periodMs: number): MetricDataQuery => ({
  Id: `q${index}`,
  ReturnData: true,
  MetricStat: {
    Metric: {
      Namespace: query.namespace,
      MetricName: query.metric,
      Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: periodMs / 1000,
    Stat: query.stat,
  },
});

function entries<Key extends string, Value>(record: Readonly<Record<Key, Value>>): readonly (readonly [Key, Value])[] {
  return (Object.keys(record) as Key[]).map((key) => [key, record[key]] as const);
}

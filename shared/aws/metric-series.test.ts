import { clusterMetricNames, tableMetricNames } from '../sizing';
import { clusterQueries, nodeQueries, tableQueries, toMetricDataQuery } from './metric-queries';
import { spanBefore, toSeries } from './metric-series';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 24, 12);

test('a span holds whole periods that have ended, aligned to their length', () => {
  expect(spanBefore(noon + 3 * minute + 59_999, 15 * minute, 5 * minute)).toEqual({
    startMs: noon - 15 * minute,
    endMs: noon,
    periodMs: 5 * minute,
  });
});

test('a window that is no multiple of the period is rounded up', () => {
  expect(spanBefore(noon, 90_000, minute)).toMatchObject({ startMs: noon - 2 * minute });
});

test('datapoints in any order lie on the grid, with null between them', () => {
  const span = { startMs: noon, endMs: noon + 5 * minute, periodMs: minute };

  const series = toSeries(
    [
      { atMs: noon + 4 * minute, value: 40 },
      { atMs: noon, value: 0 },
      { atMs: noon + 5 * minute, value: 99 },
      { atMs: noon - minute, value: 99 },
    ],
    span,
  );

  expect(series).toEqual({ startMs: noon, periodMs: minute, values: [0, null, null, null, 40] });
});

test('a metric without datapoints has no series', () => {
  expect(toSeries([], { startMs: noon, endMs: noon + minute, periodMs: minute })).toBeUndefined();
});

test('gauges of a cluster are the maximum over nodes and counters are sums', () => {
  const stats = Object.fromEntries(clusterQueries('products').map(({ metric, stat }) => [metric, stat]));

  expect(Object.keys(stats)).toEqual(Object.values(clusterMetricNames));
  expect(Object.keys(stats).filter((metric) => stats[metric] === 'Maximum')).toEqual([
    'CPUUtilization',
    'CacheMemoryUtilization',
    'BaselineNetworkBytesInUtilization',
    'BaselineNetworkBytesOutUtilization',
  ]);
});

test('a query is sent with the dimension ClusterId and without a unit', () => {
  const [cpu] = clusterQueries('products');

  expect(cpu && toMetricDataQuery(cpu, 3, minute)).toEqual({
    Id: 'q3',
    ReturnData: true,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/DAX',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
      },
      Period: 60,
      Stat: 'Maximum',
    },
  });
});

test('each node and each index is asked for itself', () => {
  const cluster = {
    kind: 'cluster',
    name: 'products',
    status: 'available',
    nodeType: 'dax.r5.large',
    nodeCount: 1,
    nodes: [{ id: 'products-a', status: 'available' }],
  } as const;
  const table = {
    kind: 'table',
    name: 'orders',
    status: 'ACTIVE',
    billingMode: 'on-demand',
    throughput: { read: 0, write: 0 },
    decreasesToday: 0,
    indexes: [{ name: 'by-date', status: 'ACTIVE', throughput: { read: 0, write: 0 } }],
    globalTable: false,
  } as const;

  expect(nodeQueries(cluster).map(({ dimensions }) => dimensions)).toEqual([
    { ClusterId: 'products', NodeId: 'products-a' },
  ]);
  const resources = tableQueries(table).map(({ place }) => place.kind === 'table' && place.resource);
  expect(resources.filter((resource) => resource === 'orders')).toHaveLength(Object.keys(tableMetricNames).length);
  expect(resources.filter((resource) => resource === 'orders/by-date')).toHaveLength(
    Object.keys(tableMetricNames).length,
  );
});

import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateParameterGroupCommand, UpdateParameterGroupCommand } from '@aws-sdk/client-dax';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { nodeQueries } from '../../shared/aws/metric-queries';
import { readSeries } from '../../shared/aws/metric-series';
import { ensureScaling } from '../../shared/aws/table-scaling';
import { type APlatform, aPlatform, createCluster, createTable, minuteMs, target } from './a-platform';

let platform: APlatform;

beforeAll(async () => {
  platform = await aPlatform();
  const { dax } = platform.clients;
  await dax.send(new CreateParameterGroupCommand({ ParameterGroupName: 'slow' }));
  await dax.send(
    new UpdateParameterGroupCommand({
      ParameterGroupName: 'slow',
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '600000' }],
    }),
  );
  await createCluster(platform, 'products', 'slow');
  await createTable(platform, 'products');
});

afterAll(() => platform.stop());

test('a cluster is told with its nodes and both time-to-lives', async () => {
  expect(await platform.ports.observer.cluster('products')).toMatchObject({
    kind: 'cluster',
    name: 'products',
    status: 'available',
    nodeType: 'dax.r5.large',
    nodeCount: 3,
    nodes: [
      { id: 'products-a', status: 'available', availabilityZone: expect.stringMatching(/^us-east-1/) },
      { id: 'products-b', status: 'available' },
      { id: 'products-c', status: 'available' },
    ],
    itemTtlMs: 600_000,
    queryTtlMs: 300_000,
  });
});

test('a table is told with its index', async () => {
  expect(await platform.ports.observer.table('products')).toMatchObject({
    kind: 'table',
    status: 'ACTIVE',
    billingMode: 'on-demand',
    throughput: { read: 0, write: 0 },
    decreasesToday: 0,
    indexes: [{ name: 'by-day', status: 'ACTIVE', throughput: { read: 0, write: 0 } }],
    globalTable: false,
  });
});

test('what does not exist is undefined, and missing in a snapshot', async () => {
  const { config, observer } = platform.ports;
  const nowMs = platform.local.clock.now();

  expect(await observer.cluster('lost')).toBeUndefined();
  expect(await observer.table('gone')).toBeUndefined();
  expect(await observer.snapshot(target(config.targets.lost), nowMs)).toEqual({
    target: 'lost',
    cluster: { kind: 'missing', name: 'lost' },
    tables: [],
    clusterMetrics: {},
    tableMetrics: {},
  });
  expect(await observer.snapshot(target(config.targets.orders), nowMs)).toMatchObject({
    cluster: { kind: 'none' },
    tables: [{ kind: 'missing', name: 'orders' }],
  });
});

test('a snapshot has a series of every metric that has datapoints, on the grid of whole periods', async () => {
  const nowMs = platform.local.clock.now();
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
  await putDax('CPUUtilization', { ClusterId: 'products' }, [
    [endMs - 3 * minuteMs, 60],
    [endMs - 3 * minuteMs, 85],
    [endMs - minuteMs, 70],
    [endMs, 99],
  ]);
  await putDax('CPUUtilization', { ClusterId: 'products', NodeId: 'products-b' }, [
    [endMs - 2 * minuteMs, 80],
    [endMs - minuteMs, 90],
  ]);
  await putDax('ItemCacheHits', { ClusterId: 'products' }, [
    [endMs - minuteMs, 100],
    [endMs - minuteMs, 20],
  ]);
  await put('AWS/DynamoDB', 'ConsumedReadCapacityUnits', { TableName: 'products' }, [[endMs - 60 * minuteMs, 500]]);
  await put('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: 'products', GlobalSecondaryIndexName: 'by-day' }, [
    [endMs - 60 * minuteMs, 7],
  ]);

  const snapshot = await platform.ports.observer.snapshot(target(platform.ports.config.targets.products), nowMs);

  expect(snapshot.tables).toMatchObject([
    { kind: 'table', name: 'products' },
    { kind: 'missing', name: 'gone' },
  ]);
  expect(Object.keys(snapshot.clusterMetrics)).toEqual(['cpuPercent', 'itemHits']);
  const { cpuPercent, itemHits } = snapshot.clusterMetrics;
  expect(cpuPercent?.values.slice(-4)).toEqual([null, 85, null, 70]);
  expect((cpuPercent?.startMs ?? 0) + (cpuPercent?.values.length ?? 0) * minuteMs).toBe(endMs);
  expect(itemHits?.values.at(-1)).toBe(120);
  expect(snapshot.cluster).toMatchObject({ kind: 'cluster', cpuPercentByNode: { 'products-b': 85 } });
  expect(Object.keys(snapshot.tableMetrics)).toEqual(['products', 'products/by-day']);
  const { consumedRead } = snapshot.tableMetrics.products ?? {};
  expect(consumedRead?.values.filter((value) => value !== null)).toEqual([500]);
  expect(Object.keys(snapshot.tableMetrics['products/by-day'] ?? {})).toEqual(['readThrottles']);
});

test('the history of a table is whole, in order and in the period that fits its number of indexes', async () => {
  const hourMs = 60 * minuteMs;
  const endMs = Math.floor(platform.local.clock.now() / hourMs) * hourMs;
  await put(
    'AWS/DynamoDB',
    'ConsumedWriteCapacityUnits',
    { TableName: 'products' },
    Array.from({ length: 300 }, (_, index) => [endMs - (300 - index) * hourMs, index + 1] as const),
  );

  const snapshot = await platform.ports.observer.snapshot(target(platform.ports.config.targets.products), endMs);

  const { startMs = 0, periodMs = 0, values = [] } = snapshot.tableMetrics.products?.consumedWrite ?? {};
  expect(periodMs).toBe(10 * minuteMs);
  expect(startMs + values.length * periodMs).toBe(endMs);
  expect(values.filter((value) => value !== null)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
});

test('series that come in pages are put together', async () => {
  const endMs = Math.floor(platform.local.clock.now() / minuteMs) * minuteMs;
  const points = Array.from({ length: 20 }, (_, index) => [endMs - (20 - index) * minuteMs, index] as const);
  for (const node of ['paged-a', 'paged-b'])
    await putDax('CPUUtilization', { ClusterId: 'paged', NodeId: node }, points);
  const cluster = {
    kind: 'cluster',
    name: 'paged',
    status: 'available',
    nodeType: 'dax.r5.large',
    nodeCount: 3,
    nodes: ['paged-a', 'paged-b', 'paged-c'].map((id) => ({ id, status: 'available' })),
  } as const;
  const span = { startMs: endMs - 20 * minuteMs, endMs, periodMs: minuteMs };

  const series = await readSeries(platform.clients.cloudwatch, nodeQueries(cluster), span, { datapointsPerPage: 7 });

  const values = points.map(([, value]) => value);
  expect(series).toEqual([{ ...period(span), values }, { ...period(span), values }, undefined]);
});

test('a provisioned table is told with what auto scaling does for it: nothing, its bounds, nothing while suspended', async () => {
  await createTable(platform, 'orders');
  const target = platform.ports.config.targets.orders;
  if (target === undefined) throw new Error('the configuration declares orders');
  const scaling = async () => {
    const { tables } = await platform.ports.observer.snapshot(target, platform.local.clock.now());
    const [table] = tables;
    return table?.kind === 'table' ? table.scaling : 'no table';
  };
  const { clients, ports } = platform;

  expect(await scaling()).toBeUndefined();
  await clients.dynamodb.send(
    new UpdateTableCommand({
      TableName: 'orders',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 },
      GlobalSecondaryIndexUpdates: [
        {
          Update: { IndexName: 'by-day', ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 } },
        },
      ],
    }),
  );
  await platform.local.clock.advance(10 * minuteMs);
  expect(await scaling()).toEqual([]);

  const table = await ports.observer.table('orders');
  if (table === undefined) throw new Error('orders was made');
  await ensureScaling(clients.scaling, table, { minUnits: 5, maxUnits: 100, targetUtilisationPercent: 70 });
  const bounds = { min: 5, max: 100 };
  const all = [
    { dimension: 'read', ...bounds },
    { dimension: 'write', ...bounds },
    { dimension: 'read', index: 'by-day', ...bounds },
    { dimension: 'write', index: 'by-day', ...bounds },
  ];
  expect(await scaling()).toEqual(all);

  await clients.scaling.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'dynamodb',
      ResourceId: 'table/orders',
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      SuspendedState: { DynamicScalingOutSuspended: true },
    }),
  );
  expect(await scaling()).toEqual(all.slice(1));
});

test('a right that is missing is an error and not an empty snapshot', async () => {
  await platform.fault({ service: 'monitoring', operation: 'GetMetricData', error: 'AccessDeniedException' });

  const snapshot = platform.ports.observer.snapshot(
    target(platform.ports.config.targets.products),
    platform.local.clock.now(),
  );

  await expect(snapshot).rejects.toMatchObject({ code: 'aws.denied', retryable: false });
});

test('a read is repeated when AWS throttles it', async () => {
  await platform.fault({ service: 'dax', operation: 'DescribeClusters', error: 'ThrottlingException', count: 2 });

  expect(await platform.ports.observer.cluster('products')).toMatchObject({ nodeCount: 3 });
});

const period = ({ startMs, periodMs }: { startMs: number; periodMs: number }) => ({ startMs, periodMs });

type Points = readonly (readonly [number, number])[];

const putDax = (name: string, dimensions: Record<string, string>, points: Points) =>
  put('AWS/DAX', name, dimensions, points);

async function put(namespace: string, name: string, dimensions: Record<string, string>, points: Points): Promise<void> {
  await platform.clients.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: points.map(([atMs, Value]) => ({
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        Timestamp: new Date(atMs),
        Value,
      })),
    }),
  );
}

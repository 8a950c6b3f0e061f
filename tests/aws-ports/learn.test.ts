import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type Flow, learn, observe, unpack } from '../../shared/flow';
import { asTarget, MemoryLedger, targetKey } from '../../shared/ledger';
import { parseRequest } from '../../shared/request';
import { decide } from '../../shared/sizing';
import { aTable } from '../../shared/sizing/testing';
import { type APlatform, aPlatform, createCluster, minuteMs, target } from './a-platform';

const dayMinutes = 1440;
const days = 3;

let platform: APlatform;
let flow: Flow;
let nowMs: number;

beforeAll(async () => {
  platform = await aPlatform();
  await createCluster(platform, 'products');
  nowMs = platform.local.clock.now();
  const { config } = platform.ports;
  const products = target(config.targets.products);
  const learning = {
    ...config,
    targets: {
      ...config.targets,
      products: { ...products, policy: { ...products.policy, learnedRules: 'on' as const } },
    },
  };
  flow = {
    ports: { ...platform.ports, config: learning },
    ledger: new MemoryLedger(),
    parse: (input) => parseRequest(input, learning),
    decide,
    settleSeconds: 30,
  };
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const at = (minutesAgo: number) => new Date(endMs - minutesAgo * minuteMs);
  const minutes = Array.from({ length: days * dayMinutes }, (_, index) => days * dayMinutes - index);
  await put(
    'TotalRequestCount',
    minutes.flatMap((ago): Point[] => (ago === quietMinute ? [] : [[at(ago), requestsAt(ago) * 60]])),
  );
  await put(
    'CPUUtilization',
    [quietMinute, ...minutes.slice(-70)].map((ago): Point => [at(ago), 50]),
  );
  const total = minutes.reduce((sum, ago) => sum + (ago === quietMinute ? 0 : requestsAt(ago) * 60), 0);
  await put('ItemCacheHits', [[at(600), total * 0.92]]);
  await put('ItemCacheMisses', [[at(600), total * 0.08]]);
}, 60_000);

afterAll(() => platform.stop());

const quietMinute = 97;
/** An hour of 200,000 requests/s a day, 60,000 else; 90,000 for ten minutes now. */
const requestsAt = (minutesAgo: number): number => {
  if (minutesAgo <= 10) return 90_000;
  return minutesAgo % dayMinutes > 1380 ? 200_000 : 60_000;
};

type Point = readonly [Date, number];

const manual = { schemaVersion: 1, mode: 'plan', source: 'manual', reason: 'test' } as const;
const head = { schemaVersion: 1, execution: 'arn:learn', target: 'products' } as const;
const iso = () => new Date(nowMs).toISOString();

test('the load of days is read by the minute: a minute without requests is zero where CPU has a datapoint', async () => {
  const { cluster, tables } = await platform.ports.observer.demand(
    target(platform.ports.config.targets.products),
    [],
    nowMs,
    14 * dayMinutes,
  );

  expect(tables).toBeUndefined();
  expect(cluster?.values).toHaveLength(days * dayMinutes);
  expect((cluster?.startMs ?? 0) + days * dayMinutes * minuteMs).toBe(Math.floor(nowMs / minuteMs) * minuteMs);
  expect(cluster?.values.at(-1)).toBe(90_000);
  expect(cluster?.values.at(-quietMinute)).toBe(0);
});

test('all sides of a table have a load as soon as one has: what DynamoDB did not publish was none', async () => {
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const at = (minutesAgo: number) => new Date(endMs - minutesAgo * minuteMs);
  await putUnits('ConsumedReadCapacityUnits', { TableName: 'orders' }, [
    [at(9), 600],
    [at(4), 1200],
  ]);
  await putUnits('ConsumedWriteCapacityUnits', { TableName: 'orders', GlobalSecondaryIndexName: 'by-day' }, [
    [at(7), 60],
    [at(2), 120],
  ]);

  const { tables, writes } = await platform.ports.observer.demand(
    { ...target(platform.ports.config.targets.products), tables: ['orders'] },
    [aTable({ name: 'orders', indexes: [{ name: 'by-day' }] })],
    nowMs,
    60,
  );

  const startMs = endMs - 9 * minuteMs;
  expect(tables).toEqual({
    orders: { startMs, periodMs: minuteMs, values: [10, 0, 0, 0, 0, 20, 0, 0, null] },
    'orders/by-day': { startMs, periodMs: minuteMs, values: [0, 0, 0, 0, 0, 0, 0, 0, null] },
  });
  expect(writes).toEqual({
    orders: { startMs, periodMs: minuteMs, values: [0, 0, 0, 0, 0, 0, 0, 0, null] },
    'orders/by-day': { startMs, periodMs: minuteMs, values: [0, 0, 1, 0, 0, 0, 0, 2, null] },
  });
});

test('a rule is learned from it, and the next look is decided by it', async () => {
  const reviewed = await learn(flow, { ...head, step: 'learn', now: iso() });
  expect(reviewed).toMatchObject({ kind: 'learned', rules: [{ resource: 'products' }] });
  const { learned } = asTarget(await flow.ledger.read(targetKey('products')));
  expect(learned?.cluster?.champion).toMatchObject({
    daysSeen: days,
    weight: { shared: expect.closeTo(1.72, 5), perNode: 0 },
  });

  const request = { ...manual, target: 'products' } as const;
  const seen = await observe(flow, { ...head, step: 'observe', now: iso(), request, round: 1, settled: null });
  if (seen.kind !== 'observed') throw new Error(seen.kind);
  const { policy } = target(flow.ports.config.targets.products);
  const decision = decide(unpack(seen.snapshot), policy, seen.history, nowMs);

  // CPU is within its band; 90,000 requests/s are more than three nodes carry with one of them lost.
  expect(decision).toMatchObject({ action: { kind: 'set-node-count', from: 3 } });
  expect(decision.reasonCodes[0]).toBe('learned-out');
  expect(decision.evidence).toContainEqual(
    expect.objectContaining({ reading: 'rule', text: expect.stringContaining(`learned from ${days} days`) }),
  );
});

async function put(name: string, points: readonly Point[]): Promise<void> {
  for (let first = 0; first < points.length; first += 1000) {
    await platform.clients.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/DAX',
        MetricData: points.slice(first, first + 1000).map(([Timestamp, Value]) => ({
          MetricName: name,
          Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
          Timestamp,
          Value,
        })),
      }),
    );
  }
}

async function putUnits(
  name: string,
  dimensions: Readonly<Record<string, string>>,
  points: readonly Point[],
): Promise<void> {
  await platform.clients.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/DynamoDB',
      MetricData: points.map(([Timestamp, Value]) => ({
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
        Timestamp,
        Value,
      })),
    }),
  );
}

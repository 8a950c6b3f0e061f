import type { Snapshot } from '../sizing';
import { AFlow, aCluster, aSnapshot, aTable, head, now, nowMs } from './a-flow';
import { lookAfter } from './look-after';
import { maxPackedBytes, pack, packedBytes, unpackLooks } from './pack';
import type { LookAfterInput } from './steps';

const minuteMs = 60_000;
const decided = { decisionId: 'products.20261124T120000000Z.00000001', decidedAt: now };

const by = (flow: AFlow, before: Snapshot, parts: Partial<LookAfterInput> = {}) =>
  lookAfter(flow, { ...head, step: 'look-after', target: 'products', decided, before: pack(before), ...parts });

const cpu = (values: readonly number[], fromMinute: number) => ({
  startMs: nowMs + fromMinute * minuteMs,
  periodMs: minuteMs,
  values,
});

test('what is seen now goes on whole, and of the look before the quarter of an hour before the decision', async () => {
  const flow = new AFlow();
  const before = aSnapshot({
    clusterMetrics: {
      cpuPercent: cpu(
        Array.from({ length: 60 }, (_, minute) => minute),
        -60,
      ),
    },
  });
  const after = aSnapshot({ cluster: aCluster({ nodeCount: 5 }), clusterMetrics: { cpuPercent: cpu([50, 51], 20) } });
  flow.ports.observer.snapshot = async () => after;

  const { kind, snapshots } = await by(flow, before);

  expect(kind).toBe('looked');
  expect(unpackLooks(snapshots)).toEqual({
    before: {
      ...before,
      clusterMetrics: {
        cpuPercent: cpu(
          Array.from({ length: 15 }, (_, minute) => 45 + minute),
          -15,
        ),
      },
    },
    after,
  });
});

test('it looks at the cluster that was looked at before, at the time of the state, and calls nothing else', async () => {
  const flow = new AFlow();
  const asked: unknown[] = [];
  const { snapshot } = flow.ports.observer;
  flow.ports.observer.snapshot = async (target, atMs) => {
    asked.push([target.cluster, target.tables, atMs]);
    return snapshot(target, atMs);
  };
  const later = { now: '2026-11-24T12:30:00.000Z' };

  await by(flow, aSnapshot({ cluster: aCluster({ name: 'products-a1b2' }) }), later);
  await by(flow, aSnapshot({ cluster: { kind: 'none' } }), later);

  expect(asked).toEqual([
    ['products-a1b2', ['products'], nowMs + 30 * minuteMs],
    [undefined, ['products'], nowMs + 30 * minuteMs],
  ]);
  expect(flow.ledger.contents().size).toBe(0);
});

/** Does not compress: as large as what it is made of. */
const noise = (length: number, seed: number) =>
  Array.from({ length }, (_, index) => Math.round(Math.sin((index + seed) ** 2) * 1e6));

/** Weeks of a table with many indexes and a cluster of eleven nodes, as large as a look can be. */
function theLargest(seed: number): Snapshot {
  const indexes = Array.from({ length: 20 }, (_, index) => ({
    name: `by-${index}`,
    status: 'ACTIVE',
    throughput: { read: 10 + index, write: 10 },
  }));
  const parts = (points: number) =>
    aSnapshot({
      cluster: aCluster({ nodeCount: 11 }),
      tables: [aTable({ indexes })],
      clusterMetrics: Object.fromEntries(
        (['cpuPercent', 'requests', 'itemHits', 'itemMisses', 'queryHits', 'queryMisses', 'putItem'] as const).map(
          (name, index) => [name, cpu(noise(70, seed + index), -70)],
        ),
      ),
      tableMetrics: { products: { consumedRead: { startMs: 0, periodMs: 300_000, values: noise(points, seed + 9) } } },
    });
  let [fits, most] = [0, 40_000];
  while (most - fits > 100) {
    const points = Math.round((fits + most) / 2);
    if (packedBytes(parts(points)) <= maxPackedBytes) fits = points;
    else most = points;
  }
  return parts(fits);
}

test('the largest look that one could decide from fits beside the one before, and a larger one is refused by name', async () => {
  const flow = new AFlow();
  const before = theLargest(1);
  const after = theLargest(2);
  flow.ports.observer.snapshot = async () => after;

  const { snapshots } = await by(flow, before);

  expect(packedBytes(before)).toBeGreaterThan(maxPackedBytes - 2_000);
  expect(packedBytes(after)).toBeGreaterThan(maxPackedBytes - 2_000);
  expect(snapshots.length).toBeGreaterThan(packedBytes(after));
  flow.ports.observer.snapshot = async () => ({
    ...after,
    demand: { cluster: { startMs: 0, periodMs: minuteMs, values: noise(6_000, 3) } },
  });
  await expect(by(flow, before)).rejects.toMatchObject({
    name: 'FlowError',
    code: 'flow.too-large',
    message: expect.stringMatching(/^the snapshots of products pack to \d+ bytes, more than the 180224/),
  });
});

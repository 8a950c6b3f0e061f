import fc from 'fast-check';
import { policySchema } from '../../targets';
import type { Action } from '../decision';
import type { Series, Snapshot } from '../snapshot';
import { aSnapshot, dayMs, fixtureNowMs, minuteMs } from '../testing';
import { judge } from './judge';
import { judgedBefore } from './judged-before';
import { undoOf } from './undo';

const policy = policySchema.parse({ nodes: { min: 2, surviveLossOfOneNode: false } });
const table = { name: 'shop', billingMode: 'provisioned', read: 100, write: 10 } as const;
const units = { read: 100, write: 10, indexes: [] };

const actions: readonly Action[] = [
  { kind: 'set-node-count', cluster: 'shop', from: 5, to: 3 },
  { kind: 'set-node-count', cluster: 'shop', from: 3, to: 5 },
  {
    kind: 'set-cache-ttl',
    cluster: 'shop',
    from: { itemMs: 60_000, queryMs: 60_000 },
    to: { itemMs: 300_000, queryMs: 60_000 },
  },
  { kind: 'set-billing-mode', table: 'shop', from: 'provisioned', to: 'on-demand' },
  { kind: 'set-throughput', table: 'shop', from: units, to: { ...units, read: 50 } },
];

/** Series that begin and end anywhere around the decision, with gaps, by the minute or by five. */
const aMetric = (most: number): fc.Arbitrary<Series> =>
  fc.record({
    startMs: fc.integer({ min: -90, max: 10 }).map((minute) => fixtureNowMs + minute * minuteMs),
    periodMs: fc.constantFrom(minuteMs, 5 * minuteMs),
    values: fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: most }) }, fc.constant(null)), {
      maxLength: 100,
    }),
  });

const metrics = fc.record({
  cpuPercent: aMetric(100),
  requests: aMetric(60_000),
  itemHits: aMetric(30_000),
  itemMisses: aMetric(30_000),
  putItem: aMetric(1_000),
  throttled: aMetric(5_000),
});

const before = (clusterMetrics: Snapshot['clusterMetrics']): Snapshot => ({
  ...aSnapshot({ nodes: 3, tables: [{ ...table, consumedRead: 30, days: 1 }] }),
  clusterMetrics,
  demand: { cluster: { startMs: 0, periodMs: minuteMs, values: [1, 2, 3] } },
});

test('a change is judged and taken back from the part as from the whole snapshot', () => {
  const kinds = new Set<string>();

  fc.assert(
    fc.property(
      metrics,
      fc.constantFrom(...actions),
      fc.integer({ min: 0, max: 5 * minuteMs }),
      fc.integer({ min: 10, max: 100 }),
      (clusterMetrics, action, lateMs, cpuPercent) => {
        const decidedAtMs = fixtureNowMs + lateMs;
        const completedAtMs = decidedAtMs + 15 * minuteMs;
        const nowMs = completedAtMs + 30 * minuteMs;
        const shape = { ...table, consumedRead: 30, days: 1 };
        const after = aSnapshot({ nowMs, cpuPercent, hitRatePercent: 80, requestsPerSecond: 500, tables: [shape] });
        const whole = before(clusterMetrics);
        const part = judgedBefore(whole, decidedAtMs);
        const times = { decidedAtMs, completedAtMs, nowMs, switchesToOnDemandMs: [] };

        const judged = judge(whole, after, action, policy, times);
        kinds.add(`${action.kind} ${judged.kind}`);
        expect(judge(part, after, action, policy, times)).toEqual(judged);
        expect(undoOf(part, after, action, policy, times)).toEqual(undoOf(whole, after, action, policy, times));
      },
    ),
    { seed: 16, numRuns: 400 },
  );

  // Else nothing would have been compared.
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'set-node-count worse',
      'set-node-count as-expected',
      'set-node-count unknown',
      'set-cache-ttl as-expected',
      'set-billing-mode as-expected',
      'set-throughput as-expected',
    ]),
  );
});

test('the part is a quarter of an hour of the cluster, without tables’ weeks and without the load for learned rules', () => {
  const minute = (index: number) => index;
  const whole = aSnapshot({
    cpuPercent: minute,
    requestsPerSecond: minute,
    minutes: 120,
    tables: [{ ...table, consumedRead: 30 }],
  });

  const part = judgedBefore({ ...whole, demand: {} }, fixtureNowMs + 30_000);

  expect(Object.keys(part)).toEqual(['target', 'cluster', 'tables', 'clusterMetrics', 'tableMetrics']);
  expect(part.tables).toEqual(whole.tables);
  expect(part.tableMetrics).toEqual({});
  // From the minute in which the quarter of an hour begins.
  expect(part.clusterMetrics.cpuPercent).toEqual({
    startMs: fixtureNowMs - 15 * minuteMs,
    periodMs: minuteMs,
    values: Array.from({ length: 15 }, (_, index) => 105 + index),
  });
  expect(judgedBefore(whole, fixtureNowMs - dayMs).clusterMetrics).toEqual({});
});

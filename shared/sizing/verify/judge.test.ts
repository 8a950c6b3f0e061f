import { policySchema } from '../../targets';
import type { Action } from '../decision';
import { aSnapshot, fixtureNowMs, minuteMs, type SnapshotShape } from '../testing';
import { judge } from './judge';
import { undoOf } from './undo';

const decidedAtMs = fixtureNowMs;
const completedAtMs = decidedAtMs + 15 * minuteMs;
const nowMs = completedAtMs + 6 * minuteMs;
const times = { decidedAtMs, completedAtMs, nowMs };
const policy = policySchema.parse({ nodes: { min: 2, surviveLossOfOneNode: false } });

const before = (shape: SnapshotShape) => aSnapshot({ hitRatePercent: 90, requestsPerSecond: 1000, ...shape });
const after = (shape: SnapshotShape) => before({ nowMs, ...shape });
const nodes = (from: number, to: number): Action => ({ kind: 'set-node-count', cluster: 'shop', from, to });

test.each<[string, Action, SnapshotShape, SnapshotShape, string]>([
  // 30 % on 5 nodes are 50 % on 3.
  ['CPU as the model says', nodes(5, 3), { cpuPercent: 30 }, { cpuPercent: 50 }, 'as-expected'],
  ['CPU within its tolerance', nodes(5, 3), { cpuPercent: 42 }, { cpuPercent: 85 }, 'as-expected'],
  ['CPU far above the model and its band', nodes(5, 3), { cpuPercent: 30 }, { cpuPercent: 90 }, 'worse'],
  ['CPU far above the model, but in its band', nodes(5, 3), { cpuPercent: 20 }, { cpuPercent: 60 }, 'as-expected'],
  [
    'twice the load, and the CPU that it takes',
    nodes(5, 3),
    { cpuPercent: 30 },
    { cpuPercent: 98, requestsPerSecond: 2000 },
    'as-expected',
  ],
  [
    'half the load, and as much CPU as before',
    nodes(5, 3),
    { cpuPercent: 30 },
    { cpuPercent: 75, requestsPerSecond: 500 },
    'worse',
  ],
  [
    'requests throttled that were not before',
    nodes(5, 3),
    { cpuPercent: 30 },
    { cpuPercent: 50, throttledPerMinute: 5000 },
    'worse',
  ],
  [
    'as many requests throttled as before',
    nodes(3, 5),
    { cpuPercent: 90, throttledPerMinute: 5000 },
    { cpuPercent: 54, throttledPerMinute: 5000 },
    'as-expected',
  ],
  ['no CPU afterwards', nodes(5, 3), { cpuPercent: 30 }, {}, 'unknown'],
  ['no load to learn from', nodes(5, 3), { cpuPercent: 30, requestsPerSecond: 0 }, { cpuPercent: 90 }, 'unknown'],
  [
    'two minutes of datapoints',
    nodes(5, 3),
    { cpuPercent: 30 },
    { cpuPercent: (minute) => (minute < 63 ? null : 90) },
    'unknown',
  ],
  [
    'single spikes',
    nodes(5, 3),
    { cpuPercent: 30 },
    { cpuPercent: (minute) => (minute % 3 === 0 ? 100 : 50) },
    'as-expected',
  ],
])('a node count is judged by residuals: %s', (_, action, then, since, kind) => {
  const { from = 0, to = 0 } = action as { readonly from?: number; readonly to?: number };

  expect(judge(before({ nodes: from, ...then }), after({ nodes: to, ...since }), action, policy, times).kind).toBe(
    kind,
  );
});

const withBoth = { ...times, switchesToOnDemandMs: [] };

test('a scale-in is always undone into the policy’s bounds', () => {
  const then = before({ nodes: 5, cpuPercent: 30 });
  const since = after({ nodes: 3, cpuPercent: 90 });

  expect(undoOf(then, since, nodes(5, 3), policy, withBoth)).toEqual({ kind: 'possible', action: nodes(3, 5) });
  const narrow = policySchema.parse({ nodes: { min: 2, max: 4 } });
  expect(undoOf(then, since, nodes(5, 3), narrow, withBoth)).toMatchObject({ kind: 'impossible' });
});

test('a scale-out is undone only if fewer nodes carry the present load, by the worse of both models', () => {
  const then = before({ nodes: 3, cpuPercent: 80 });

  expect(undoOf(then, after({ nodes: 5, cpuPercent: 80 }), nodes(3, 5), policy, withBoth)).toMatchObject({
    kind: 'impossible',
    why: expect.stringMatching(/3 nodes would be at 133 % CPU/),
  });
  const calm = after({ nodes: 5, cpuPercent: 20, requestsPerSecond: 400 });
  expect(undoOf(then, calm, nodes(3, 5), policy, withBoth)).toEqual({ kind: 'possible', action: nodes(5, 3) });
});

const table = (billingMode: 'provisioned' | 'on-demand', read: number, consumed: number, throttles = 0) => ({
  name: 'shop',
  billingMode,
  read,
  write: 10,
  consumedRead: () => consumed,
  consumedWrite: () => 1,
  readThrottles: throttles,
});

const lower: Action = {
  kind: 'set-throughput',
  table: 'shop',
  from: { read: 100, write: 10, indexes: [] },
  to: { read: 50, write: 10, indexes: [] },
};
const laterNowMs = completedAtMs + 30 * minuteMs;
const later = { ...times, nowMs: laterNowMs };
const tableAfter = (shape: ReturnType<typeof table>) =>
  aSnapshot({ cluster: null, nowMs: laterNowMs, tables: [shape] });

test.each([
  ['units that carry the load', table('provisioned', 50, 30), 'as-expected'],
  ['throttles although the units would do', table('provisioned', 50, 30, 3000), 'worse'],
  ['no datapoints', { name: 'shop', billingMode: 'provisioned', read: 50, write: 10 } as never, 'unknown'],
])('units are judged by what they cannot explain: %s', (_, shape, kind) => {
  expect(judge(aSnapshot({ cluster: null }), tableAfter(shape), lower, policy, later).kind).toBe(kind);
});

test('lowered units are undone while the day allows, raised ones only if the load is gone', () => {
  const raise: Action = { ...lower, from: lower.to, to: lower.from } as Action;
  const undo = (action: Action, consumed: number, decreasesToday = 0) =>
    undoOf(
      aSnapshot({ cluster: null }),
      tableAfter({ ...table('provisioned', 100, consumed), decreasesToday } as never),
      action,
      policy,
      { ...later, switchesToOnDemandMs: [] },
    ).kind;

  expect([undo(raise, 60), undo(raise, 10), undo(raise, 10, 4)]).toEqual(['impossible', 'possible', 'impossible']);
});

test('a table goes back to on-demand while AWS lets it', () => {
  const action: Action = { kind: 'set-billing-mode', table: 'shop', from: 'on-demand', to: 'provisioned' };
  const undo = (switches: number) =>
    undoOf(aSnapshot({ cluster: null }), tableAfter(table('provisioned', 50, 30)), action, policy, {
      ...later,
      switchesToOnDemandMs: Array.from({ length: switches }, () => decidedAtMs),
    }).kind;

  expect([undo(0), undo(4)]).toEqual(['possible', 'impossible']);
});

test('a longer TTL is judged once the caches had time to fill', () => {
  const action: Action = {
    kind: 'set-cache-ttl',
    cluster: 'shop',
    from: { itemMs: 60_000, queryMs: 60_000 },
    to: { itemMs: 300_000, queryMs: 60_000 },
  };
  const kindAt = (ms: number, hitRatePercent: number) =>
    judge(
      before({ cpuPercent: 40, hitRatePercent: 80 }),
      before({ cpuPercent: 40, hitRatePercent, nowMs: completedAtMs + ms }),
      action,
      policy,
      { ...times, nowMs: completedAtMs + ms },
    ).kind;

  expect([kindAt(4 * minuteMs, 50), kindAt(6 * minuteMs, 50), kindAt(6 * minuteMs, 85)]).toEqual([
    'unknown',
    'worse',
    'as-expected',
  ]);
});

import { admitUpdate, targetKey } from '../ledger';
import type { Series } from '../sizing';
import { AFlow, aConfig, aRequest, aSnapshot, aTable, head, me, nowMs } from './a-flow';
import { learn } from './learn';
import { learnedForMs } from './learned-use';
import { observe } from './observe';
import { maxPackedBytes, packedBytes, unpack } from './pack';
import { PortError } from './ports';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

const by = (flow: AFlow, atMs = nowMs) =>
  learn(flow, { ...head, now: new Date(atMs).toISOString(), step: 'learn', target: 'products' });
const look = (flow: AFlow, atMs = nowMs) =>
  observe(flow, {
    ...head,
    now: new Date(atMs).toISOString(),
    step: 'observe',
    target: 'products',
    request: aRequest,
    round: 1,
    settled: null,
  });

const minutes = (days: number, of: (minute: number) => number | null): Series => ({
  startMs: nowMs - days * dayMs,
  periodMs: minuteMs,
  values: Array.from({ length: days * 1440 }, (_, minute) => of(minute)),
});

const daily = (minute: number): number => (minute % 1440 >= 600 && minute % 1440 < 660 ? 200_000 : 60_000);

/** A cluster with a peak at the same time of each day, owned by an execution of ours. */
async function aPeakEachDay(policy: object = { learnedRules: 'on' }): Promise<AFlow> {
  const flow = new AFlow(aConfig(policy));
  flow.demand = { cluster: minutes(7, daily) };
  flow.totals = {
    cluster: { hits: 919, misses: 80, writes: 1 },
    tables: { products: { readUnits: 0, writeUnits: 0 } },
  };
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  return flow;
}

test('by default nothing is learned, and nothing is read for it', async () => {
  const flow = await aPeakEachDay({});
  flow.failures.set('demand', new PortError('aws.failed', 'not to be read', false, 'no'));

  expect(await by(flow)).toMatchObject({ kind: 'off' });
  expect(await flow.target()).not.toHaveProperty('learned');
  expect(await look(flow)).toMatchObject({ kind: 'observed', history: { switchesToOnDemandMs: [] } });
});

test('the rule that would have done best is kept with its time, and touches nothing else of the item', async () => {
  const flow = await aPeakEachDay();
  const before = await flow.target();

  const result = await by(flow);

  const { learned, ...others } = await flow.target();
  expect(others).toEqual(before);
  expect(result).toMatchObject({
    kind: 'learned',
    rules: [{ resource: 'products', rule: expect.stringContaining('this time of day') }],
    skipped: [{ resource: 'products', why: 'its load is unknown' }],
  });
  expect(learned).toMatchObject({
    at: nowMs,
    cluster: { since: nowMs, champion: { daysSeen: 7, nodeType: 'dax.r5.large', weight: { perNode: 0.025 } } },
  });
  expect(learned?.cluster).not.toHaveProperty('beat');
});

test('a rule that takes the place of another one is kept with what it beat; one that stays keeps its time', async () => {
  const flow = await aPeakEachDay();
  await by(flow);
  await by(flow, nowMs + dayMs);
  const { learned } = await flow.target();
  expect(learned).toMatchObject({ at: nowMs + dayMs, cluster: { since: nowMs } });

  const generous = { headroom: 1, inHours: 168, season: 'none', sight: 'highest' };
  const champion = { ...learned?.cluster?.champion, variant: generous, usdPerDay: 50 };
  await flow.ledger.update({
    key: targetKey('products'),
    set: { learned: JSON.parse(JSON.stringify({ at: nowMs + dayMs, cluster: { since: nowMs, champion } })) },
  });
  await by(flow, nowMs + 2 * dayMs);

  expect((await flow.target()).learned?.cluster).toMatchObject({
    since: nowMs + 2 * dayMs,
    champion: { variant: { season: 'usual' } },
    beat: { rule: '100 % headroom, in by the maximum of 168 h on dax.r5.large', usdPerDay: 50 },
  });
});

test('a late attempt of an older review changes nothing', async () => {
  const flow = await aPeakEachDay();
  await by(flow, nowMs + dayMs);

  expect(await by(flow)).toMatchObject({ kind: 'outdated' });
  expect((await flow.target()).learned?.at).toBe(nowMs + dayMs);
});

test.each([
  ['of less than three days', { cluster: minutes(2, daily) }, {}, '2 days; a review needs 3'],
  ['with many gaps', { cluster: minutes(4, (minute) => (minute % 2 ? 1 : null)) }, {}, '50 % of its minutes'],
  ['that nobody has seen', {}, {}, 'unknown'],
  ['of a single node', { cluster: minutes(4, daily) }, { nodes: { min: 1 } }, 'nodes.min must be 2'],
])('from a load %s nothing is learned, and the answer says why', async (_, demand, policy, why) => {
  const flow = await aPeakEachDay({ learnedRules: 'on', ...policy });
  flow.demand = demand;

  const result = await by(flow);

  expect(result).toMatchObject({ rules: [], skipped: [{ why: expect.stringContaining(why) }, {}] });
  expect((await flow.target()).learned).toEqual({ at: nowMs });
});

const index = { name: 'by-day', status: 'ACTIVE', throughput: { read: 0, write: 0 } };

test('a table is learned with its writes and its indexes, by what all of them cost', async () => {
  const flow = await aPeakEachDay();
  flow.table = aTable({ indexes: [index] });
  flow.demand = {
    tables: { products: minutes(7, () => 500), 'products/by-day': minutes(7, () => 20) },
    writes: { products: minutes(7, () => 100), 'products/by-day': minutes(7, () => 50) },
  };

  const [rule] = (await by(flow)).rules;

  expect(rule?.rule).toMatch(/^reads 100 % .*; writes 100 % .*; reads of by-day .*; writes of by-day 90 % /);
  const { learned } = await flow.target();
  expect(learned?.tables?.products?.champion.others?.map(({ index, dimension }) => [index, dimension])).toEqual([
    [undefined, 'write'],
    ['by-day', 'read'],
    ['by-day', 'write'],
  ]);
});

test('of a table whose index has no known load nothing is learned, and the answer says why', async () => {
  const flow = await aPeakEachDay();
  flow.table = aTable({ indexes: [index] });
  flow.demand = { tables: { products: minutes(7, () => 500) }, writes: { products: minutes(7, () => 100) } };

  const { rules, skipped } = await by(flow);

  expect(rules).toEqual([]);
  expect(skipped[1]?.why).toBe('index by-day: its load is unknown');
});

test('a look carries the load of every side that the rule knows', async () => {
  const flow = await aPeakEachDay();
  flow.table = aTable({ indexes: [index] });
  flow.demand = {
    tables: { products: minutes(7, () => 500), 'products/by-day': minutes(7, () => 20) },
    writes: { products: minutes(7, () => 100), 'products/by-day': minutes(7, () => 50) },
  };
  await by(flow);
  flow.ports.observer.snapshot = async () => aSnapshot({ tables: [aTable({ indexes: [index] })] });

  const seen = await look(flow);

  if (seen.kind !== 'observed') throw new Error(seen.kind);
  const { tables, writes } = unpack(seen.snapshot).demand ?? {};
  expect([Object.keys(tables ?? {}), Object.keys(writes ?? {})]).toEqual([
    ['products', 'products/by-day'],
    ['products', 'products/by-day'],
  ]);
});

test('the next look takes the rule from the ledger, with as much of the load as the rule looks at', async () => {
  const flow = await aPeakEachDay();
  await by(flow);

  const seen = await look(flow);

  if (seen.kind !== 'observed') throw new Error(seen.kind);
  const { champion } = (await flow.target()).learned?.cluster ?? {};
  expect(seen.history.learned).toEqual({ cluster: champion });
  const demand = unpack(seen.snapshot).demand?.cluster;
  expect((demand?.startMs ?? 0) + (demand?.values.length ?? 0) * minuteMs).toBe(nowMs);
  expect(demand?.values.filter((value) => value !== null).length).toBeLessThan(4000);
});

test('rules that no review has renewed are left out, and the history says so', async () => {
  const flow = await aPeakEachDay();
  await by(flow, nowMs - learnedForMs - 1);

  const seen = await look(flow);

  if (seen.kind !== 'observed') throw new Error(seen.kind);
  expect(seen.history.learned).toBeUndefined();
  expect(seen.history.learnedLeftOut).toContain('60 hours old');
  expect(unpack(seen.snapshot)).not.toHaveProperty('demand');
});

test('a look goes on without the rules where their load cannot be read, or would not fit', async () => {
  const flow = await aPeakEachDay();
  await by(flow);
  flow.failures.set('demand', new PortError('aws.throttled', 'later', true, 'no'));

  expect(await look(flow)).toMatchObject({
    kind: 'observed',
    history: { learnedLeftOut: expect.stringContaining('aws.throttled') },
  });

  flow.failures.clear();
  const noise = Array.from({ length: 20_000 }, (_, index) => Math.sin(index ** 2) * 1e9);
  const full = (values: number) =>
    aSnapshot({ clusterMetrics: { requests: { startMs: 0, periodMs: minuteMs, values: noise.slice(0, values) } } });
  let values = 13_000;
  while (packedBytes(full(values + 100)) <= maxPackedBytes) values += 100;
  flow.ports.observer.snapshot = async () => full(values);
  flow.demand = { cluster: minutes(7, (minute) => Math.abs(Math.sin(minute ** 2)) * 90_000) };
  const seen = await look(flow);
  expect(seen).toMatchObject({ kind: 'observed', history: { learnedLeftOut: expect.stringContaining('too large') } });
});

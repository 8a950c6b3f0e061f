import { policySchema } from '../../targets';
import { decide } from '../decide';
import type { History } from '../decision';
import { listPrices } from '../price-book';
import type { Series, Snapshot, TableState } from '../snapshot';
import { aTable, fixtureNowMs, hourMs, minuteMs } from '../testing';
import { reviewTable } from './table-review';
import { type TableRule, tableRuleText } from './table-rule';
import { TableShadows } from './table-shadows';

const policy = policySchema.parse({});
const half = { kind: 'provisioned', utilisation: 0.5, inHours: 1, season: 'none', patient: false } as const;
const rule: TableRule = {
  variant: half,
  others: [
    { dimension: 'write', variant: half },
    { index: 'by-day', dimension: 'read', variant: half },
    { index: 'by-day', dimension: 'write', variant: half },
  ],
  daysSeen: 14,
};
const onDemandRule: TableRule = { variant: { kind: 'on-demand' }, others: [], daysSeen: 14 };

const historyOf = (products: TableRule, more: Partial<History> = {}): History => ({
  switchesToOnDemandMs: [],
  learned: { tables: { products } },
  ...more,
});

const steady = (unitsPerSecond: number | null): Series => ({
  startMs: fixtureNowMs - 1440 * minuteMs,
  periodMs: minuteMs,
  values: new Array(1440).fill(unitsPerSecond),
});

/** A provisioned table with an index, each side at twice its load of a day. */
const fitting = (table: Partial<TableState> = {}, more: Partial<Snapshot> = {}): Snapshot => ({
  target: 'products',
  cluster: { kind: 'none' },
  clusterMetrics: {},
  tables: [
    {
      ...aTable(),
      name: 'products',
      billingMode: 'provisioned',
      scaling: [],
      throughput: { read: 400, write: 100 },
      indexes: [{ name: 'by-day', status: 'ACTIVE', throughput: { read: 40, write: 80 } }],
      ...table,
    },
  ],
  tableMetrics: {},
  demand: {
    tables: { products: steady(200), 'products/by-day': steady(20) },
    writes: { products: steady(50), 'products/by-day': steady(40) },
  },
  ...more,
});

const by = (snapshot: Snapshot, history = historyOf(rule)) => decide(snapshot, policy, history, fixtureNowMs);
const withWrites = (products: Series, ofIndex: Series): Partial<Snapshot> => ({
  demand: { ...fitting().demand, writes: { products, 'products/by-day': ofIndex } },
});
const indexOf = (read: number, write: number) => [{ name: 'by-day', status: 'ACTIVE', throughput: { read, write } }];

test('each side has the units of its own load; where all fit nothing is changed', () => {
  expect(by(fitting())).toMatchObject({ verdict: 'hold', reasonCodes: ['learned-fits'] });
  expect(by(fitting({ throughput: { read: 400, write: 60 } })).action).toMatchObject({
    kind: 'set-throughput',
    from: { read: 400, write: 60 },
    to: { read: 400, write: 100, indexes: [{ name: 'by-day', read: 40, write: 80 }] },
  });
});

test('what is short is raised at once, and what is too much waits for it: a decrease may be refused, and the whole update with it', () => {
  const mixed = fitting({ throughput: { read: 4000, write: 60 }, decreasesToday: 27, lastDecreaseMs: fixtureNowMs });

  expect(by(mixed)).toMatchObject({
    verdict: 'apply',
    reasonCodes: ['learned-out'],
    action: { to: { read: 4000, write: 100 } },
  });
  expect(by(fitting({ throughput: { read: 4000, write: 300 } }))).toMatchObject({
    reasonCodes: ['learned-in'],
    action: { to: { read: 400, write: 100 } },
  });
  const spent = { throughput: { read: 4000, write: 100 }, lastDecreaseMs: fixtureNowMs - hourMs / 2 };
  expect(by(fitting(spent))).toMatchObject({ verdict: 'hold', reasonCodes: ['budget-spent', 'learned-in'] });
});

test('sides that auto scaling sees to are left to it, the others are set', () => {
  const scaling = [{ dimension: 'write', min: 5, max: 1000 }] as const;

  expect(by(fitting({ scaling, throughput: { read: 300, write: 60 } })).action).toMatchObject({
    to: { read: 400, write: 60 },
  });
});

test('a side whose load is not known keeps its units', () => {
  const blind = fitting({ throughput: { read: 400, write: 900 } }, withWrites(steady(null), steady(40)));

  expect(by(blind)).toMatchObject({ verdict: 'hold', action: null });
});

test('an index that is short of writes is raised by steps, since what is throttled is not consumed', () => {
  const throttles = { startMs: fixtureNowMs - 2 * 300_000, periodMs: 300_000, values: [0, 90] };
  const short = (write: number, sinceMs?: number) =>
    by(
      {
        ...fitting({ indexes: indexOf(40, write) }, withWrites(steady(50), steady(write * 0.5))),
        tableMetrics: { 'products/by-day': { writeThrottles: throttles }, products: { writeThrottles: throttles } },
        demand: {
          ...fitting().demand,
          writes: { products: steady(50), 'products/by-day': { ...steady(0), values: new Array(1440).fill(write) } },
        },
      },
      historyOf(
        { ...rule, others: [{ index: 'by-day', dimension: 'write', variant: { ...half, utilisation: 1 } }] },
        sinceMs === undefined
          ? {}
          : { lastChange: { kind: 'set-throughput', direction: 'out', completedAtMs: sinceMs } },
      ),
    ).action;

  // All of 80 units are consumed and more was throttled: 100. The table's own units are not full: it waits for its index.
  expect(short(80)).toMatchObject({
    to: { read: 400, write: 100, indexes: [{ name: 'by-day', read: 40, write: 100 }] },
  });
  // What was throttled before the last change is answered already.
  expect(short(80, fixtureNowMs - minuteMs)).toBeNull();
});

test('writes that treble while nothing is saved up are served again within three quarters of an hour, table and index', () => {
  const full = { ...half, utilisation: 1 };
  const tight = historyOf({
    ...rule,
    others: [
      { dimension: 'write', variant: full },
      { index: 'by-day', dimension: 'write', variant: { ...half, utilisation: 0.9 } },
    ],
  });
  const ofIndex = 0.5;
  const before = 240;
  const startMs = fixtureNowMs - before * minuteMs;
  const seriesFrom = (values: readonly number[]): Series => ({ startMs, periodMs: minuteMs, values });
  const throttles: number[] = [];
  const writes: number[] = new Array(before).fill(100);
  const units = { write: 100, index: 56 };
  let completedAtMs = startMs;
  let servedAgain: number | undefined;
  for (let minute = before; minute < before + 60; minute += 1) {
    const nowMs = startMs + minute * minuteMs;
    const ended = { startMs: startMs + before * minuteMs, periodMs: 5 * minuteMs, values: throttles };
    const { action } = decide(
      {
        ...fitting({ throughput: { read: 400, write: units.write }, indexes: indexOf(40, units.index) }),
        tableMetrics: { products: { writeThrottles: ended }, 'products/by-day': { writeThrottles: ended } },
        demand: {
          writes: { products: seriesFrom(writes), 'products/by-day': seriesFrom(writes.map((one) => one * ofIndex)) },
        },
      },
      policy,
      { ...tight, lastChange: { kind: 'set-throughput', direction: 'out', completedAtMs } },
      nowMs,
    );
    if (action?.kind === 'set-throughput') {
      units.write = action.to.write;
      units.index = action.to.indexes[0]?.write ?? 0;
      completedAtMs = nowMs;
    }
    const served = Math.min(300, units.write, units.index / ofIndex);
    writes.push(served);
    const period = Math.floor((minute - before) / 5);
    throttles[period] = (throttles[period] ?? 0) + (300 - served) * 60;
    if (served === 300) servedAgain ??= minute - before;
  }

  expect(servedAgain).toBeLessThan(45);
  expect(writes.at(-1)).toBe(300);
});

test('an on-demand table gets units for table and indexes at once, or stays where a side is not known', () => {
  const onDemand = { billingMode: 'on-demand', throughput: { read: 0, write: 0 }, indexes: indexOf(0, 0) } as const;

  expect(by(fitting(onDemand))).toMatchObject({
    verdict: 'apply',
    action: {
      kind: 'set-billing-mode',
      to: 'provisioned',
      throughput: { read: 400, write: 100, indexes: [{ name: 'by-day', read: 40, write: 80 }] },
    },
  });
  expect(by(fitting(onDemand, withWrites(steady(50), steady(null)))).action).toBeNull();
});

test('the price of a mode is that of reads, writes and indexes together', () => {
  const { costUsdPerMonth } = by(fitting(), historyOf(onDemandRule));

  // (440 read x 0.00013 + 180 write x 0.00065) x 730 h; on demand (220 x 0.125 + 90 x 0.625) USD a million x 3,600 x 730 h.
  expect(costUsdPerMonth).toEqual({ before: 127.17, after: 220.09 });
});

test('an index that the rule does not know keeps the rule of an older review from judging, and gets units for its busiest period', () => {
  const { others: _, ...older } = rule;
  const onDemand = { billingMode: 'on-demand', throughput: { read: 0, write: 0 }, indexes: indexOf(0, 0) } as const;
  const consumedWrite = { startMs: fixtureNowMs - 3_000_000, periodMs: 300_000, values: [21_000, 15_000] };
  const added = fitting(onDemand, { tableMetrics: { 'products/by-day': { consumedWrite } } });

  expect(by(fitting({ throughput: { read: 10, write: 10 } }), historyOf(older)).reasonCodes).not.toContain(
    'learned-out',
  );
  expect(by(added, historyOf({ ...rule, others: [{ dimension: 'write', variant: half }] })).action).toMatchObject({
    throughput: { read: 400, write: 100, indexes: [{ name: 'by-day', read: 5, write: 100 }] },
  });
});

const day = 1440;
const shadowsOf = (dimension: 'read' | 'write', demand: Float64Array) =>
  new TableShadows({ startMs: 0, minUnits: 5, maxUnits: 40_000, book: listPrices, dimension, demand });

test('the mode is chosen by what all sides cost together', () => {
  const steadyReads = { dimension: 'read', shadows: shadowsOf('read', new Float64Array(8 * day).fill(500)) } as const;
  const burstsOfWrites = Float64Array.from({ length: 8 * day }, (_, minute) => (minute % 30 < 2 ? 20_000 : 1));
  const review = (sides: Parameters<typeof reviewTable>[0]['sides']) =>
    reviewTable({ sides, minute: 8 * day, violationUsdPerMinute: 0.4 });

  expect(review([steadyReads]).variant.kind).toBe('provisioned');
  // Provisioned saves 4 USD a day on reads. Bursts of two minutes in thirty cost 72 USD on demand, and twice that where units stay for a quarter of an hour.
  expect(review([steadyReads, { dimension: 'write', shadows: shadowsOf('write', burstsOfWrites) }])).toMatchObject({
    variant: { kind: 'on-demand' },
    others: [],
  });
});

test('writes of an index never have less room than those of its table, and never count on burst', () => {
  const wave = Float64Array.from({ length: 8 * day }, (_, minute) => 100 + 90 * Math.sin(minute / 50));
  const found = reviewTable({
    sides: [
      { dimension: 'read', shadows: shadowsOf('read', wave) },
      { dimension: 'write', shadows: shadowsOf('write', wave) },
      { index: 'by-day', dimension: 'read', shadows: shadowsOf('read', wave) },
      { index: 'by-day', dimension: 'write', shadows: shadowsOf('write', wave) },
    ],
    minute: 8 * day,
    violationUsdPerMinute: 0.4,
  });
  const [writes, , ofIndex] = found.others ?? [];
  if (writes === undefined || ofIndex === undefined) throw new Error(tableRuleText(found));

  expect(ofIndex).toMatchObject({ index: 'by-day', dimension: 'write', variant: { patient: false } });
  expect(ofIndex.variant.look).toBeUndefined();
  expect(ofIndex.variant.utilisation).toBeLessThanOrEqual(Math.min(0.9, writes.variant.utilisation));
  expect(ofIndex.variant.inHours).toBeGreaterThanOrEqual(writes.variant.inHours);
});

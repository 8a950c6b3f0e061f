import { policySchema } from '../../targets';
import { decide } from '../decide';
import type { History } from '../decision';
import type { Snapshot, TableState } from '../snapshot';
import { aSnapshot, aTable, fixtureNowMs, minuteMs } from '../testing';

const policy = policySchema.parse({});
const provisioned = { kind: 'provisioned', utilisation: 0.5, inHours: 1, season: 'none', patient: false } as const;

const learnedTable: History = {
  switchesToOnDemandMs: [],
  learned: { tables: { products: { variant: provisioned, daysSeen: 14 } } },
};

/** 200 read units/s for a day. */
const reading = (table: Partial<TableState>, more: Partial<Snapshot> = {}): Snapshot => ({
  target: 'products',
  cluster: { kind: 'none' },
  clusterMetrics: {},
  tables: [{ ...aTable(), name: 'products', indexes: [], ...table }],
  tableMetrics: {},
  demand: {
    tables: {
      products: { startMs: fixtureNowMs - 1440 * minuteMs, periodMs: minuteMs, values: new Array(1440).fill(200) },
    },
  },
  ...more,
});

const units = (read: number) => ({ billingMode: 'provisioned', throughput: { read, write: 10 }, scaling: [] }) as const;

test('200 units/s at 50 % are 400: units of a provisioned table are set as units, its writes left alone', () => {
  const decision = decide(reading(units(300)), policy, learnedTable, fixtureNowMs);

  expect(decision).toMatchObject({
    verdict: 'apply',
    action: {
      kind: 'set-throughput',
      from: { read: 300, write: 10, indexes: [] },
      to: { read: 400, write: 10, indexes: [] },
    },
    reasonCodes: ['learned-out'],
  });
  expect(decision.costUsdPerMonth.after).toBeGreaterThan(decision.costUsdPerMonth.before ?? 0);
  expect(decide(reading(units(400)), policy, learnedTable, fixtureNowMs)).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['learned-fits'],
  });
});

test('units that the policy leaves to a person are recommended', () => {
  const careful = policySchema.parse({ approval: { throughput: 'recommend' } });

  expect(decide(reading(units(300)), careful, learnedTable, fixtureNowMs)).toMatchObject({
    verdict: 'recommend',
    reasonCodes: ['learned-out', 'approval-needed'],
  });
});

test('where auto scaling sets the units, or nobody knows whether it does, the rule sets none', () => {
  const scaling = [{ dimension: 'read', min: 5, max: 1000 }] as const;
  const { scaling: _, ...unknown } = units(300);

  expect(decide(reading({ ...units(300), scaling }), policy, learnedTable, fixtureNowMs)).toMatchObject({
    verdict: 'hold',
    action: null,
    reasonCodes: ['learned-fits'],
  });
  expect(decide(reading(unknown), policy, learnedTable, fixtureNowMs).reasonCodes).not.toContain('learned-out');
});

test('scaling that a change left suspended is resumed first', () => {
  const left = { ...units(300), leftSuspended: ['read'] };

  expect(decide(reading(left), policy, learnedTable, fixtureNowMs).reasonCodes).toEqual(['scaling-suspended']);
});

test('on the way to provisioned the writes of the last weeks get units too: 140/s at 70 % are 200', () => {
  const consumedWrite = { startMs: fixtureNowMs - 3_000_000, periodMs: 300_000, values: [42_000, 30_000, null] };
  const onDemand = { billingMode: 'on-demand', throughput: { read: 0, write: 0 } } as const;

  expect(
    decide(reading(onDemand, { tableMetrics: { products: { consumedWrite } } }), policy, learnedTable, fixtureNowMs)
      .action,
  ).toMatchObject({ kind: 'set-billing-mode', to: 'provisioned', throughput: { read: 400, write: 200 } });
});

test('throttles by key range are left to the rule that says so', () => {
  const throttles = { startMs: fixtureNowMs - 300_000, periodMs: 300_000, values: [50] };
  const hot = { products: { readThrottles: throttles, readKeyRangeThrottles: throttles } };

  expect(
    decide(reading(units(300), { tableMetrics: hot }), policy, learnedTable, fixtureNowMs).reasonCodes,
  ).not.toContain('learned-out');
});

const variant = { headroom: 0.25, inHours: 4, season: 'none', sight: 'highest' } as const;
const learnedCluster: History = {
  switchesToOnDemandMs: [],
  learned: {
    cluster: {
      variant,
      weight: { shared: 1.71828, perNode: 0.025 },
      limits: { cpuPercent: 90, afterLossPercent: 100 },
      nodeType: 'dax.r5.large',
      daysSeen: 14,
    },
  },
};
/** The bands hold; the learned rule wants a fourth node. */
const busy: Snapshot = {
  ...aSnapshot({
    nodes: 3,
    cpuPercent: 50,
    cacheMemoryPercent: 70,
    hitRatePercent: 92,
    requestsPerSecond: 1000,
    evictedBytesPerHour: 0,
  }),
  demand: {
    cluster: { startMs: fixtureNowMs - 300 * minuteMs, periodMs: minuteMs, values: new Array(300).fill(70_000) },
  },
};

const rules = (decision: ReturnType<typeof decide>) =>
  decision.evidence.filter(({ reading }) => reading === 'rule').map(({ text }) => text);

test('the evidence names the rule that decided', () => {
  const byLearned = decide(busy, policy, learnedCluster, fixtureNowMs);
  const { demand: _, ...unseen } = busy;
  const byBands = decide(unseen, policy, learnedCluster, fixtureNowMs);

  expect(byLearned.action).toMatchObject({ kind: 'set-node-count', to: 4 });
  expect(rules(byLearned)).toEqual([
    expect.stringContaining('decided by the rule learned from 14 days (25 % headroom'),
  ]);
  expect(byBands.action).toBeNull();
  expect(rules(byBands)).toEqual([expect.stringContaining('decided by the bands')]);
  expect(rules(decide(busy, policy, { switchesToOnDemandMs: [] }, fixtureNowMs))).toEqual([]);
});

test('with `advise` the bands decide, and the learned wish is evidence', () => {
  const advise = policySchema.parse({ learnedRules: 'advise' });

  const decision = decide(busy, advise, learnedCluster, fixtureNowMs);

  expect(decision.action).toBeNull();
  expect(decision.reasonCodes).toEqual(decide(busy, advise, { switchesToOnDemandMs: [] }, fixtureNowMs).reasonCodes);
  expect(rules(decision)).toEqual([
    expect.stringMatching(/^decided by the bands; the learned rules: .*4.*learned-out/),
  ]);
});

test('rules that were left out are told of in the warnings', () => {
  const history: History = { switchesToOnDemandMs: [], learnedLeftOut: 'they are 99 hours old' };

  expect(decide(busy, policy, history, fixtureNowMs).warnings).toContain(
    'learned rules were left out: they are 99 hours old',
  );
});

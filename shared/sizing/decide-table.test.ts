import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { History } from './decision';
import { aSnapshot, dayMs, fixtureNowMs, hourMs, minuteMs, type TableShape } from './testing';

const nothingBefore: History = { switchesToOnDemandMs: [] };

function decided(
  table: TableShape,
  options: { readonly policy?: PolicyInput; readonly history?: Partial<History> } = {},
) {
  const snapshot = aSnapshot({ cluster: null, tables: [table] });
  return decide(
    snapshot,
    policySchema.parse(options.policy ?? {}),
    { ...nothingBefore, ...options.history },
    fixtureNowMs,
  );
}

/** Wanders through the hours, so that no profile explains it. */
const bursts = (low: number, high: number) => (atMs: number) =>
  Math.floor(atMs / (5 * minuteMs)) % 37 === 0 ? high : low;

/** By day up, by night down: what auto scaling follows. */
const days = (mean: number) => (atMs: number) => mean * (1 + 0.5 * Math.sin((2 * Math.PI * atMs) / dayMs));

const steady: TableShape = { consumedRead: 500, consumedWrite: 50 };

test('a steady on-demand table becomes provisioned, with units for table and index at the target utilisation', () => {
  const indexes = [{ name: 'by-price', consumedRead: 100, consumedWrite: 50 }];
  const decision = decided({ ...steady, indexes });

  expect(decision).toMatchObject({
    verdict: 'apply',
    reasonCodes: ['cheaper-provisioned'],
    action: {
      kind: 'set-billing-mode',
      table: 'products',
      from: 'on-demand',
      to: 'provisioned',
      throughput: { read: 715, write: 72, indexes: [{ name: 'by-price', read: 143, write: 72 }] },
    },
  });
});

test('the first units go by the last day and not by a higher week before', () => {
  const calmer = (atMs: number): number => (atMs < fixtureNowMs - 2 * dayMs ? 600 : 500);

  expect(decided({ consumedRead: calmer, consumedWrite: 50 })).toMatchObject({ action: { throughput: { read: 715 } } });
});

test('its cost is priced in both modes from the price book', () => {
  const { costUsdPerMonth, marginUsdPerMonth, chosen, runnerUp } = decided(steady);

  // on demand: (500 x 0.125 + 50 x 0.625) / 10^6 x 3600 x 730 = 246.375
  expect(costUsdPerMonth.before).toBeCloseTo(246.38, 2);
  // provisioned: (715 x 0.00013 + 72 x 0.00065) x 730 = 102.0175
  expect(costUsdPerMonth.after).toBeCloseTo(102.02, 2);
  expect([chosen?.name, runnerUp?.name]).toEqual(['products provisioned', 'products on-demand']);
  expect(marginUsdPerMonth).toBeCloseTo(144.36, 2);
});

test('day and night are no reason to stay on demand', () => {
  const decision = decided({ consumedRead: days(500), consumedWrite: days(50) });

  expect(decision).toMatchObject({ verdict: 'apply', action: { to: 'provisioned' } });
});

test('a spiky on-demand table stays on demand', () => {
  const decision = decided({ consumedRead: bursts(100, 1000), consumedWrite: 10 });

  expect(decision).toMatchObject({ verdict: 'hold', action: null });
  expect(decision.evidence.find(({ reading }) => reading === 'burstiness')).toMatchObject({
    verdict: 'above',
    resource: 'products',
  });
});

test('a spiky table that would be cheaper provisioned holds because it is spiky', () => {
  const noisy = (atMs: number): number => 500 + 400 * Math.sin(atMs / 7_777_777) * Math.sin(atMs / 3_333_333);
  const decision = decided(
    { consumedRead: noisy, consumedWrite: 0 },
    { policy: { capacityMode: { maxBurstiness: 0.2 } } },
  );

  expect(decision).toMatchObject({ verdict: 'hold' });
  expect(decision.reasonCodes).toEqual(['spiky', 'cheaper-provisioned']);
});

test('an almost idle provisioned table goes on demand', () => {
  const decision = decided({ billingMode: 'provisioned', consumedRead: bursts(0, 20), consumedWrite: 0 });

  expect(decision).toMatchObject({
    verdict: 'apply',
    reasonCodes: ['cheaper-on-demand'],
    action: { from: 'provisioned', to: 'on-demand' },
  });
});

test.each(['provisioned', 'on-demand'] as const)(
  'between the thresholds a table that is %s stays so: hysteresis',
  (billingMode) => {
    // 1.5 of 5 units are 30 % utilisation: above the break-even, below the way to provisioned
    const decision = decided({ billingMode, consumedRead: 1.5, consumedWrite: 1.5 });

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['mode-fits'] });
  },
);

test('discounts move the decision: with on-demand cheap enough a steady table stays on demand', () => {
  const policy = { prices: { discountPercent: { onDemand: 70 } } };

  expect(decided(steady, { policy })).toMatchObject({ verdict: 'hold', reasonCodes: ['mode-fits'] });
});

test('a week of history is needed', () => {
  expect(decided({ ...steady, days: 6 })).toMatchObject({ verdict: 'hold', reasonCodes: ['insufficient-history'] });
  expect(decided({ ...steady, days: 7 }).verdict).toBe('apply');
});

test('the combined strategy watches a target first, however long its table has existed', () => {
  const seen = (daysAgo: number) => decided(steady, { history: { firstSeenMs: fixtureNowMs - daysAgo * dayMs } });

  expect(seen(3)).toMatchObject({ verdict: 'hold', reasonCodes: ['monitoring'] });
  expect(seen(8).verdict).toBe('apply');
});

test('without approval the change is only recommended', () => {
  const decision = decided(steady, { policy: { approval: { billingMode: 'approve' } } });

  expect(decision).toMatchObject({ verdict: 'recommend', reasonCodes: ['cheaper-provisioned', 'approval-needed'] });
});

test('the mode of a global table is never changed without a person', () => {
  expect(decided({ ...steady, globalTable: true })).toMatchObject({
    verdict: 'recommend',
    reasonCodes: ['cheaper-provisioned', 'global-table', 'approval-needed'],
  });
});

test('a mode is kept for a week unless the table is throttled', () => {
  const switched = (daysAgo: number) => ({ ...steady, lastSwitchToOnDemandMs: fixtureNowMs - daysAgo * dayMs });

  expect(decided(switched(6))).toMatchObject({ verdict: 'hold', reasonCodes: ['cooldown', 'cheaper-provisioned'] });
  expect(decided(switched(8)).verdict).toBe('apply');
});

const throttled: TableShape = { billingMode: 'provisioned', consumedRead: 100, consumedWrite: 10, readThrottles: 50 };

test('a provisioned table that keeps being throttled goes on demand', () => {
  expect(decided(throttled)).toMatchObject({
    verdict: 'apply',
    action: { to: 'on-demand' },
    reasonCodes: ['table-throttled'],
  });
});

test('throttling does not wait for history, cool-down or cadence', () => {
  const history = {
    lastChange: { kind: 'set-billing-mode', direction: 'other', completedAtMs: fixtureNowMs - hourMs },
  } as const;

  expect(decided({ ...throttled, days: 1 }, { history }).verdict).toBe('apply');
});

test('five minutes of throttling of a predictable table are left to auto scaling', () => {
  expect(decided({ ...throttled, throttledPeriods: 1 })).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['throttles-brief'],
  });
});

test('five minutes of throttling of a spiky table are enough', () => {
  const spiky = { ...throttled, consumedRead: bursts(100, 2000), throttledPeriods: 1 };

  expect(decided(spiky)).toMatchObject({ verdict: 'apply', reasonCodes: ['table-throttled', 'spiky'] });
});

test('throttling that ended half an hour ago is over', () => {
  const over = aSnapshot({ cluster: null, tables: [{ ...throttled, throttledPeriods: 12 }] });
  const later = decide(over, policySchema.parse({}), nothingBefore, fixtureNowMs + 30 * minuteMs);

  expect(later).toMatchObject({ verdict: 'hold', reasonCodes: ['throttles-brief'] });
});

test('the budget of switches is spent once a day by default', () => {
  const history = { switchesToOnDemandMs: [fixtureNowMs - 23 * hourMs] };

  expect(decided(throttled, { history })).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['budget-spent', 'table-throttled'],
  });
  expect(decided(throttled, { history: { switchesToOnDemandMs: [fixtureNowMs - 25 * hourMs] } }).verdict).toBe('apply');
});

test('a switch that only AWS remembers counts against the budget', () => {
  const remembered = { ...throttled, lastSwitchToOnDemandMs: fixtureNowMs - hourMs };

  expect(decided(remembered).reasonCodes).toEqual(['budget-spent', 'table-throttled']);
});

test.each(['provisioned', 'on-demand'] as const)(
  'key-range throttles of a table that is %s change nothing: a hot partition',
  (billingMode) => {
    const decision = decided({ ...throttled, billingMode, keyRangeThrottles: 40 });

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['hot-partition', 'table-throttled'] });
    expect(decision.warnings.join()).toContain('spread the keys');
  },
);

test('an on-demand table that is throttled is pointed at and left alone', () => {
  expect(decided({ ...throttled, billingMode: 'on-demand' })).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['on-demand-throttled'],
  });
});

test('throttles of an index count for the table', () => {
  const indexes = [{ name: 'by-price', consumedRead: 10, writeThrottles: 20 }];

  expect(decided({ billingMode: 'provisioned', consumedRead: 100, indexes })).toMatchObject({
    action: { to: 'on-demand' },
  });
});

test('a load beyond the maximum is not squeezed into it', () => {
  expect(decided(steady, { policy: { capacityMode: { maxUnits: 600 } } })).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['max-units', 'cheaper-provisioned'],
  });
});

test.each([
  ['the table is updating', { ...steady, status: 'UPDATING' }],
  ['an index is being created', { ...steady, indexes: [{ name: 'by-price', status: 'CREATING' }] }],
])('while %s nothing is done', (_, table) => {
  expect(decided(table)).toMatchObject({ verdict: 'hold', reasonCodes: ['table-busy'] });
});

test('a table without datapoints is unknown', () => {
  expect(decided({})).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['unknown-metric'],
    costUsdPerMonth: { before: null },
  });
});

test('a table whose newest datapoint is hours old is unknown', () => {
  const stopped = decided({ consumedRead: (atMs) => (atMs < fixtureNowMs - 3 * hourMs ? 500 : null) });

  expect(stopped).toMatchObject({ verdict: 'hold', reasonCodes: ['unknown-metric'] });
});

test('a declared table that does not exist is said so', () => {
  const snapshot = { ...aSnapshot({ cluster: null }), tables: [{ kind: 'missing' as const, name: 'gone' }] };

  expect(decide(snapshot, policySchema.parse({}), nothingBefore, fixtureNowMs)).toMatchObject({
    reasonCodes: ['table-missing'],
    warnings: ['there is no table gone'],
  });
});

test('a target with neither cluster nor tables has nothing to do', () => {
  const snapshot = aSnapshot({ cluster: null });

  expect(decide(snapshot, policySchema.parse({}), nothingBefore, fixtureNowMs).reasonCodes).toEqual(['nothing-to-do']);
});

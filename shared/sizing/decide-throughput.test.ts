import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { History } from './decision';
import { aSnapshot, dayMs, fixtureNowMs, minuteMs, type TableShape } from './testing';

function decided(table: TableShape, policy: PolicyInput = {}, history: Partial<History> = {}) {
  const snapshot = aSnapshot({ cluster: null, tables: [{ billingMode: 'provisioned', ...table }] });
  return decide(snapshot, policySchema.parse(policy), { switchesToOnDemandMs: [], ...history }, fixtureNowMs);
}

const none: TableShape = { scaling: [] };

test('without auto scaling units follow the highest period of the last day at the target utilisation', () => {
  // 90 of 100 units: 90 / 0.7 = 129; 40 of 100: within the target, and not far below it
  const decision = decided({ ...none, read: 100, write: 100, consumedRead: 90, consumedWrite: 60 });

  expect(decision).toMatchObject({
    verdict: 'apply',
    reasonCodes: ['units-short'],
    action: {
      kind: 'set-throughput',
      table: 'products',
      from: { read: 100, write: 100, indexes: [] },
      to: { read: 129, write: 100, indexes: [] },
    },
    // (100 x 0.00013 + 100 x 0.00065) x 730 and (129 x 0.00013 + 100 x 0.00065) x 730
    costUsdPerMonth: { before: 56.94, after: 59.69 },
    chosen: { name: 'products 129 read / 100 write units' },
  });
});

test('one busy period of five minutes is left to burst capacity', () => {
  const peak = (atMs: number): number => (atMs >= fixtureNowMs - 5 * minuteMs ? 90 : 60);

  expect(decided({ ...none, consumedRead: peak, consumedWrite: 60 })).toMatchObject({ action: null });
});

test('units far beyond the need are given back, each index for itself', () => {
  const decision = decided({
    ...none,
    read: 100,
    write: 100,
    consumedRead: 60,
    consumedWrite: 60,
    indexes: [{ name: 'by-price', read: 200, write: 100, consumedRead: 70, consumedWrite: 60 }],
  });

  expect(decision).toMatchObject({
    reasonCodes: ['units-idle'],
    action: { to: { read: 100, write: 100, indexes: [{ name: 'by-price', read: 100, write: 100 }] } },
  });
});

test('they are not given back for a quiet night: the highest need of a day counts', () => {
  const night = (atMs: number): number => (atMs < fixtureNowMs - 12 * 60 * minuteMs ? 60 : 20);

  expect(decided({ ...none, consumedRead: night, consumedWrite: 60 })).toMatchObject({ action: null });
});

test('what auto scaling can do is left to it; where it stops at a bound it is not', () => {
  const sides = (read: object) => [
    { dimension: 'read', min: 5, max: 1000, ...read } as const,
    { dimension: 'write', min: 5, max: 1000 } as const,
  ];
  const busy = { consumedRead: 90, consumedWrite: 60 };

  expect(decided({ ...busy, scaling: sides({}) })).toMatchObject({ action: null, reasonCodes: ['mode-fits'] });
  expect(decided({ ...busy, scaling: sides({ max: 100 }) })).toMatchObject({ action: { to: { read: 129 } } });
  expect(decided({ consumedRead: 20, consumedWrite: 60, scaling: sides({ min: 100 }) })).toMatchObject({
    action: { to: { read: 29 } },
  });
});

test('where it is not known whether there is auto scaling, nothing is done', () => {
  expect(decided({ consumedRead: 90, consumedWrite: 60 })).toMatchObject({ action: null, reasonCodes: ['mode-fits'] });
});

test('decreases are rationed as AWS does, and both directions cool down', () => {
  const idle = { ...none, consumedRead: 20, consumedWrite: 60 };
  const lastChange = {
    kind: 'set-throughput',
    direction: 'other',
    completedAtMs: fixtureNowMs - 4 * minuteMs,
  } as const;

  expect(decided({ ...idle, decreasesToday: 4 })).toMatchObject({ reasonCodes: ['budget-spent', 'units-idle'] });
  expect(decided({ ...idle, decreasesToday: 4, lastDecreaseMs: fixtureNowMs - 61 * minuteMs }).action).not.toBeNull();
  expect(decided(idle, {}, { lastChange })).toMatchObject({ reasonCodes: ['cooldown', 'units-idle'] });
  expect(decided({ ...none, consumedRead: 90, consumedWrite: 60 }, {}, { lastChange })).toMatchObject({
    reasonCodes: ['cooldown', 'units-short'],
  });
});

test('throttling that lasts on a predictable table raises its units instead of its price', () => {
  const decision = decided({ ...none, consumedRead: 100, consumedWrite: 60, readThrottles: 50 });

  expect(decision).toMatchObject({ action: { kind: 'set-throughput', to: { read: 143 } } });
  expect(decision.reasonCodes).toEqual(['units-short', 'table-throttled']);
});

test('the policy bounds the units and the approval', () => {
  const busy = { ...none, consumedRead: 90, consumedWrite: 60 };

  expect(decided(busy, { capacityMode: { maxUnits: 110 } })).toMatchObject({
    action: { to: { read: 110 } },
    reasonCodes: ['units-short', 'max-units'],
  });
  expect(decided(busy, { capacityMode: { maxUnits: 100 } })).toMatchObject({
    action: null,
    reasonCodes: ['max-units', 'units-short'],
  });
  expect(decided(busy, { approval: { throughput: 'approve' } })).toMatchObject({
    verdict: 'recommend',
    reasonCodes: ['units-short', 'approval-needed'],
  });
  expect(decided({ ...busy, globalTable: true })).toMatchObject({ verdict: 'recommend' });
});

test('the same load after the change leads to hold', () => {
  const load = (atMs: number): number => 60 + 30 * Math.sin((2 * Math.PI * atMs) / dayMs);
  const first = decided({ ...none, read: 300, write: 20, consumedRead: load, consumedWrite: 60 }).action;
  if (first?.kind !== 'set-throughput') throw new Error('units are changed');
  const then = decided({ ...none, ...first.to, consumedRead: load, consumedWrite: 60, indexes: [] }).action;
  if (then?.kind !== 'set-throughput') throw new Error('first the side that is short, then the one that is idle');

  expect(decided({ ...none, ...then.to, consumedRead: load, consumedWrite: 60, indexes: [] }).action).toBeNull();
});

test('auto scaling that a change left suspended is resumed by a change of no unit, whatever needs approval', () => {
  const left: TableShape = {
    scaling: [],
    leftSuspended: ['read', 'by-price write'],
    read: 100,
    write: 100,
    consumedRead: 90,
    consumedWrite: 60,
  };

  const decision = decided(left, { approval: { throughput: 'approve' } });

  const units = { read: 100, write: 100, indexes: [] };
  expect(decision).toMatchObject({
    verdict: 'apply',
    reasonCodes: ['scaling-suspended'],
    action: { kind: 'set-throughput', from: units, to: units },
  });
  expect(decision.warnings.join()).toContain('auto scaling of read, by-price write rests');
});

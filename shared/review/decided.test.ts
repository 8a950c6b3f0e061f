import type { DecisionRow } from '../ledger';
import { decidedIn } from './decided';
import { dayMs } from './series-facts';
import { nowMs } from './testing';

const row = (
  parts: Partial<DecisionRow>,
  action: object | null,
  before: number | null,
  after: number | null,
): DecisionRow => ({
  schemaVersion: 1,
  decisionId: 'products.20261123T120000000Z.00000001',
  target: 'products',
  decidedAtMs: nowMs - dayMs,
  execution: 'arn',
  round: 1,
  request: null,
  outcome: 'applied',
  reasonCodes: ['cpu-below'],
  decision: { verdict: 'apply', action, costUsdPerMonth: { before, after } } as never,
  inputs: null,
  result: null,
  ...parts,
});
const fewer = { kind: 'set-node-count', cluster: 'products', from: 5, to: 3 };

test('a change saves from its time on: 2 of 5 nodes for one day of 24 in 730 hours', () => {
  const { savedUsd, applied, outcomes } = decidedIn([row({}, fewer, 930.75, 558.45)], nowMs);

  // (930.75 - 558.45) / 730 x 24
  expect(savedUsd).toBeCloseTo(12.24, 2);
  expect(applied).toMatchObject([
    { text: 'set products from 5 to 3 nodes', from: 5, to: 3, usdPerMonth: expect.closeTo(-372.3) },
  ]);
  expect(outcomes).toEqual({ applied: 1 });
});

test('a change without a price leaves the sum open; no change saves nothing', () => {
  expect(decidedIn([row({}, fewer, null, null)], nowMs).savedUsd).toBeNull();
  expect(decidedIn([row({ outcome: 'held' }, null, 1, 1)], nowMs)).toMatchObject({
    savedUsd: 0,
    looks: 1,
    applied: [],
  });
});

test('only the newest row is advice, and a row whose decision had no room is counted but not shown', () => {
  const wish = row({ outcome: 'recommended', approval: { state: 'pending', expiresAtMs: nowMs } }, fewer, 2, 1);

  expect(decidedIn([wish], nowMs).advised).toMatchObject({
    text: 'set products from 5 to 3 nodes',
    approval: 'pending',
  });
  expect(decidedIn([wish, row({ outcome: 'held' }, null, 2, 2)], nowMs).advised).toBeNull();
  expect(decidedIn([row({ decision: { omitted: 'larger than a row may be' } }, null, 1, 1)], nowMs)).toMatchObject({
    looks: 1,
    applied: [],
  });
});

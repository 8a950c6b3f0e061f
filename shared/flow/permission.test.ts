import type { Action, Decision } from '../sizing';
import { aConfig, aDecision, scaleOut } from './a-flow';
import { isSameAction, permissionFor } from './permission';

const policyOf = (approval: object) => {
  const target = aConfig({ approval }).targets.products;
  if (target === undefined) throw new Error('not declared');
  return target.policy;
};

const ask = (decision: Partial<Decision>, approval: object, approved?: Action) =>
  permissionFor(aDecision(decision), policyOf(approval), {
    mode: 'apply',
    frozen: false,
    approval: approved === undefined ? null : { kind: 'valid', decision: 'd', by: 'alice', action: approved },
  });

const needed = { verdict: 'recommend', reasonCodes: ['cpu-high', 'approval-needed'] } as const;

test('a recommendation that only wants a person waits for an approval, and becomes a change by it', () => {
  expect(ask(needed, { nodeCount: 'approve' })).toMatchObject({ kind: 'recommend', needsApproval: true });
  expect(ask(needed, { nodeCount: 'approve' }, scaleOut)).toMatchObject({ kind: 'apply', approval: { kind: 'used' } });
});

test('what decide() leaves to a person although the kind is automatic can be approved: a global table', () => {
  expect(ask(needed, { nodeCount: 'auto' })).toMatchObject({ kind: 'recommend', needsApproval: true });
});

test('a recommendation for other reasons cannot be approved', () => {
  expect(ask({ verdict: 'recommend' }, { nodeCount: 'approve' })).toEqual({ kind: 'recommend', because: null });
});

test('under recommend nothing can be approved, also not by an approval of before', () => {
  expect(ask(needed, { nodeCount: 'recommend' }, scaleOut)).toMatchObject({
    kind: 'recommend',
    because: 'approval-lapsed',
  });
});

const units = (read: number): Action => ({
  kind: 'set-throughput',
  table: 'products',
  from: { read: 100, write: 10, indexes: [{ name: 'i', read: 5, write: 5 }] },
  to: { read, write: 10, indexes: [{ name: 'i', read: 5, write: 5 }] },
});

test.each([
  ['the same node count', scaleOut, scaleOut, true],
  ['another count', scaleOut, { ...scaleOut, to: 4 }, false],
  ['the same count from another size', scaleOut, { ...scaleOut, from: 4 }, false],
  ['units a tenth lower', units(50), units(46), true],
  ['units a fifth lower', units(50), units(40), false],
  ['another kind', scaleOut, units(50), false],
])('%s is the same action or not', (_, approved, now, same) => {
  expect(isSameAction(approved, now)).toBe(same);
});

test('units that stay as they are need no approval: a change that was cut off is finished by it', () => {
  const decision = { verdict: 'apply', reasonCodes: ['scaling-suspended'] } as const;

  expect(ask({ ...decision, action: units(100) }, { throughput: 'approve' })).toEqual({ kind: 'apply', because: null });
  expect(ask({ ...decision, action: units(90) }, { throughput: 'approve' })).toMatchObject({ kind: 'recommend' });
});

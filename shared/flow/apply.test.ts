import { admitUpdate, freezeAccountUpdate, freezeUpdate, intendUpdate, startChangingUpdate } from '../ledger';
import { aChange } from '../ledger/ledger-conformance';
import { AFlow, aCluster, aDecision, aPortError, aTable, decidedToApply, head, me, nowMs, scaleOut } from './a-flow';
import { takeTurn } from './account-turn';
import { apply } from './apply';
import type { ApplyInput } from './steps';

async function anOwner(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  return flow;
}

const by = (flow: AFlow, parts: Partial<ApplyInput> = {}) =>
  apply(flow, {
    ...head,
    step: 'apply',
    target: 'products',
    round: 1,
    decided: decidedToApply(),
    attempt: 'first',
    retries: 0,
    ...parts,
  });

const turnOf = (execution: string, target = 'products') =>
  startChangingUpdate({ execution, target, attempt: '1', nowMs });

test('intent, turn and one call', async () => {
  const flow = await anOwner();

  expect(await by(flow)).toMatchObject({ kind: 'applied', waitSeconds: 30, finished: true });
  expect(flow.changes).toEqual([{ cluster: 'products', from: 3, to: 5 }]);
  expect(await flow.target()).toMatchObject({ change: { state: 'intended', from: 3, to: 5, execution: me } });
  expect(await flow.account()).toMatchObject({ changing: me });
});

test('repeated after a lost response it knows that the call was made, and makes none', async () => {
  const flow = await anOwner();
  flow.failures.set('setNodeCount', aPortError('aws.unreachable', { retryable: true, sent: 'maybe' }));
  await expect(by(flow)).rejects.toMatchObject({ code: 'aws.unreachable' });
  flow.failures.clear();

  const again = await by(flow, { attempt: 'second', retries: 1 });

  expect(again).toMatchObject({ kind: 'applied' });
  expect(flow.changes).toHaveLength(1);
});

test('repeated when the change is already complete it makes no second one', async () => {
  const flow = await anOwner();
  await by(flow);
  flow.cluster = aCluster({ nodeCount: 5 });

  expect(await by(flow, { attempt: 'second', retries: 1 })).toMatchObject({ kind: 'applied' });
  expect(flow.changes).toHaveLength(1);
});

test('repeated when nothing has happened yet it makes the call', async () => {
  const flow = await anOwner();
  flow.failures.set('cluster', aPortError('aws.unreachable', { retryable: true }));
  await expect(by(flow)).rejects.toThrow();
  flow.failures.clear();

  expect(await by(flow, { attempt: 'second', retries: 1 })).toMatchObject({ kind: 'applied' });
  expect(flow.changes).toHaveLength(1);
});

test('repeated after the target was frozen in between, a change that was made is followed', async () => {
  const flow = await anOwner();
  await by(flow);
  await flow.ledger.update(freezeUpdate('products', { at: 1, by: 'ops', reason: 'manual' }));

  expect(await by(flow, { attempt: 'second', retries: 1 })).toMatchObject({ kind: 'applied' });
});

test('whoever does not hold the target changes nothing', async () => {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));

  expect(await by(flow)).toMatchObject({ kind: 'ended', outcome: 'failed', reasonCode: 'lock-lost' });
  expect(flow.changes).toEqual([]);
});

test('a frozen target is held', async () => {
  const flow = await anOwner();
  await flow.ledger.update(freezeUpdate('products', { at: 1, by: 'ops', reason: 'manual' }));

  expect(await by(flow)).toMatchObject({ kind: 'ended', outcome: 'held', reasonCode: 'frozen', text: 'frozen by ops' });
  expect(flow.changes).toEqual([]);
});

test('a frozen account is held, and the intent is taken back', async () => {
  const flow = await anOwner();
  await flow.ledger.update(freezeAccountUpdate({ at: 1, by: 'ops', reason: 'manual' }));

  expect(await by(flow)).toMatchObject({ kind: 'ended', outcome: 'held', reasonCode: 'frozen' });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
  expect(flow.changes).toEqual([]);
});

test('while another execution changes something it looks again later, and holds after its last round', async () => {
  const flow = await anOwner();
  await flow.ledger.update(turnOf('other'));
  flow.executions.set('other', { kind: 'running' });

  expect(await by(flow)).toEqual({ kind: 'again', seconds: 60, reasonCode: 'account-busy' });
  const last = { round: 3, decided: decidedToApply({ decisionId: 'products.20261124T120000000Z.00000003' }) };
  expect(await by(flow, last)).toMatchObject({ kind: 'ended', outcome: 'held', reasonCode: 'account-busy' });
  expect(await flow.account()).toMatchObject({ changing: 'other' });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
});

test('a turn that a dead execution left behind is freed 30 s after its end', async () => {
  const flow = await anOwner();
  await flow.ledger.update(turnOf('dead'));
  flow.executions.set('dead', { kind: 'ended', status: 'SUCCEEDED', stoppedAtMs: nowMs - 29_000 });
  expect(await by(flow)).toMatchObject({ kind: 'again', reasonCode: 'account-busy' });

  flow.executions.set('dead', { kind: 'ended', status: 'SUCCEEDED', stoppedAtMs: nowMs - 30_000 });
  const decided = decidedToApply({ decisionId: 'products.20261124T120000000Z.00000002' });
  expect(await by(flow, { round: 2, decided })).toMatchObject({ kind: 'applied' });
  expect(await flow.account()).toMatchObject({ changing: me });
});

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
  'a turn of an execution that is %s stays while that owns its target or an intent of it is open there, an hour at most',
  async (status) => {
    const flow = await anOwner();
    await flow.ledger.update(turnOf('dead', 'orders'));
    await flow.ledger.update(admitUpdate('orders', 'dead', nowMs));
    await flow.ledger.update(intendUpdate('orders', aChange({ decision: 'd0', execution: 'dead' })));
    const orders = { pk: 'target#orders', sk: 'state' };
    const ended = (agoMs: number) => ({ kind: 'ended', status, stoppedAtMs: nowMs - agoMs }) as const;
    const turn = () => takeTurn(flow, { execution: me, target: 'products', attempt: '1', nowMs });

    flow.executions.set('dead', ended(60_000));
    expect(await turn()).toEqual({ kind: 'busy', holder: 'dead' });
    await flow.ledger.update({ key: orders, remove: ['owner'] });
    expect(await turn()).toEqual({ kind: 'busy', holder: 'dead' });
    flow.executions.set('dead', ended(3_600_001));
    expect(await turn()).toEqual({ kind: 'mine' });

    await flow.ledger.update({ ...turnOf('dead', 'orders'), when: { kind: 'present', path: 'changing' } });
    flow.executions.set('dead', ended(60_000));
    await flow.ledger.update({ key: orders, set: { 'change.state': 'withdrawn' } });
    expect(await turn()).toEqual({ kind: 'mine' });
  },
);

test('a repetition that takes its intent back keeps the turn: the attempt before may be about to call AWS', async () => {
  const flow = await anOwner();
  flow.failures.set('cluster', aPortError('aws.unreachable', { retryable: true }));
  await expect(by(flow, { attempt: '1' })).rejects.toMatchObject({ code: 'aws.unreachable' });
  flow.failures.clear();
  flow.cluster = undefined;

  expect(await by(flow, { attempt: '2', retries: 1 })).toMatchObject({ kind: 'ended', seconds: 30 });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
  expect(await flow.account()).toMatchObject({ changing: me });
});

test.each([
  ['has another size', aCluster({ nodeCount: 4 })],
  ['is being changed', aCluster({ status: 'modifying' })],
])('a cluster that %s since the decision is looked at again', async (_, cluster) => {
  const flow = await anOwner();
  flow.cluster = cluster;

  expect(await by(flow)).toMatchObject({ kind: 'again', reasonCode: 'target-changed' });
  expect(flow.changes).toEqual([]);
  expect(await flow.account()).not.toHaveProperty('changing');
});

test('a cluster that has disappeared is a failure, and nothing stays behind', async () => {
  const flow = await anOwner();
  flow.cluster = undefined;

  expect(await by(flow)).toMatchObject({ kind: 'ended', outcome: 'failed', reasonCode: 'cluster-missing' });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
  expect(await flow.account()).not.toHaveProperty('changing');
});

test('a quota of AWS is a failure with its reason', async () => {
  const flow = await anOwner();
  flow.ports.changer.setNodeCount = async () => {
    throw aPortError('aws.quota');
  };

  expect(await by(flow)).toMatchObject({ kind: 'ended', outcome: 'failed', reasonCode: 'aws-quota' });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
});

test('AWS says busy although it did not look so: look again', async () => {
  const flow = await anOwner();
  flow.ports.changer.setNodeCount = async () => {
    throw aPortError('aws.busy', { retryable: true });
  };

  expect(await by(flow)).toMatchObject({ kind: 'again', reasonCode: 'resource-busy' });
});

test('a call that may have landed leaves the intent in place for the next attempt or the next owner', async () => {
  const flow = await anOwner();
  flow.failures.set('setNodeCount', aPortError('aws.failed', { sent: 'maybe' }));

  await expect(by(flow)).rejects.toMatchObject({ code: 'aws.failed' });
  expect(await flow.target()).toMatchObject({ change: { state: 'intended' } });
});

test('after a retry the target is not let go before the earlier attempt is surely dead', async () => {
  const flow = await anOwner();
  flow.cluster = undefined;

  expect(await by(flow, { retries: 0 })).toMatchObject({ seconds: 0 });
  const decided = decidedToApply({ decisionId: 'products.20261124T120000000Z.00000002' });
  expect(await by(flow, { retries: 1, round: 2, decided })).toMatchObject({ seconds: 30 });
});

test('a late attempt of a decision that was taken back changes nothing', async () => {
  const flow = await anOwner();
  flow.cluster = aCluster({ nodeCount: 4 });
  await by(flow);
  flow.cluster = aCluster();

  expect(await by(flow, { attempt: 'late' })).toMatchObject({ kind: 'again', reasonCode: 'change-in-flight' });
  expect(flow.changes).toEqual([]);
});

test('on the way to provisioned a call that was cut off is made again when the table has settled', async () => {
  const flow = await anOwner();
  const action = { kind: 'set-billing-mode', table: 'products', from: 'on-demand', to: 'provisioned' } as const;
  const decided = decidedToApply({
    decision: aDecision({ action }),
    saw: { kind: 'table', status: 'ACTIVE', billingMode: 'on-demand', units: '0/0' },
  });
  flow.failures.set('setBillingMode', aPortError('aws.unreachable', { retryable: true, sent: 'maybe' }));
  await expect(by(flow, { decided })).rejects.toThrow();
  flow.failures.clear();

  flow.table = aTable({ status: 'UPDATING' });
  expect(await by(flow, { decided, retries: 1 })).toMatchObject({ kind: 'applied', finished: false });
  expect(flow.changes).toHaveLength(1);

  flow.table = aTable({ billingMode: 'provisioned' });
  expect(await by(flow, { decided })).toMatchObject({ kind: 'applied', finished: true });
  expect(flow.changes).toHaveLength(2);
  expect(flow.changes[1]).toMatchObject({ to: 'provisioned', limits: { minUnits: 5, targetUtilisationPercent: 70 } });
});

test('a node type is not changed in place', async () => {
  const action = { kind: 'replace-node-type', cluster: 'products', from: 'a', to: 'b', nodes: 3 } as const;
  const decided = decidedToApply({ decision: aDecision({ action }) });

  await expect(by(await anOwner(), { decided })).rejects.toMatchObject({ code: 'flow.not-applicable' });
});

test('the scale-out of these tests is what the decision says', () => {
  expect(decidedToApply().decision.action).toEqual(scaleOut);
});

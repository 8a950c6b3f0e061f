import { admitUpdate, intendUpdate, startChangingUpdate } from '../ledger';
import { aChange } from '../ledger/ledger-conformance';
import { AFlow, aPortError, head, me, nowMs } from './a-flow';
import { handOver } from './hand-over';
import { release } from './release';
import type { ReleaseInput } from './steps';

const by = (flow: AFlow, parts: Partial<ReleaseInput> = {}) =>
  release(flow, {
    ...head,
    step: 'release',
    target: 'products',
    input: { target: 'products' },
    seen: 1,
    round: 1,
    ended: 'well',
    ...parts,
  });

async function anOwner(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  await flow.ledger.update(startChangingUpdate({ execution: me, target: 'products', attempt: '1', nowMs }));
  return flow;
}

const woken = (flow: AFlow) => flow.ledger.update(admitUpdate('products', 'other', nowMs));

test('account and target are let go', async () => {
  const flow = await anOwner();

  expect(await by(flow)).toMatchObject({ kind: 'released' });
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(await flow.account()).not.toHaveProperty('changing');
});

const anIntent = aChange({ execution: me, state: 'intended' });

test('the turn of the account stays while an intent is open: an attempt that was given up may be about to call AWS', async () => {
  const flow = await anOwner();
  await flow.ledger.update(intendUpdate('products', anIntent));

  expect(await by(flow)).toMatchObject({ kind: 'released' });
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(await flow.account()).toMatchObject({ changing: me });
});

test('the turn stays if an attempt takes it just before it is given back', async () => {
  const flow = await anOwner();
  const read = flow.ledger.read.bind(flow.ledger);
  flow.ledger.read = async (key) => {
    const item = await read(key);
    if (key.pk === 'target#products') {
      await flow.ledger.update(intendUpdate('products', anIntent));
      await flow.ledger.update(startChangingUpdate({ execution: me, target: 'products', attempt: '2', nowMs }));
    }
    return item;
  };

  expect(await by(flow)).toMatchObject({ kind: 'released' });
  expect(await flow.account()).toMatchObject({ changing: me, changingBy: '2' });
});

test('repeated after its response was lost it is released, and does not look again without the lock', async () => {
  const flow = await anOwner();
  await by(flow);

  expect(await by(flow)).toMatchObject({ kind: 'released' });
});

test('repeated when somebody else holds the target by now, it leaves that one alone', async () => {
  const flow = await anOwner();
  await by(flow);
  await woken(flow);

  expect(await by(flow)).toMatchObject({ kind: 'released' });
  expect(await flow.target()).toMatchObject({ owner: 'other' });
});

test.each([
  [1, 'well', 'again'],
  [2, 'well', 'again'],
  [3, 'well', 'hand-over'],
  [1, 'failed', 'hand-over'],
] as const)('a wake-up since the look, in round %i of an execution that ended %s: %s', async (round, ended, kind) => {
  const flow = await anOwner();
  await woken(flow);

  expect(await by(flow, { round, ended })).toMatchObject({ kind });
  expect(await flow.target()).toMatchObject({ owner: me });
});

test('an execution that failed before it looked hands over: others may have left their wake-up to it', async () => {
  expect(await by(await anOwner(), { seen: null, ended: 'failed' })).toMatchObject({ kind: 'hand-over' });
});

test('an execution that failed in Admit finds its target in the input', async () => {
  expect(await by(await anOwner(), { target: null, seen: null, ended: 'failed' })).toMatchObject({
    kind: 'hand-over',
    target: 'products',
  });
});

test('an input that names no target holds nothing', async () => {
  expect(await by(new AFlow(), { target: null, input: 'nonsense', ended: 'failed' })).toMatchObject({
    kind: 'released',
  });
});

test('a hand-over lets go before it starts the successor', async () => {
  const flow = await anOwner();
  flow.ports.executions.start = async (input) => {
    expect(await flow.target()).not.toHaveProperty('owner');
    flow.started.push(input);
    return 'arn:next';
  };

  const result = await handOver(flow, { ...head, step: 'hand-over', target: 'products', ended: 'well' });

  expect(result).toEqual({ kind: 'handed-over', successor: 'arn:next' });
  expect(flow.started).toEqual([{ target: 'products', reason: 'successor' }]);
});

test('a successor that cannot be started is an error, so that the execution fails and recovery starts one', async () => {
  const flow = await anOwner();
  flow.failures.set('start', aPortError('aws.throttled', { retryable: true }));

  const handingOver = handOver(flow, { ...head, step: 'hand-over', target: 'products', ended: 'well' });
  await expect(handingOver).rejects.toMatchObject({ code: 'aws.throttled' });

  flow.failures.clear();
  await handOver(flow, { ...head, step: 'hand-over', target: 'products', ended: 'well' });
  expect(flow.started).toHaveLength(2);
});

test('a target that fails again and again is frozen and announced, and the successor of the fifth looks at nothing', async () => {
  const flow = new AFlow();
  for (let failure = 1; failure <= 5; failure += 1) {
    await flow.ledger.update(admitUpdate('products', me, nowMs));
    await handOver(flow, { ...head, step: 'hand-over', target: 'products', ended: 'failed' });
  }

  expect(await flow.target()).toMatchObject({ crashes: 5, frozen: { reason: 'crashes', by: 'daxpilot' } });
  expect(flow.notices).toEqual([expect.objectContaining({ kind: 'frozen', target: 'products' })]);
});

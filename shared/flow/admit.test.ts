import { admitUpdate, countCrashUpdate, lookUpdate } from '../ledger';
import { AFlow, aPortError, head, me, nowMs } from './a-flow';
import { admit } from './admit';
import type { AdmitResume } from './steps';

const by = (flow: AFlow, input: unknown = { target: 'products' }, resume: AdmitResume | null = null) =>
  admit(flow, { ...head, step: 'admit', input, resume });

/** Somebody else holds the target and has looked. */
async function owned(owner: string, admittedAtMs = nowMs): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', owner, admittedAtMs));
  await flow.ledger.update(lookUpdate('products', owner));
  return flow;
}

test('a free target is taken', async () => {
  const flow = new AFlow();

  expect(await by(flow)).toMatchObject({ kind: 'admitted', seen: 1, target: 'products', settleSeconds: 30 });
  expect(await flow.target()).toMatchObject({ owner: me, admittedAt: nowMs, firstSeen: nowMs, wakeUps: 1 });
});

test('an admission that is repeated after a lost response goes on, costs one more look, and answers for those counted in between', async () => {
  const flow = new AFlow();
  await by(flow);
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));

  expect(await by(flow)).toMatchObject({ kind: 'admitted', seen: null });
  expect(await flow.target()).toMatchObject({ owner: me, wakeUps: 3 });
});

test('an owner that runs gets the wake-up', async () => {
  const flow = await owned('other');
  flow.executions.set('other', { kind: 'running' });

  expect(await by(flow)).toMatchObject({ kind: 'ended', record: { outcome: 'coalesced', target: 'products' } });
  expect(await flow.target()).toMatchObject({ owner: 'other', wakeUps: 2 });
});

test('an owner that runs but has not begun to look is asked again, and then believed', async () => {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));
  flow.executions.set('other', { kind: 'running' });

  const first = await by(flow);
  const second = await by(flow, undefined, { kind: 'confirm', checks: 1 });
  const third = await by(flow, undefined, { kind: 'confirm', checks: 2 });

  expect(first).toMatchObject({ kind: 'wait', seconds: 30, resume: { kind: 'confirm', checks: 1 } });
  expect(second).toMatchObject({ kind: 'wait', resume: { kind: 'confirm', checks: 2 } });
  expect(third).toMatchObject({ kind: 'ended', record: { outcome: 'coalesced' } });
  expect(await flow.target()).toMatchObject({ wakeUps: 2 });
});

test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
  'an owner that is %s is taken over 30 s after its end, not before',
  async (status) => {
    const flow = await owned('dead');
    flow.executions.set('dead', { kind: 'ended', status, stoppedAtMs: nowMs - 10_000 });

    const waiting = await by(flow);
    expect(waiting).toMatchObject({ kind: 'wait', seconds: 20, resume: { kind: 'take-over', dead: 'dead' } });
    expect(await flow.target()).toMatchObject({ owner: 'dead' });

    expect(await by(flow, undefined, { kind: 'take-over', dead: 'dead' })).toMatchObject({
      kind: 'admitted',
      seen: null,
    });
    expect(await flow.target()).toMatchObject({ owner: me, admittedAt: nowMs });
  },
);

test('an owner that ended long ago is taken over at once', async () => {
  const flow = await owned('dead');
  flow.executions.set('dead', { kind: 'ended', status: 'FAILED', stoppedAtMs: nowMs - 60_000 });

  expect(await by(flow)).toMatchObject({ kind: 'admitted' });
});

test('a take-over that comes second leaves the wake-up to the first, if that one lives', async () => {
  const flow = await owned('first');
  flow.executions.set('first', { kind: 'running' });

  const late = await by(flow, undefined, { kind: 'take-over', dead: 'dead' });

  expect(late).toMatchObject({ kind: 'ended', record: { outcome: 'coalesced' } });
});

test('a take-over that was overtaken by another dead execution goes on to that one', async () => {
  const flow = await owned('dead-too');
  flow.executions.set('dead-too', { kind: 'ended', status: 'ABORTED', stoppedAtMs: nowMs - 60_000 });

  expect(await by(flow, undefined, { kind: 'take-over', dead: 'dead' })).toMatchObject({ kind: 'admitted' });
});

test('an owner that AWS does not know is dead only after an hour', async () => {
  const young = await owned('unknown', nowMs - 3_500_000);
  const old = await owned('unknown', nowMs - 3_700_000);

  expect(await by(young)).toMatchObject({ kind: 'ended', record: { outcome: 'coalesced' } });
  expect(await by(old)).toMatchObject({ kind: 'wait', resume: { kind: 'take-over' } });
});

test.each([
  [0, 10],
  [1, 20],
  [3, 80],
  [5, 320],
  [6, 600],
  [40, 600],
])('after %i crashes in a row a recovery waits %i s before it asks for the target', async (crashes, seconds) => {
  const flow = new AFlow();
  for (let crash = 0; crash < crashes; crash += 1) await flow.ledger.update(countCrashUpdate('products', `x${crash}`));

  const input = { target: 'products', reason: 'recovery' };

  expect(await by(flow, input)).toMatchObject({ kind: 'wait', seconds, resume: { kind: 'backed-off' } });
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(await by(flow, input, { kind: 'backed-off' })).toMatchObject({ kind: 'admitted' });
});

test('a successor of an execution that ended well does not wait', async () => {
  expect(await by(new AFlow(), { target: 'products', reason: 'successor' })).toMatchObject({ kind: 'admitted' });
});

test('a plan holds nothing and counts nothing', async () => {
  const flow = new AFlow();

  expect(await by(flow, { target: 'products', mode: 'plan' })).toMatchObject({
    kind: 'plan',
    request: { mode: 'plan' },
  });
  expect(await flow.target()).toEqual({});
});

test.each([
  ['unknown keys', { target: 'products', force: true }, 'invalid-input'],
  ['a wrong type', { target: 7 }, 'invalid-input'],
  ['an undeclared target', { target: 'produkts' }, 'undeclared-target'],
  ['no object', 'products', 'invalid-input'],
  ['an event of somebody else', { 'detail-type': 'x', source: 'y', detail: {} }, 'unknown-event'],
])('input with %s is refused with every problem, and nothing is held', async (_, input, reasonCode) => {
  const flow = new AFlow();

  const result = await by(flow, input);

  expect(result).toMatchObject({
    kind: 'ended',
    record: { outcome: 'failed', reasonCodes: [reasonCode], target: null },
  });
  expect(result.kind === 'ended' && result.record.problems.length).toBeGreaterThan(0);
  expect(flow.ledger.contents().size).toBe(0);
});

test('a muted alarm is held with its reason, and nothing is counted', async () => {
  const flow = new AFlow();
  const event = {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    time: '2026-11-24T11:59:00Z',
    detail: {
      alarmName: 'daxpilot/products/cpu-high',
      state: { value: 'ALARM', timestamp: '2026-11-24T11:59:00.000+0000', actionsSuppressedBy: 'Alarm' },
    },
  };

  expect(await by(flow, event)).toMatchObject({
    kind: 'ended',
    record: { outcome: 'held', reasonCodes: ['alarm-muted'], target: 'products' },
  });
  expect(flow.ledger.contents().size).toBe(0);
});

test('an owner that cannot be asked about is an error and no guess', async () => {
  const flow = await owned('other');
  flow.failures.set('describe', aPortError('aws.throttled', { retryable: true }));

  await expect(by(flow)).rejects.toMatchObject({ code: 'aws.throttled' });
  expect(await flow.target()).toMatchObject({ owner: 'other', wakeUps: 2 });
});

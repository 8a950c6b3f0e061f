import { admitUpdate, intendUpdate, startChangingUpdate } from '../ledger';
import { aChange } from '../ledger/ledger-conformance';
import { AFlow, aPortError, head, nowMs } from './a-flow';
import { recover, restart } from './recover';

const anEvent = (parts: object = {}, execution = 'arn:dead') => ({
  version: '0',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: { executionArn: execution, status: 'ABORTED', input: '{"target":"products"}', ...parts },
});

const by = (flow: AFlow, event: unknown = anEvent(), waited = true) =>
  recover(flow, { ...head, step: 'recover', event, waited });

async function held(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'arn:dead', nowMs));
  await flow.ledger.update(startChangingUpdate({ execution: 'arn:dead', target: 'products', attempt: '1', nowMs }));
  return flow;
}

test('the 30 s are waited out first, and nothing is freed before', async () => {
  const flow = await held();

  expect(await by(flow, anEvent(), false)).toEqual({ kind: 'wait', seconds: 30 });
  expect(await flow.target()).toMatchObject({ owner: 'arn:dead' });
});

test('what names the dead execution is freed, and a fresh one is started', async () => {
  const flow = await held();

  expect(await by(flow)).toEqual({
    kind: 'start',
    target: 'products',
    freed: { owner: true, changing: true },
    crashes: 1,
    frozen: false,
  });
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(await flow.account()).not.toHaveProperty('changing');

  await restart(flow, { ...head, step: 'restart', target: 'products' });
  expect(flow.started).toEqual([{ target: 'products', reason: 'recovery' }]);
});

test('the turn of the account stays while an intent of the dead execution is open: the next owner waits it out', async () => {
  const flow = await held();
  await flow.ledger.update(intendUpdate('products', aChange({ execution: 'arn:dead' })));

  expect(await by(flow)).toMatchObject({ kind: 'start', freed: { owner: true, changing: false } });
  expect(await flow.account()).toMatchObject({ changing: 'arn:dead' });
});

test('a fresh one is started too if somebody else holds the target by now: wake-ups may have gone to the dead one', async () => {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));

  expect(await by(flow)).toMatchObject({ kind: 'start', freed: { owner: false, changing: false } });
  expect(await flow.target()).toMatchObject({ owner: 'other' });
});

test('an event that comes twice counts one crash', async () => {
  const flow = await held();
  await by(flow);

  expect(await by(flow)).toMatchObject({ kind: 'start', crashes: 1 });
});

test('after five crashes in a row the target is frozen and announced once, and still started', async () => {
  const flow = await held();
  const results = [];
  for (const n of [1, 2, 3, 4, 5, 6]) results.push(await by(flow, anEvent({}, `arn:dead-${n}`)));

  expect(results.map((result) => result.kind === 'start' && result.frozen)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(flow.notices).toEqual([expect.objectContaining({ kind: 'frozen', target: 'products' })]);
  expect(await flow.target()).toMatchObject({ frozen: { reason: 'crashes' } });
});

test('an event without the input, as AWS sends it for a large one: the ledger knows who held what', async () => {
  const flow = await held();

  expect(await by(flow, anEvent({ input: null, inputDetails: { included: false } }))).toMatchObject({
    kind: 'start',
    target: 'products',
  });
});

test('a recovery that failed itself is recovered for the execution that it was for, up to three times', async () => {
  const nested = (inner: unknown, n: number) => anEvent({ input: JSON.stringify(inner) }, `arn:recovery-${n}`);
  const once = nested(anEvent(), 1);
  const tooOften = nested(nested(nested(once, 2), 3), 4);
  const flow = await held();

  expect(await by(flow, tooOften)).toMatchObject({ kind: 'ignored', reasonCode: 'recovery-fails' });
  expect(await by(flow, once)).toMatchObject({ kind: 'start', freed: { owner: true } });
});

test.each([
  ['an execution that succeeded', anEvent({ status: 'SUCCEEDED' }), 'not-a-crash'],
  ['an event of another type', { ...anEvent(), 'detail-type': 'other' }, 'other-event'],
  ['no event', 'x', 'not-an-event'],
  ['an event without an execution', anEvent({ executionArn: undefined }), 'no-execution'],
  ['an execution whose input was refused', anEvent({ input: '{"target":"unknown"}' }), 'no-target'],
  ['a plan, which held nothing', anEvent({ input: '{"target":"products","mode":"plan"}' }), 'plan-only'],
])('%s is ignored with a reason', async (_, event, reasonCode) => {
  const flow = new AFlow();

  expect(await by(flow, event)).toMatchObject({ kind: 'ignored', reasonCode });
  expect(flow.started).toEqual([]);
});

test('a freeze that cannot be announced is a freeze all the same', async () => {
  const flow = await held();
  flow.failures.set('announce', aPortError('aws.denied'));
  for (const n of [1, 2, 3, 4, 5]) await by(flow, anEvent({}, `arn:dead-${n}`));

  expect(await flow.target()).toHaveProperty('frozen');
});

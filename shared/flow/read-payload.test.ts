import { AFlow, head } from './a-flow';
import { freeze, frozen, thaw } from './freeze';
import { readPayload } from './read-payload';
import { runFunction } from './run-step';
import type { DecideInput } from './steps';

const good = { ...head, step: 'release', target: 'products', input: null, seen: 1, round: 1, ended: 'well' };

test.each([
  ['another version', { ...good, schemaVersion: 2 }, 'flow.schema-version', 'schemaVersion must be 1, not 2'],
  ['no version', { ...good, schemaVersion: undefined }, 'flow.schema-version', 'not undefined'],
  [
    'a step of another function',
    { ...good, step: 'apply' },
    'flow.payload',
    'step must be release or hand-over, not "apply"',
  ],
  ['no execution', { ...good, execution: '' }, 'flow.payload', 'execution must be an ARN'],
  ['a time that is none', { ...good, now: 'soon' }, 'flow.payload', 'now must be an ISO 8601 time, not "soon"'],
  ['a list', [], 'flow.payload', 'must be an object'],
  ['nothing', undefined, 'flow.payload', 'must be an object'],
])('a payload with %s is refused with field, value and rule', (_, payload, code, message) => {
  expect(() => readPayload(payload, ['release', 'hand-over'])).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('an observation of an earlier deployment is read as if what it does not know of were not there', () => {
  const observation = { kind: 'observed', seen: 1, snapshot: '', history: {}, frozen: false, observedAt: head.now };
  const read = readPayload<DecideInput>({ ...good, step: 'decide', observation }, ['decide']);

  expect(read.observation).toEqual({
    ...observation,
    announced: null,
    modeSwitches: [],
    recentChanges: [],
    vetoes: [],
    approval: null,
    expiredOverride: null,
  });
});

test('every answer carries the version', async () => {
  expect(await runFunction(new AFlow(), 'release', good, '1')).toMatchObject({ schemaVersion: 1, kind: 'released' });
});

test('freeze and thaw of one target and of all changes', async () => {
  const flow = new AFlow();
  const one = { kind: 'target', target: 'products' } as const;
  const all = { kind: 'account' } as const;

  await freeze(flow, one, 'ops', 7);
  await freeze(flow, all, 'ops', 8);
  expect(await frozen(flow, one)).toEqual({ at: 7, by: 'ops', reason: 'manual' });
  expect(await frozen(flow, all)).toEqual({ at: 8, by: 'ops', reason: 'manual' });

  await thaw(flow, one);
  await thaw(flow, all);
  expect([await frozen(flow, one), await frozen(flow, all)]).toEqual([undefined, undefined]);
});

test('a target that is not declared is not frozen silently', async () => {
  await expect(freeze(new AFlow(), { kind: 'target', target: 'produkts' }, 'ops', 1)).rejects.toThrow('produkts');
});

import { recordKey } from '../fleet';
import { targetKey } from '../ledger';
import { AHandOver } from './a-hand-over';
import type { RecoverAnswer } from './recover';
import { runReplace } from './steps';

const up = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', raise: true, reason: 'test' };

/** What EventBridge says of an execution that did not end well. */
const ended = (execution: string, input: unknown = up) => ({
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: execution, status: 'TIMED_OUT', input: input === undefined ? null : JSON.stringify(input) },
});

async function recovered(world: AHandOver, event: object, waited = true): Promise<RecoverAnswer> {
  const now = new Date(world.nowMs).toISOString();
  const payload = { schemaVersion: 1, step: 'recover', now, event, waited };
  return (await runReplace(world.replace, 'replace-recover', payload)) as RecoverAnswer;
}

async function restarted(world: AHandOver, recovery: RecoverAnswer): Promise<void> {
  const now = new Date(world.nowMs).toISOString();
  await runReplace(world.replace, 'replace-recover', { schemaVersion: 1, step: 'restart', now, recovery });
}

/** A hand-over whose execution ends in the middle, with AWS knowing of it. */
async function aCrash(most = 30): Promise<{ readonly world: AHandOver; readonly dead: string }> {
  const world = new AHandOver();
  await world.run(up, { most });
  const dead = (await world.flow.target()).owner as string;
  world.flow.executions.set(dead, { kind: 'ended', status: 'FAILED', stoppedAtMs: world.nowMs });
  return { world, dead };
}

test('an execution that ends in the middle is gone on from the record, with the same input', async () => {
  const { world, dead } = await aCrash();
  expect(await recovered(world, ended(dead), false)).toEqual({ kind: 'wait', seconds: 30 });
  const recovery = await recovered(world, ended(dead));
  expect(recovery).toEqual({ kind: 'resume', target: 'products', seconds: 20, input: { ...up, resumes: dead } });
  expect(await world.flow.target()).not.toHaveProperty('owner');
  expect(await world.flow.account()).not.toHaveProperty('changing');

  await restarted(world, recovery);
  expect(world.started).toEqual([{ ...up, resumes: dead }]);
  expect(await world.run({ ...up, reason: 'resumed' })).toMatchObject({ outcome: 'replaced' });
  expect(world.created).toHaveLength(1);
  expect((await world.flow.target()).crashes ?? 0).toBe(0);
});

test('the end of a crash may be told twice: what is started for it then finds the hand-over over, and begins no other one', async () => {
  const { world, dead } = await aCrash();
  const again = { ...up, resumes: dead };
  await recovered(world, ended(dead));
  expect(await world.run({ ...again, reason: 'first' })).toMatchObject({ outcome: 'replaced' });

  expect(await world.run({ ...again, reason: 'second' })).toMatchObject({ outcome: 'replaced' });
  expect(world.created).toHaveLength(1);

  await world.run({ ...up, reason: 'another', stop: false });
  expect(await world.run({ ...again, reason: 'third' })).toMatchObject({
    outcome: 'refused',
    reasonCode: 'nothing-to-resume',
  });
  expect(world.created).toHaveLength(2);
});

test('a look that somebody left to the dead execution is started at the end of the one that goes on', async () => {
  const { world, dead } = await aCrash();
  await world.flow.ledger.update({ key: targetKey('products'), increment: { wakeUps: 1 } });
  await recovered(world, ended(dead));

  await world.run({ ...up, resumes: dead });

  expect(world.flow.started).toEqual([{ target: 'products', reason: 'successor' }]);
});

test('where AWS leaves the input out, the record says what it was', async () => {
  const { world, dead } = await aCrash();

  expect(await recovered(world, ended(dead, undefined))).toMatchObject({
    kind: 'resume',
    input: { target: 'products', kind: 'replace', reason: 'test', resumes: expect.any(String) },
  });
});

test('the end of a recovery that failed itself leads to the execution that it was for', async () => {
  const { world, dead } = await aCrash();
  const event = ended('arn:aws:states:us-east-1:1:execution:daxpilot-replace-recovery:x', ended(dead));

  expect(await recovered(world, event)).toMatchObject({ kind: 'resume', target: 'products' });
});

test('each crash in a row waits twice as long, and the fifth freezes the target and is announced', async () => {
  const { world, dead } = await aCrash();
  const answers: RecoverAnswer[] = [];
  for (let crash = 1; crash <= 5; crash += 1) answers.push(await recovered(world, ended(`${dead}${crash}`)));

  expect(answers.map((answer) => ('seconds' in answer ? answer.seconds : answer.kind))).toEqual([
    20,
    40,
    80,
    160,
    'frozen',
  ]);
  expect(answers[4]).toMatchObject({ text: expect.stringContaining('thaw the target, then run it again') });
  expect(world.flow.notices.map(({ kind }) => kind)).toContain('frozen');
});

test('where no hand-over is under way nothing is begun: the target is freed and looked at', async () => {
  const world = new AHandOver();
  await world.run(up);
  const recovery = await recovered(world, ended('arn:late'));
  await restarted(world, recovery);

  expect(recovery).toMatchObject({ kind: 'look', target: 'products' });
  expect(world.started).toEqual([]);
  expect(world.flow.started).toContainEqual({ target: 'products', reason: 'recovery' });
});

test('an event of something else is said to be ignored', async () => {
  const world = new AHandOver();

  expect(await recovered(world, { 'detail-type': 'Something' })).toMatchObject({ kind: 'ignored' });
  expect(await recovered(world, ended('arn:x', { target: 'unknown', kind: 'replace' }))).toMatchObject({
    kind: 'ignored',
  });
  expect(await world.flow.ledger.read(recordKey('products'))).toBeUndefined();
});

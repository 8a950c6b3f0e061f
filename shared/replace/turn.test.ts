import { hotKeysItem, hotKeysKey, recordKey } from '../fleet';
import { PortError } from '../flow';
import { recordOf } from '../handover';
import { AHandOver } from './a-hand-over';
import { successorName } from './cluster-name';
import { countedOf } from './counters';
import { runReplace } from './steps';

const up = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'test' };
const endpoint = (world: AHandOver) => world.flow.ledger.read(recordKey('products'));

test('a replacement goes through its stages, creates the cluster like the old one, and lets go', async () => {
  const world = new AHandOver();
  const result = await world.run(up);

  expect(result).toMatchObject({ outcome: 'replaced', leftBehind: 'products' });
  expect(world.stages).toEqual(['old', 'bridge-old', 'bridge-new', 'new', 'settled', 'taken']);
  expect(world.created).toEqual([
    expect.objectContaining({
      nodeType: 'dax.r5.xlarge',
      nodes: 3,
      subnetGroup: 'subnets',
      parameterGroup: 'group',
      securityGroups: ['sg-1'],
      encrypted: true,
      tags: expect.objectContaining({ 'daxpilot:target': 'products' }),
    }),
  ]);
  expect(await endpoint(world)).toMatchObject({ phase: 0, old: world.created[0]?.name, new: null });
  expect(await world.flow.target()).not.toHaveProperty('owner');
  expect(await world.flow.account()).not.toHaveProperty('changing');
  expect(world.removed).toEqual([]);
});

describe('the new cluster is warmed by the processes, with their own keys', () => {
  test('once it is sealed, and the phase is left when all have done so; the controller sees hashes alone', async () => {
    const world = new AHandOver();
    const head = { target: 'products', processId: 'p1', atMs: world.nowMs, windowMs: 900_000, reads: 100 };
    const { pk, sk, ...set } = hotKeysItem(hotKeysKey('products', 'p1'), {
      ...head,
      kind: 'hashed',
      keys: [{ hash: 'h', reads: 60 }],
    });
    await world.flow.ledger.update({ key: { pk, sk }, set: set as never });

    expect(await world.run(up)).toMatchObject({ outcome: 'replaced' });
    expect(world.asked).toBeGreaterThan(0);
    expect(world.texts).toContainEqual(
      'processes warm the new cluster: 1 processes report 1 keys that carry 60 % of their reads',
    );
    expect(world.texts).toContainEqual('phase 3; warmed: 40 keys by 1 processes, 1 failed');
    expect(await endpoint(world)).not.toHaveProperty('warm');
  });

  test('and whoever does not come to the end of its keys is waited for three minutes, and named', async () => {
    const world = new AHandOver();
    world.warms = undefined;

    expect(await world.run(up)).toMatchObject({ outcome: 'replaced' });
    expect(world.texts).toContainEqual('the new cluster is being warmed by p1');
    expect(world.texts).toContainEqual('phase 3; warmed: 0 keys by 0 processes; not waited for any longer: p1');
  });

  test('where reads never leave the caches, too: while writes are held', async () => {
    const world = new AHandOver();
    world.readUnits = 10;

    expect(await world.run({ ...up, held: true })).toMatchObject({ outcome: 'replaced' });
    expect(world.stages).toContain('held-old');
    expect(world.asked).toBeGreaterThan(0);
  });
});

test('nothing is planned for the first 30 s: a deletion that was asked about before may still be on its way', async () => {
  const world = new AHandOver();

  expect(await world.run(up, { most: 0 })).toMatchObject({ kind: 'wait', seconds: 30 });
  expect(await endpoint(world)).not.toHaveProperty('work');
  expect(world.created).toEqual([]);
});

test('a crash of the controller in the middle is gone on from by the next execution', async () => {
  const world = new AHandOver();
  await world.run(up, { most: 40 });
  const [dead] = [(await world.flow.target()).owner as string];
  world.flow.executions.set(dead, { kind: 'ended', status: 'FAILED', stoppedAtMs: world.nowMs - 60_000 });
  const result = await world.run({ ...up, reason: 'again' });

  expect(result).toMatchObject({ outcome: 'replaced' });
  expect(world.created).toHaveLength(1);
});

test('a client that does not follow is named by the counters, and the hand-over turns back', async () => {
  const world = new AHandOver();
  world.stubborn.add('products');
  const result = await world.run(up);

  expect(result).toMatchObject({ outcome: 'rolled-back', reasonCode: 'turned-round' });
  expect(result.text).toMatch(
    /bridge-old has not been left in time: products .*(does not follow|without reads).*60600 requests/,
  );
  expect(await endpoint(world)).toMatchObject({ phase: 0, old: 'products', new: null });
});

test.each([6, 10, 12, 15])('the CPU datapoint of minute %i is lost: it takes some minutes longer', async (minute) => {
  const world = new AHandOver();
  world.lostMinutes.add(minute);

  expect(await world.run(up)).toMatchObject({ outcome: 'replaced' });
});

test('without CPU datapoints nothing is known to be quiet, and the hand-over turns back', async () => {
  const world = new AHandOver();
  for (let minute = 4; minute < 400; minute += 1) world.lostMinutes.add(minute);

  expect(await world.run(up)).toMatchObject({ outcome: 'rolled-back', text: expect.stringContaining('not known') });
});

test('a process that does not acknowledge is named, and the hand-over turns back', async () => {
  const world = new AHandOver();
  const result = await world.run(up, { lags: true });

  expect(result).toMatchObject({ outcome: 'rolled-back' });
  expect(result.text).toContain('p1 (behind)');
});

test('stopping by hand turns it round wherever it is', async () => {
  const world = new AHandOver();
  await world.run(up, { most: 30 });
  const dead = (await world.flow.target()).owner as string;
  world.flow.executions.set(dead, { kind: 'ended', status: 'ABORTED', stoppedAtMs: world.nowMs - 60_000 });
  const result = await world.run({ ...up, stop: true, reason: 'changed my mind' });

  expect(result.outcome).toMatch(/rolled-back|not-started/);
  expect(result.text).toContain('changed my mind');
});

test('deletion needs approval, the end, our tag, and three quiet minutes', async () => {
  const world = new AHandOver();
  await world.run(up);
  const refused = await world.run({ ...up, deleteCluster: 'products' });
  world.add({ name: 'products', tags: { 'daxpilot:target': 'products' } });
  const early = await world.run({ ...up, deleteCluster: world.created[0]?.name });
  world.nowMs += 10 * 60_000;
  const result = await world.run({ ...up, deleteCluster: 'products' });

  expect(refused).toMatchObject({ outcome: 'refused', text: expect.stringContaining('does not carry our tag') });
  expect(early).toMatchObject({ outcome: 'refused', text: expect.stringContaining('the record of products names') });
  expect(result).toMatchObject({ outcome: 'deleted' });
  expect(world.removed).toEqual(['products']);
});

test('an attempt of Delete that comes after its execution has let go deletes nothing', async () => {
  const world = new AHandOver();
  await world.run(up);
  world.add({ name: 'products', tags: { 'daxpilot:target': 'products' } });
  world.nowMs += 10 * 60_000;
  const late = await runReplace(world.replace, 'replace-delete', {
    schemaVersion: 1,
    step: 'delete',
    execution: 'arn:late',
    now: new Date(world.nowMs).toISOString(),
    input: { ...up, deleteCluster: 'products' },
  });

  expect(late).toMatchObject({ outcome: 'failed', reasonCode: 'lock-lost' });
  expect(world.removed).toEqual([]);
});

describe('a table that cannot carry the reads by itself', () => {
  const raising = { ...up, raise: true };
  const aSmallTable = () => {
    const world = new AHandOver();
    world.readUnits = 100;
    return world;
  };

  test('is raised before reads leave the old cluster, and given back when the new one serves', async () => {
    const world = aSmallTable();
    const result = await world.run(raising);

    expect(result).toMatchObject({ outcome: 'replaced' });
    expect(world.stages).toContain('bridge-old');
    expect(world.texts).toContainEqual('raising products from 100 to 750 read units/s');
    expect(world.texts.indexOf('raising products from 100 to 750 read units/s')).toBeLessThan(
      world.texts.indexOf('phase 1'),
    );
    expect(world.capacityCalls).toEqual(['raise', 'give back']);
    expect(world.readUnits).toBe(100);
  });

  test('is given back after a hand-over that turned round', async () => {
    const world = aSmallTable();
    world.stubborn.add('products');

    expect(await world.run(raising)).toMatchObject({ outcome: 'rolled-back' });
    expect(world.capacityCalls).toEqual(['raise', 'give back']);
    expect(world.readUnits).toBe(100);
  });

  test.each([8, 14, 20, 30, 40])('is given back once by whoever goes on after a crash at turn %i', async (most) => {
    const world = aSmallTable();
    await world.run(raising, { most });
    const dead = (await world.flow.target()).owner as string;
    world.flow.executions.set(dead, { kind: 'ended', status: 'FAILED', stoppedAtMs: world.nowMs - 60_000 });

    expect(await world.run({ ...raising, reason: 'again' })).toMatchObject({ outcome: 'replaced' });
    expect(world.capacityCalls.filter((call) => call === 'give back')).toHaveLength(1);
    expect(world.readUnits).toBe(100);
  });

  test('that AWS refuses to raise ends it before anything was begun', async () => {
    const world = aSmallTable();
    world.raiseFails = new PortError('aws.quota', 'LimitExceededException', false, 'no');

    expect(await world.run(raising)).toMatchObject({
      outcome: 'not-started',
      text: expect.stringContaining('aws.quota'),
    });
    expect(await endpoint(world)).toMatchObject({ phase: 0, old: 'products', new: null });
  });

  test('that cannot be given back ends all the same, and somebody is told', async () => {
    const world = aSmallTable();
    world.giveBackFails = new PortError('aws.quota', 'LimitExceededException: decreases', false, 'no');

    expect(await world.run(raising)).toMatchObject({ outcome: 'replaced' });
    expect(world.flow.notices).toContainEqual(
      expect.objectContaining({ subject: 'products: read capacity was not given back' }),
    );
    expect(await endpoint(world)).toMatchObject({ work: { raised: { state: 'kept' } } });
  });

  test('and cannot be raised is refused with the reason, or bridged by held writes', async () => {
    const world = aSmallTable();
    world.raiseIsRefused = 'products has a maximum of 200 read units/s';
    const refused = await world.run(raising);

    expect(refused).toMatchObject({ reasonCode: 'table-cannot-carry' });
    expect(refused.text).toContain('It cannot be raised: products has a maximum of 200 read units/s');
    expect(await world.run({ ...raising, held: true })).toMatchObject({ outcome: 'replaced' });
    expect(world.stages).toContain('held-old');
  });

  test('is not raised for a removal: it has to carry the reads for good', async () => {
    const world = aSmallTable();

    expect(await world.run({ target: 'products', kind: 'remove', raise: true })).toMatchObject({
      reasonCode: 'table-cannot-carry',
      text: expect.stringContaining('Raise it for good first'),
    });
  });
});

describe('bad input has a clear outcome, and nothing is deleted', () => {
  const inPhase = (phase: 0 | 3, more: object = {}) => ({
    target: 'products',
    epoch: 4,
    phase,
    old: 'products',
    new: 'other',
    ...more,
  });
  test.each([
    [
      'a record that was written by hand in the middle of phases',
      inPhase(3),
      'record-by-hand',
      'no hand-over put it there',
    ],
    [
      'a record that names a host',
      inPhase(0, { old: 'evil.example.com:8111' }),
      'record-by-hand',
      'the name of a cluster',
    ],
    [
      'a record that names a missing cluster',
      inPhase(0, { old: 'gone', new: null }),
      'no-such-cluster',
      'there is no cluster gone',
    ],
  ])('%s', async (_title, record, reasonCode, text) => {
    const world = new AHandOver(record);

    expect(await world.run(up)).toMatchObject({ outcome: 'refused', reasonCode, text: expect.stringContaining(text) });
    expect(world.removed).toEqual([]);
    expect(world.created).toEqual([]);
  });

  test('a target without a record gets its first one, and no hand-over', async () => {
    const world = new AHandOver();
    Object.assign(world, { record: undefined });

    expect(await world.run(up)).toMatchObject({ outcome: 'refused', reasonCode: 'no-fleet' });
    expect(await endpoint(world)).toMatchObject({ epoch: 1, phase: 0, old: 'products', new: null });
  });

  test('a record that somebody rewrites in the middle', async () => {
    const world = new AHandOver();
    await world.run(up, { most: 30 });
    const dead = (await world.flow.target()).owner as string;
    world.flow.executions.set(dead, { kind: 'ended', status: 'ABORTED', stoppedAtMs: world.nowMs - 60_000 });
    await world.flow.ledger.update({ key: recordKey('products'), set: { old: 'somebody' } });

    expect(await world.run({ ...up, reason: 'again' }, { lags: true })).toMatchObject({
      outcome: 'refused',
      reasonCode: 'record-by-hand',
    });
  });

  test('a record that names a cluster of a foreign account', async () => {
    const arn = 'arn:aws:dax:us-east-1:999999999999:cache/products';
    const world = new AHandOver(inPhase(0, { old: arn, new: null }));

    expect(await world.run(up)).toMatchObject({
      outcome: 'refused',
      reasonCode: 'record-by-hand',
      text: expect.stringContaining(arn),
    });
    expect(await world.run({ ...up, cluster: arn })).toMatchObject({ outcome: 'refused', reasonCode: 'input-invalid' });
    expect(world.created).toEqual([]);
  });

  test.each([5, 15, 30, 40])('the ledger cannot be reached for a minute, from turn %i on', async (turns) => {
    const world = new AHandOver();
    await world.run(up, { most: turns });
    world.ledgerDownUntilMs = world.nowMs + 60_000;
    const dead = (await world.flow.target()).owner as string;
    world.flow.executions.set(dead, { kind: 'ended', status: 'FAILED', stoppedAtMs: world.nowMs - 60_000 });
    const result = await world.run({ ...up, reason: 'again' });

    expect(result).toMatchObject({ outcome: 'replaced' });
    expect(world.created).toHaveLength(1);
    expect(world.removed).toEqual([]);
  });

  test('a cluster in modifying is waited for', async () => {
    const world = new AHandOver();
    world.add({ name: 'products', status: 'busy', statusText: 'modifying' });
    const waiting = await world.run(up, { most: 5 });
    const dead = (await world.flow.target()).owner as string;
    world.flow.executions.set(dead, { kind: 'ended', status: 'ABORTED', stoppedAtMs: world.nowMs - 60_000 });
    world.add({ name: 'products' });

    expect(waiting).toMatchObject({ kind: 'wait', text: 'products is modifying' });
    expect(await world.run({ ...up, reason: 'again' })).toMatchObject({ outcome: 'replaced' });
  });

  test('a cluster that stays in modifying for an hour ends it before anything was begun', async () => {
    const world = new AHandOver();
    world.add({ name: 'products', status: 'busy', statusText: 'modifying' });

    expect(await world.run(up)).toMatchObject({
      outcome: 'refused',
      reasonCode: 'busy',
      text: 'products is modifying',
    });
    expect(world.created).toEqual([]);
    expect(await endpoint(world)).toMatchObject({ phase: 0, old: 'products' });
  });

  test('a quota that is exhausted half-way', async () => {
    const world = new AHandOver();
    world.createFails = new PortError('aws.quota', 'NodeQuotaForCustomerExceededFault', false, 'no');

    expect(await world.run(up)).toMatchObject({ outcome: 'not-started', text: expect.stringContaining('aws.quota') });
    expect(await endpoint(world)).toMatchObject({ phase: 0, old: 'products', new: null });
  });

  test('a table that cannot carry the reads, without leave to hold writes', async () => {
    const world = new AHandOver(
      recordOf('old', { target: 'products', epoch: 1, itemTtlMs: 300_000, old: 'products', new: null }),
    );
    world.readUnits = 10;
    world.stubborn.add('products');
    world.nowMs += 5 * 60_000;

    expect(await world.run(up)).toMatchObject({ outcome: 'refused', reasonCode: 'table-cannot-carry' });
  });

  test('two at once: the second finds the target held', async () => {
    const world = new AHandOver();
    await world.run(up, { most: 10 });
    const owner = (await world.flow.target()).owner as string;
    world.flow.executions.set(owner, { kind: 'running' });

    expect(await world.run({ ...up, reason: 'second' })).toMatchObject({ kind: 'busy' });
  });

  test('input that is none lists every problem', async () => {
    const world = new AHandOver();

    expect(await world.run({ kind: 'swap', nodes: 12, nodetype: 'x' })).toMatchObject({
      outcome: 'refused',
      text: expect.stringMatching(/kind is "swap".*nodes is 12.*nodetype is not known.*target is absent/),
    });
  });
});

test('a minute is quiet if there is a CPU point and no count, and the newest point proves nothing yet', () => {
  const minutes = (...at: readonly number[]) => new Map(at.map((minute) => [minute * 60_000, 1]));

  expect(countedOf(minutes(1, 2, 3, 4, 5), minutes(1), 360_000)).toEqual({
    quiet: { fromMs: 120_000, untilMs: 300_000 },
    lastAtMs: 60_000,
  });
  expect(countedOf(minutes(1, 3, 4), minutes(), 360_000)).toEqual({ quiet: { fromMs: 180_000, untilMs: 240_000 } });
  expect(countedOf(minutes(), minutes(), 360_000)).toEqual({});
});

test('the name of a successor fits DAX, and does not grow from one to the next', () => {
  const first = successorName('a-rather-long-name-x', 'h1');

  expect(first).toMatch(/^[a-z](?!.*--)[a-z0-9-]{0,18}[a-z0-9]$/);
  expect(successorName(first, 'h2')).toHaveLength(first.length);
});

test('whoever asked for a look meanwhile gets one, also where the first attempt of Release let go and could start none', async () => {
  const world = new AHandOver();
  await world.run(up, { most: 10 });
  const execution = (await world.flow.target()).owner as string;
  await world.flow.ledger.update({ key: { pk: 'target#products', sk: 'state' }, increment: { wakeUps: 1 } });
  const now = new Date(world.nowMs).toISOString();
  const payload = { schemaVersion: 1, step: 'release', execution, now, input: up, seen: 1 };
  world.flow.failures.set('start', new PortError('aws.throttled', 'StartExecution', true, 'no'));
  await expect(runReplace(world.replace, 'replace-control', payload)).rejects.toThrow('StartExecution');
  expect(await world.flow.target()).not.toHaveProperty('owner');
  world.flow.failures.clear();
  world.flow.started.length = 0;

  await runReplace(world.replace, 'replace-control', payload);

  expect(world.flow.started).toEqual([{ target: 'products', reason: 'successor' }]);
});

import { setTimeout as wait } from 'node:timers/promises';
import { IncreaseReplicationFactorCommand } from '@aws-sdk/client-dax';
import { daxpilot, printed, type Ran } from './command';
import { follow, recordItem, untilEnded, writeByHand } from './handover-fleet';
import { locks } from './ledger';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService } from './service-at-work';

interface Result {
  readonly output: {
    readonly outcome: string;
    readonly reasonCode: string | null;
    readonly text: string;
    readonly leftBehind: string | null;
  };
}

let service: AService;
const command = (...args: readonly string[]): Promise<Ran> =>
  daxpilot(service.folder, [...args, '--json', '--endpoint', service.endpoint], { timeoutMs: 200_000 });
const up = ['replace', 'products', '--type', 'dax.r5.xlarge'] as const;
const outcomeOf = (ran: Ran) => printed<Result>(ran).output;
const serving = { epoch: 1, phase: 0, old: 'products', new: null };

beforeEach(async () => {
  service = await aService();
  await createDeclared(service);
  await writeByHand(service, serving);
  await follow(service);
  service.forgetChanges();
}, 120_000);

/** Whatever was asked for: nothing is deleted, and the target is free for whoever comes next. */
afterEach(async () => {
  try {
    expect(service.changes().filter((change) => change.includes('deleting'))).toEqual([]);
    expect(await locks(service)).toEqual({});
  } finally {
    await service.stop();
  }
});

test.each([
  ['in the middle of phases', { epoch: 4, phase: 3, old: 'products', new: 'other' }, 'no hand-over put it there'],
  ['that holds writes', { ...serving, hold: true }, 'no hand-over put it there'],
  ['with a host instead of a cluster', { ...serving, old: 'dax.example.com:8111' }, 'the name of a cluster'],
])('a record that was written by hand, %s, is refused and left as it is', async (_, record, why) => {
  await writeByHand(service, record);
  const before = await recordItem(service);
  const ran = await untilEnded(service, command(...up), async () => {});

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'refused', reasonCode: 'record-by-hand' });
  expect(outcomeOf(ran).text).toContain(why);
  expect(await recordItem(service)).toEqual(before);
  expect(service.changes()).toEqual([]);
});

test.each([
  ['a record that names a cluster of nobody here', { ...serving, old: 'elsewhere' }, up, 'no-such-cluster'],
  ['an existing cluster that is not there', serving, ['replace', 'products', '--to', 'elsewhere'], 'no-such-cluster'],
  ['a hand-over to where it is served already', serving, ['replace', 'products', '--to', 'products'], 'same-cluster'],
  ['an introduction where a cluster serves', serving, ['introduce', 'products'], 'has-a-cluster'],
  ['a removal where none does', { ...serving, old: null }, ['remove', 'products'], 'has-no-cluster'],
  ['an introduction without a size', { ...serving, old: null }, ['introduce', 'products'], 'incomplete'],
] as const)('%s is refused by its code', async (_, record, args, code) => {
  await writeByHand(service, record);
  const ran = await untilEnded(service, command(...args));

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'refused', reasonCode: code });
  expect(await recordItem(service)).toMatchObject(record);
  expect(service.changes()).toEqual([]);
});

test('of two at once the second waits for twenty minutes, and is then refused as long as the first goes on', async () => {
  const first = command(...up, '--reason', 'the first');
  await untilUnderWay();
  const plan = await command(...up, '--plan');
  const second = command('replace', 'products', '--type', 'dax.r5.2xlarge', '--reason', 'the second');
  const [one, two] = await untilEnded(service, Promise.all([first, second]));

  expect(printed(plan)).toMatchObject({ kind: 'refused', code: 'other-hand-over' });
  expect(outcomeOf(one)).toMatchObject({ outcome: 'replaced', leftBehind: 'products' });
  expect(outcomeOf(two)).toMatchObject({
    outcome: 'refused',
    reasonCode: 'busy',
    text: expect.stringContaining('holds the target'),
  });
  expect(service.changes().filter((change) => change.includes('creating'))).toHaveLength(1);
});

test('a cluster in modifying is waited for', async () => {
  await service.faults({ service: 'dax', operation: '*', kind: 'stuck', resource: 'products', count: 30 });
  await service.clients.dax.send(
    new IncreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 5 }),
  );
  const ran = await untilEnded(service, command(...up));

  expect(ran.stderr).toContain('products is modifying');
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced' });
  const { old } = await recordItem(service);
  expect(await nodesOf(service, String(old))).toMatchObject({ total: 5 });
});

test('a cluster that stays in modifying for an hour is not touched', async () => {
  await service.faults({ service: 'dax', operation: '*', kind: 'stuck', resource: 'products', count: 600 });
  await service.clients.dax.send(
    new IncreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 5 }),
  );
  service.forgetChanges();
  const ran = await untilEnded(service, command(...up));

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'refused', reasonCode: 'busy', text: 'products is modifying' });
  expect(await recordItem(service)).toMatchObject(serving);
  expect(service.changes()).toEqual([]);
});

test('a quota that is exhausted half-way ends it before it began, by the name that AWS gives it', async () => {
  const error = { name: 'NodeQuotaForCustomerExceededFault', statusCode: 400, message: 'no more nodes' };
  await service.faults({ service: 'dax', operation: 'CreateCluster', error, count: 100 });
  const ran = await untilEnded(service, command(...up));

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'not-started', leftBehind: null });
  expect(outcomeOf(ran).text).toMatch(/quota|NodeQuotaForCustomerExceeded|no more nodes/i);
  expect(await recordItem(service)).toMatchObject(serving);
});

test('a ledger that cannot be reached for a minute in the middle makes it a little longer and changes nothing else', async () => {
  let down = false;
  const running = command(...up);
  const ran = await untilEnded(service, running, async () => {
    await follow(service);
    const { phase } = await recordItem(service);
    if (phase !== 1 || down) return;
    down = true;
    // Step Functions tries again for about so long: 2, 4, 8 ... seconds apart.
    const every = { service: 'dynamodb', error: { name: 'InternalServerError', statusCode: 500 }, count: 15 };
    await service.faults({ ...every, operation: 'UpdateItem' }, { ...every, operation: 'Query' });
  });

  expect(down).toBe(true);
  expect((await service.struck()).every((count) => count > 3)).toBe(true);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced', leftBehind: 'products' });
});

/** The machine has written its plan. */
async function untilUnderWay(): Promise<void> {
  // The command has to start first, in real time.
  for (let look = 0; look < 400 && (await recordItem(service)).work === undefined; look += 1) {
    await wait(50);
    await service.advance(1_000);
  }
}

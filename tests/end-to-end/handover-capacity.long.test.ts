import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { printed } from './command';
import { type HandOverAtWork, handOverAtWork } from './handover-at-work';

interface Result {
  readonly output: { readonly outcome: string; readonly reasonCode: string | null; readonly text: string };
}

/** A table whose provisioned units do not carry every read of the cluster. */
let world: HandOverAtWork;
/** More than usual: a busy machine makes requests late, and that is not what is asked here. */
const deadlineMs = 10_000;
const readUnits = 40;
const outcomeOf = (ran: Parameters<typeof printed>[0]) => printed<Result>(ran).output;
const up = ['replace', 'products', '--type', 'dax.r5.xlarge'] as const;
const unitsNow = async () => {
  const { Table } = await world.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'products' }));
  return Table?.ProvisionedThroughput?.ReadCapacityUnits;
};

beforeAll(async () => {
  // The official client prints every node that it cannot reach.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await handOverAtWork({ paces: ['usual', 'usual'], nodes: 1, readUnits, daxScale: 2_000, deadlineMs });
  await world.minutes(4);
}, 240_000);

afterAll(async () => {
  await world?.stop();
  jest.restoreAllMocks();
}, 60_000);

const seenBut = (allowed: string): void => {
  const { checked, failures, stale } = world.seen();
  expect({ failures: failures.filter((name) => name !== allowed), stale }).toEqual({ failures: [], stale: [] });
  expect(checked).toBeGreaterThan(0);
  expect(world.deleted()).toEqual([]);
};

test('is refused with the figures, and nothing is begun', async () => {
  const ran = await world.command(...up);

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'refused', reasonCode: 'table-cannot-carry' });
  expect(outcomeOf(ran).text).toMatch(/products gives 40 read units\/s, and \d+ would be needed/);
  expect(await world.clusters()).toHaveLength(1);
  seenBut('');
});

test('raised where that is allowed: the bridge is carried, and the units are given back at the end', async () => {
  const raised: (number | undefined)[] = [];
  const running = world.command(...up, '--raise');
  await world.until('bridge-new');
  raised.push(await unitsNow());
  const ran = await running;

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced' });
  expect(raised[0]).toBeGreaterThan(readUnits);
  // DescribeTable tells the new units when the table has them.
  await world.minutes(3);
  expect(await unitsNow()).toBe(readUnits);
  seenBut('');
});

test('held where that is allowed: reads never leave the caches, and writes that cannot wait are told so', async () => {
  const ran = await world.command('replace', 'products', '--type', 'dax.r5.large', '--held');

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced' });
  expect(ran.stderr).toMatch(/phase 0, held-old: /);
  expect(ran.stderr).toMatch(/phase 3, held-new: /);
  expect(ran.stderr).not.toMatch(/bridge/);
  expect(await unitsNow()).toBe(readUnits);
  seenBut('Http503 access.writes-held');
});

test('held and stopped, the old cluster serves on', async () => {
  const { old } = await world.record();
  for (const stage of ['held-old', 'held-new'] as const) {
    const held = world.holdIn(stage);
    const running = world.command(...up, '--held');
    await held.reached;
    await world.command('replace', 'products', '--abort');
    held.release();

    expect(outcomeOf(await running)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.record()).toMatchObject({ phase: 0, old, new: null });
  }
  seenBut('Http503 access.writes-held');
});

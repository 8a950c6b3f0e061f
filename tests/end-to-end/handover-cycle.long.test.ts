import { printed } from './command';
import { type HandOverAtWork, handOverAtWork, serviceRole } from './handover-at-work';

interface Result {
  readonly output: {
    readonly outcome: string;
    readonly reasonCode: string | null;
    readonly text: string;
    readonly leftBehind: string | null;
  };
}

/** One application lives through all of it, so the order of the tests is the order of its life. */
let world: HandOverAtWork;
const outcomeOf = (ran: Parameters<typeof printed>[0]) => printed<Result>(ran).output;

beforeAll(async () => {
  // The official client prints every node that it cannot reach.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await handOverAtWork({ paces: ['usual', 'slow', 'usual'] });
}, 240_000);

afterAll(async () => {
  await world?.stop();
  jest.restoreAllMocks();
}, 60_000);

afterEach(() => {
  const { requests, checked, failures, stale } = world.seen();
  expect({ failures, stale }).toEqual({ failures: [], stale: [] });
  expect(requests).toBeGreaterThan(0);
  expect(checked).toBeGreaterThan(0);
});

test('up: another node type, while a process is killed, one joins and one ends', async () => {
  const running = world.command('replace', 'products', '--type', 'dax.r5.xlarge', '--reason', 'more memory');
  await world.until('old');
  const { pid } = await world.followers.kill();
  await world.until('bridge-old');
  await world.followers.join();
  await world.followers.leave();
  const ran = await running;

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced', reasonCode: null, leftBehind: 'products' });
  expect(ran.status).toBe(0);
  expect(ran.stderr).toMatch(new RegExp(`bridge-old: not acknowledged by .*-${pid}-\\w+ \\(behind\\)`));
  expect(ran.stderr).toMatch(/bridge-new: the age of new is waited for/);
  const { old, new: next, phase } = await world.record();
  expect({ next, phase }).toEqual({ next: null, phase: 0 });
  expect(await world.clusters()).toEqual(['products 2 x dax.r5.large', `${old} 2 x dax.r5.xlarge`]);
  expect(world.deleted()).toEqual([]);
});

test('a cluster that daxpilot did not make is not deleted, approval or not', async () => {
  const ran = await world.command('replace', 'products', '--delete', 'products');

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'refused', reasonCode: 'not-deletable' });
  expect(outcomeOf(ran).text).toContain('does not carry our tag');
  expect(world.deleted()).toEqual([]);
});

test('down: fewer and smaller nodes, and what was left behind is deleted on approval', async () => {
  const { old: larger } = await world.record();
  const ran = await world.command('replace', 'products', '--type', 'dax.r5.large', '--nodes', '1');
  const { old: smaller } = await world.record();
  const early = await world.command('replace', 'products', '--delete', String(smaller));
  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced', leftBehind: larger });
  expect(outcomeOf(early).text).toContain(`the record of products names ${smaller}`);
  expect(world.deleted()).toEqual([]);
  await world.minutes(5);
  const approved = await world.command('replace', 'products', '--delete', String(larger));

  expect(outcomeOf(approved)).toMatchObject({ outcome: 'deleted' });
  expect(approved.status).toBe(0);
  expect(world.deleted()).toEqual([larger]);
  expect(await world.clusters()).toContain(`${smaller} 1 x dax.r5.large`);
});

test('remove: the table serves alone', async () => {
  const { old } = await world.record();
  const ran = await world.command('remove', 'products');

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'removed', leftBehind: old });
  expect(await world.record()).toMatchObject({ phase: 0, old: null, new: null });
  expect(world.deleted()).toHaveLength(1);
});

test('introduce: a first cluster takes over from the table', async () => {
  const size = ['--type', 'dax.r5.large', '--nodes', '2', '--service-role', serviceRole];
  const ran = await world.command('introduce', 'products', ...size);

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'introduced', leftBehind: null });
  const { old } = await world.record();
  expect(await world.clusters()).toContain(`${old} 2 x dax.r5.large`);
  expect(world.deleted()).toHaveLength(1);
});

import { printed } from './command';
import { type HandOverAtWork, handOverAtWork } from './handover-at-work';

interface Result {
  readonly output: { readonly outcome: string; readonly reasonCode: string | null; readonly text: string };
}

let world: HandOverAtWork;
/** More than usual: a busy machine makes requests late, and that is not what is asked here. */
const deadlineMs = 10_000;
const outcomeOf = (ran: Parameters<typeof printed>[0]) => printed<Result>(ran).output;
const up = ['replace', 'products', '--type', 'dax.r5.xlarge'] as const;

beforeAll(async () => {
  // The official client prints every node that it cannot reach.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await handOverAtWork({ paces: ['usual', 'slow'], nodes: 1, deadlineMs });
}, 240_000);

afterAll(async () => {
  await world?.stop();
  jest.restoreAllMocks();
}, 60_000);

/** Whatever happened: the cluster from before serves, nothing was lost, and nothing was deleted. */
afterEach(async () => {
  const { requests, checked, failures, stale } = world.seen();
  expect({ failures, stale }).toEqual({ failures: [], stale: [] });
  expect(requests).toBeGreaterThan(0);
  expect(checked).toBeGreaterThan(0);
  expect(await world.record()).toMatchObject({ phase: 0, old: 'products', new: null });
  expect(world.deleted()).toEqual([]);
});

test.each([
  ['old', 'not-started', []],
  ['bridge-old', 'rolled-back', ['old']],
  ['bridge-new', 'rolled-back', ['bridge-old', 'old']],
  ['new', 'rolled-back', ['bridge-new', 'bridge-old', 'old']],
  ['settled', 'rolled-back', ['bridge-new', 'bridge-old', 'old']],
] as const)('stopped by hand in %s it ends as %s', async (stage, outcome, back) => {
  const held = world.holdIn(stage);
  const running = world.command(...up);
  await held.reached;
  const stopped = await world.command('replace', 'products', '--abort', '--reason', 'second thoughts');
  held.release();
  const ran = await running;

  expect(stopped.status).toBe(0);
  expect(printed(stopped)).toMatchObject({ kind: 'stopping', stage });
  expect(ran.status).toBe(1);
  expect(outcomeOf(ran)).toMatchObject({ outcome, reasonCode: 'turned-round' });
  expect(outcomeOf(ran).text).toContain('second thoughts');
  const stages = ran.stderr.split('\n').flatMap((line) => /^phase \d, ([a-z-]+): /.exec(line)?.[1] ?? []);
  const after = stages.slice(stages.lastIndexOf(stage) + 1);
  expect(after.filter((one, at) => one !== after[at - 1])).toEqual(back);
});

test('a removal that is stopped goes back to the cluster', async () => {
  const held = world.holdIn('bridge-old');
  const running = world.command('remove', 'products');
  await held.reached;
  await world.command('remove', 'products', '--abort');
  held.release();

  expect(outcomeOf(await running)).toMatchObject({ outcome: 'rolled-back' });
});

test('a process that reaches the cluster by its name shows in the counters of DAX, and the hand-over turns back', async () => {
  const { stop } = await world.joinByName('products');
  const ran = await world.command(...up);
  await stop();

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran).outcome).toBe('rolled-back');
  expect(outcomeOf(ran).text).toMatch(/bridge-old has not been left in time: products .*\d+ client connections/);
});

test('a process that never looks at the record again is named, and the hand-over turns back in time', async () => {
  const { pid } = await world.followers.join('stuck');
  world.giveUpOn(pid);
  const ran = await world.command(...up);

  expect(ran.status).toBe(1);
  expect(outcomeOf(ran).outcome).toBe('rolled-back');
  expect(outcomeOf(ran).text).toMatch(new RegExp(`bridge-old has not been left in time: .*-${pid}-\\w+ \\(behind\\)`));
});

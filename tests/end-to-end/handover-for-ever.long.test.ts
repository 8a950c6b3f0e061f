import { printed } from './command';
import { type HandOverAtWork, handOverAtWork } from './handover-at-work';

interface Result {
  readonly output: { readonly outcome: string; readonly text: string; readonly leftBehind: string | null };
}

/** Item TTL 0: caches never forget, so there is a pause in which nothing is written, and no way back into a cache that was overtaken. */
let world: HandOverAtWork;
/** More than usual: a busy machine makes requests late, and that is not what is asked here. */
const deadlineMs = 10_000;
const outcomeOf = (ran: Parameters<typeof printed>[0]) => printed<Result>(ran).output;
const up = ['replace', 'products', '--type', 'dax.r5.xlarge'] as const;

beforeAll(async () => {
  // The official client prints every node that it cannot reach.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await handOverAtWork({ paces: ['usual', 'slow'], nodes: 1, itemTtlMs: 0, deadlineMs });
}, 240_000);

afterAll(async () => {
  await world?.stop();
  jest.restoreAllMocks();
}, 60_000);

afterEach(() => {
  const { checked, failures, stale } = world.seen();
  // A pause lasts longer than a deadline: a write that waits in vain is told so, and was surely not made.
  expect({ failures: failures.filter((name) => name !== 'Http503 access.writes-held'), stale }).toEqual({
    failures: [],
    stale: [],
  });
  expect(checked).toBeGreaterThan(0);
  expect(world.deleted()).toEqual([]);
});

const abortIn = async (stage: 'pause' | 'bridge-new') => {
  const held = world.holdIn(stage);
  const running = world.command(...up);
  await held.reached;
  const stopped = await world.command('replace', 'products', '--abort');
  held.release();
  expect(stopped.status).toBe(0);
  return outcomeOf(await running);
};

test('stopped in the pause, the old cluster serves on', async () => {
  expect(await abortIn('pause')).toMatchObject({ outcome: 'rolled-back' });
  expect(await world.record()).toMatchObject({ phase: 0, old: 'products', new: null });
});

test('it goes through a pause', async () => {
  const ran = await world.command(...up);

  expect(outcomeOf(ran)).toMatchObject({ outcome: 'replaced', leftBehind: 'products' });
  expect(ran.stderr).toMatch(/phase 1, pause: /);
  expect(ran.stderr).not.toMatch(/the age of new/);
});

test('stopped when something was written through the new cluster, there is no way back but to the table', async () => {
  expect(await abortIn('bridge-new')).toMatchObject({ outcome: 'rolled-back-to-table' });
  expect(await world.record()).toMatchObject({ phase: 0, old: null, new: null });
});

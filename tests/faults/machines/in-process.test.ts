import { cellsOf, definitionOf, operationsOf, otherMachines, tasksIn } from './cells';
import { playHandOver } from './hand-over';
import { runMachineInProcess } from './in-process';
import { mutations } from './mutations';
import { playReview } from './review';

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => {});
});

test.each(otherMachines)('the matrix has every task of %s, and throttling for each of its calls', (machine) => {
  const cells = cellsOf(machine);

  for (const task of tasksIn(definitionOf(machine).States)) {
    for (const operation of operationsOf[`${machine} ${task}`] ?? []) {
      const names = cells
        .filter((cell) => cell.state === task && cell.operation === operation)
        .flatMap(({ fault }) => (fault.kind === 'error' ? [fault.error.name] : []));
      expect([task, operation, names.some((name) => /Throttl/.test(name))]).toEqual([task, operation, true]);
    }
  }
});

test('seeded hand-overs end, one change at a time, without a jump of the record, a lock, or a deletion of what serves', async () => {
  const { failures, outcomes, struck } = await runMachineInProcess('replace-cluster', 1, 8);

  expect(failures.map(({ seed, violations }) => [seed, violations])).toEqual([]);
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['replaced', 'deleted']));
  expect(struck.size).toBeGreaterThan(2);
}, 120_000);

test('seeded reviews tell everything, once where nothing goes wrong, and overrule nobody', async () => {
  const { failures, outcomes, struck } = await runMachineInProcess('review', 1, 8);

  expect(failures.map(({ seed, violations }) => [seed, violations])).toEqual([]);
  expect(outcomes.SUCCEEDED).toBeGreaterThan(25);
  expect(struck.size).toBeGreaterThan(2);
}, 120_000);

test.each(mutations)(
  'without this guard the schedule that needs it fails: $guard',
  async ({ play, without, finds }) => {
    expect((await play()).violations).toEqual([]);
    expect((await play(without)).violations.find((violation) => finds.test(violation))).toMatch(finds);
  },
);

test.each([
  ['replace-cluster', playHandOver],
  ['review', playReview],
] as const)('a seed gives the same schedule of %s again, event by event', async (_, play) => {
  const first = await play(6, { log: true });

  expect(await play(6, { log: true })).toEqual(first);
  expect(first.log.length).toBeGreaterThan(10);
});

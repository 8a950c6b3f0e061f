import { cellsOf, definitionOf, operationsOf, otherMachines, tasksIn } from './cells';
import { playHandOver, playHandOverPlan } from './hand-over';
import { handOverCells, handOverPlan } from './hand-over-plan';
import { runMachineInProcess } from './in-process';
import { mutations } from './mutations';
import { playReview } from './review';

const minuteMs = 60_000;

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
  'replace-cluster Admit dynamodb:GetItem',
  'replace-cluster Turn states:DescribeExecution',
  'replace-cluster Create dynamodb:UpdateItem',
  'replace-cluster Capacity sns:Publish',
  'replace-cluster Release states:StartExecution',
  'replace-recovery Recover sns:Publish',
])('a schedule that goes straight to %s meets a fault there', async (place) => {
  const at = handOverCells.findIndex((cell) => `${cell.machine} ${cell.state} ${cell.operation}` === place);

  const { struck, violations } = await playHandOver(2 * at);

  expect(struck).toContain(handOverCells[at]);
  expect(violations).toEqual([]);
});

test('an execution that waits for a thaw ends after its 12 hours, and the hand-over goes on', async () => {
  const played = await playHandOverPlan({
    ...handOverPlan(0),
    faults: [],
    processes: [{ joinsAtMs: 0, pollMs: 20_000, skewMs: 0, openMs: 0 }],
    frozenMs: { from: 10 * minuteMs, until: 13 * 60 * minuteMs },
  });

  expect(played.violations).toEqual([]);
  expect(played.outcomes).toEqual(['TIMED_OUT', 'recovery resume', 'replaced', 'deleted']);
});

test.each([
  ['replace-cluster', playHandOver, 7],
  ['review', playReview, 6],
] as const)('a seed gives the same schedule of %s again, event by event', async (_, play, seed) => {
  const first = await play(seed, { log: true });

  expect(await play(seed, { log: true })).toEqual(first);
  expect(first.log.length).toBeGreaterThan(10);
});

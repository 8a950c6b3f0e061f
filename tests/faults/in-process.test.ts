import { mutations } from '../protocol/mutations';
import { allCells, cellText, machineNames, operationsOf } from './fault-cells';
import { runInProcess } from './in-process';
import { type Options, runSchedule } from './schedule-run';

/** A notice that cannot be sent is told to the log: that is one of the faults. */
beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => {});
});

test('the matrix has every task of every machine, and throttling for each of its calls', () => {
  const cells = allCells().map(cellText);

  expect(new Set(allCells().map(({ machine }) => machine))).toEqual(new Set(machineNames));
  for (const [task, operations] of Object.entries(operationsOf)) {
    for (const operation of operations) {
      expect(cells.some((cell) => cell.startsWith(`${task} ${operation} error`) && /Throttl/.test(cell))).toBe(true);
    }
  }
});

test('100 seeded schedules in process end without two changes at once, a lock, a lost wake-up or a wrong size', async () => {
  const { failures, changes, struck } = await runInProcess(1, schedules);

  expect(failures.map(({ seed, violations }) => [seed, violations])).toEqual([]);
  expect(changes).toBeGreaterThan(schedules);
  expect(struck.size).toBeGreaterThan(schedules / 3);
}, 240_000);

test('a seed gives the same schedule again, event by event', async () => {
  const first = await runSchedule(4711, { log: true });

  expect(await runSchedule(4711, { log: true })).toEqual(first);
  expect(first.log.length).toBeGreaterThan(10);
});

// What is drawn at random finds a guard that is missing as well as the exhaustive explorer does, if not by the shortest way.
test.each([
  ['Admit does not ask whether the owner lives', /lock left/],
  ['Recover starts an execution only if it has freed something', /lost wake-up/],
  ['Observe does not wait for a foreign intent: the 30 s count from the end of the owner only', /two|no convergence/],
])('without this guard a schedule fails: %s', async (guard, finds) => {
  const run = mutations.find((one) => one.guard === guard)?.subject.run;

  expect(run).toBeDefined();
  expect(await firstFailure(run, finds)).toMatch(finds);
});

// They found what this guard is for, among tens of thousands.
test.each([
  [
    24505,
    'an execution that is admitted by a repetition and fails before its look lets go by the counter',
    /lost wake-up/,
  ],
  [
    105429,
    'an execution that is admitted by a repetition and fails before its look lets go by the counter',
    /lost wake-up/,
  ],
])('schedule %i finds nothing, and fails without this guard: %s', async (seed, guard, finds) => {
  const run = mutations.find((one) => one.guard === guard)?.subject.run;

  expect((await runSchedule(seed)).violations).toEqual([]);
  expect((await runSchedule(seed, { ...(run && { run }) })).violations.join()).toMatch(finds);
});

async function firstFailure(run: Options['run'], finds: RegExp): Promise<string> {
  for (let seed = 1; seed <= 500; seed += 1) {
    const { violations } = await runSchedule(seed, { ...(run && { run }) });
    const found = violations.find((violation) => finds.test(violation));
    if (found !== undefined) return found;
  }
  return 'nothing found';
}

const schedules = 100;

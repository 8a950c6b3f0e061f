import { explore } from './explorer';
import { impatient, mutations } from './mutations';
import { shortRuns } from './runs';
import { noFaults, subject } from './scenario';

test.each(shortRuns)('$name: no wake-up lost, no two actors, no lock left', async (scenario) => {
  const { found, states, ends } = await explore(scenario, subject);

  expect(found).toBeUndefined();
  expect(states).toBeGreaterThanOrEqual(scenario.leastStates ?? 1);
  expect(ends).toBeGreaterThan(0);
});

test('two wake-ups, one stop, hand-over in the first round: no wake-up lost, no two actors, no lock left', async () => {
  const scenario = { name: 'impatient', needs: [5, 4], budget: { ...noFaults, stops: 1 } };

  expect(await explore(scenario, impatient(subject))).not.toHaveProperty('found');
});

test.each(mutations)('without a guard the explorer finds it: $guard', async ({ subject: mutated, scenario, finds }) => {
  const { found } = await explore(scenario, mutated);

  expect(found?.violation).toMatch(finds);
  expect(found?.trace.length).toBeGreaterThan(3);
});

test.each(shortRuns)('with all names and counters nothing is found either: $name', async (scenario) => {
  expect(await explore({ ...scenario, named: true }, subject)).not.toHaveProperty('found');
});

const small = mutations.filter(({ scenario }) => scenario.needs.length + scenario.budget.stops <= 3);

test.each(small)(
  'without names and counters the verdict is the same: $guard',
  async ({ subject: mutated, scenario }) => {
    const whole = await explore({ ...scenario, named: true }, mutated);
    const reduced = await explore(scenario, mutated);

    expect(wordsOf(reduced.found?.violation)).toBe(wordsOf(whole.found?.violation));
    expect(reduced.states).toBeLessThanOrEqual(whole.states);
  },
);

const wordsOf = (violation = 'nothing') => violation.replaceAll(/x?\d+/g, '');

test('the five known traces all have a mutation', () => {
  expect(new Set(mutations.flatMap(({ trace }) => trace ?? []))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test('a search that is not exhaustive says so instead of finding nothing', async () => {
  const [scenario] = shortRuns.filter((one) => one.needs.length === 2);

  await expect(
    explore(scenario ?? { name: '', needs: [], budget: subject as never }, subject, { maxStates: 10 }),
  ).rejects.toThrow('has more than 10 states');
});

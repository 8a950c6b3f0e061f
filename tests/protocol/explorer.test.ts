import { explore } from './explorer';
import { impatient, mutations } from './mutations';
import { shortRuns } from './runs';
import { noFaults, reductions, subject } from './scenario';

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

const small = shortRuns.filter(({ needs, budget }) => needs.length + budget.stops <= 2 && budget.duplicates === 0);

test.each(reductions)('without the reduction of %s nothing is found either, in no fewer states', async (reduction) => {
  for (const scenario of small) {
    const reduced = await explore(scenario, subject);
    const whole = await explore({ ...scenario, without: [reduction] }, subject);

    expect(whole).not.toHaveProperty('found');
    expect(reduced.states).toBeLessThanOrEqual(whole.states);
  }
});

const smallMutations = mutations.filter(({ scenario }) => scenario.needs.length + scenario.budget.stops <= 2);

test.each(smallMutations)(
  'with no reduction the verdict is the same: $guard',
  async ({ subject: mutated, scenario }) => {
    const whole = await explore({ ...scenario, without: reductions }, mutated);
    const reduced = await explore(scenario, mutated);

    expect(wordsOf(reduced.found?.violation)).toBe(wordsOf(whole.found?.violation));
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

import { explore } from './explorer';
import { mutations } from './mutations';
import { shortRuns } from './runs';
import { subject } from './scenario';

test.each(shortRuns)('$name: no wake-up lost, no two actors, no lock left', async (scenario) => {
  const { found, states, ends } = await explore(scenario, subject);

  expect(found).toBeUndefined();
  expect(states).toBeGreaterThanOrEqual(scenario.leastStates ?? 1);
  expect(ends).toBeGreaterThan(0);
});

test.each(mutations)('without a guard the explorer finds it: $guard', async ({ subject: mutated, scenario, finds }) => {
  const { found } = await explore(scenario, mutated);

  expect(found?.violation).toMatch(finds);
  expect(found?.trace.length).toBeGreaterThan(3);
});

test('the five known traces all have a mutation', () => {
  expect(new Set(mutations.flatMap(({ trace }) => trace ?? []))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test('a search that is not exhaustive says so instead of finding nothing', async () => {
  const [scenario] = shortRuns.filter((one) => one.needs.length === 2);

  await expect(
    explore(scenario ?? { name: '', needs: [], budget: subject as never }, subject, { maxStates: 10 }),
  ).rejects.toThrow('has more than 10 states');
});

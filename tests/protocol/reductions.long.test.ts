import { explore } from './explorer';
import { impatient, mutations } from './mutations';
import { shortRuns } from './runs';
import { noFaults, reductions, subject } from './scenario';

test('two wake-ups, one stop, hand-over in the first round: no wake-up lost, no two actors, no lock left', async () => {
  const scenario = { name: 'impatient', needs: [5, 4], budget: { ...noFaults, stops: 1 } };

  expect(await explore(scenario, impatient(subject))).not.toHaveProperty('found');
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

import { protocol } from '../../shared/handover';
import { explore } from './explorer';
import { mutations } from './mutations';
import { shortRuns } from './runs';

let states = 0;
afterAll(() => console.info(`${states} states of hand-overs explored`));

test.each(shortRuns.filter((_, place) => place % 4 === 0))(
  '$name: no stale read, nothing stuck, nothing deleted that serves',
  (scenario) => {
    const { found, ends, states: explored } = explore(scenario);
    states += explored;

    expect(found).toBeUndefined();
    expect(ends).toBeGreaterThan(0);
  },
);

test.each(mutations)('without a guard the explorer finds it: $guard', ({ scenario, subject, finds }) => {
  const { found } = explore(scenario, subject);

  expect(found?.violation).toMatch(finds);
  expect(found?.trace.length).toBeGreaterThan(1);
});

test('every guard is needed: with it nothing is found in the same scenario', () => {
  const [first] = mutations;

  expect(explore(first?.scenario ?? (shortRuns[0] as never)).found).toBeUndefined();
});

test('a search that is not exhaustive says so instead of finding nothing', () => {
  expect(() => explore(shortRuns[0] as never, {}, { maxStates: 10, beyond: 'refuse' })).toThrow(
    'has more than 10 states',
  );
});

test('the protocol is plain data', () => {
  expect(JSON.parse(JSON.stringify(protocol))).toEqual(protocol);
  expect(protocol.stages.map(({ name, read, write }) => `${name}: ${read}, ${write}`)).toEqual([
    'old: old, old',
    'bridge-old: table, old',
    'pause: table, held',
    'bridge-new: table, new',
    'new: new, new',
    'settled: new, new',
    'held-old: old, held',
    'held-new: new, held',
    'taken: new, new',
    'gone: table, table',
  ]);
});

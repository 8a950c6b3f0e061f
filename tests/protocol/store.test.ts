import { FingerprintStore, Ways } from './store';

test('a key is new once, also after the table has grown', () => {
  const store = new FingerprintStore();
  const keys = Array.from({ length: 40_000 }, (_, index) => `${index} ${index % 7}|${index * 31}`);

  const fresh = keys.filter((key) => store.add(key));

  expect(fresh).toHaveLength(keys.length);
  expect(store.size).toBe(keys.length);
  expect(keys.every((key) => store.has(key) && !store.add(key))).toBe(true);
  expect(store.has('another')).toBe(false);
});

test('the way to a state is told from the first one on', () => {
  const ways = new Ways();
  const first = ways.add(-1, 0);
  const second = ways.add(first, 12);
  ways.add(first, 13);
  const fourth = ways.add(second, 14);

  expect(ways.movesTo(first)).toEqual([]);
  expect(ways.movesTo(fourth)).toEqual([12, 14]);
});

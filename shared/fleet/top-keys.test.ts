import fc from 'fast-check';
import { TopKeys } from './index';

const nothing = () => undefined;

function fed(capacity: number, keys: readonly string[]): TopKeys {
  const top = new TopKeys(capacity);
  for (const key of keys) top.see(key, nothing);
  return top;
}

test('within its capacity it counts exactly, most seen first', () => {
  const top = fed(3, ['a', 'b', 'a', 'c', 'a', 'b']);
  expect(top.top().map(({ key, count }) => [key, count])).toEqual([
    ['a', 3],
    ['b', 2],
    ['c', 1],
  ]);
});

test('whatever the stream, no count is too low or too high by more than its share, and no frequent key is missing', () => {
  const streams = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 400 });
  fc.assert(
    fc.property(streams, fc.integer({ min: 1, max: 12 }), (keys, capacity) => {
      const top = fed(capacity, keys);
      const share = keys.length / capacity;
      const held = new Map(top.top().map(({ key, count }) => [key, count]));
      expect(held.size).toBeLessThanOrEqual(capacity);
      for (const key of new Set(keys)) {
        const seen = keys.filter((other) => other === key).length;
        const count = held.get(key);
        if (count === undefined) expect(seen).toBeLessThanOrEqual(share);
        else {
          expect(count).toBeGreaterThanOrEqual(seen);
          expect(count - seen).toBeLessThanOrEqual(share);
        }
      }
    }),
    { seed: 12, numRuns: 200 },
  );
});

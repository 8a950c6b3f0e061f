import { isWriteBound, normalizedLoad, sizedLoad } from './normalized-load';

const guide = { hitsPerSecond: 50_000, missesPerSecond: 1000, writesPerSecond: 100, itemKilobytes: 2 };

test("AWS's worked example: 50k hits, 1k misses, 100 writes, 2 KB on 3 nodes are 135,000 normalised requests", () => {
  // 50,000 x 2 + 1,000 x 2 x 10 + 100 x 2 x 25 x 3 = 100,000 + 20,000 + 15,000
  expect(normalizedLoad(guide, 3)).toBe(135_000);
});

test('of 3 nodes the loss of one asks for more than 70 % utilisation does: x 1.5 is 202,500, so 3 x r5.large (225,000)', () => {
  expect(sizedLoad(guide, 3)).toBe(202_500);
  expect(sizedLoad(guide, 3)).toBeLessThanOrEqual(3 * 75_000);
});

test.each([
  [1, 1.43],
  [2, 2],
  [3, 1.5],
  [4, 1.43],
  [11, 1.43],
])('%d nodes are sized by a factor of %d', (nodes, factor) => {
  const reads = { ...guide, writesPerSecond: 0 };

  expect(sizedLoad(reads, nodes) / normalizedLoad(reads, nodes)).toBeCloseTo(factor);
});

test('sizes are rounded up to whole KB per item', () => {
  expect(normalizedLoad({ ...guide, itemKilobytes: 1.2 }, 3)).toBe(135_000);
});

test('each write is carried by every node, so writes x 25 x 1.43 at a node’s rate are too many for any count', () => {
  const writes = (writesPerSecond: number) => ({
    hitsPerSecond: 0,
    missesPerSecond: 0,
    writesPerSecond,
    itemKilobytes: 1,
  });

  // 75,000 / (25 x 1.43) = 2,098
  expect(isWriteBound(writes(2097), 75_000)).toBe(false);
  expect(isWriteBound(writes(2098), 75_000)).toBe(true);
});

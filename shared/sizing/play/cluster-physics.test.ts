import { nodeCatalogue, nodeTypeNamed } from '../node-catalogue';
import { carriedByCount, nodePercent, nodesFor, weightOf } from './cluster-physics';

const large = nodeTypeNamed(nodeCatalogue, 'dax.r5.large');
const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 };

test('a request weighs what the sizing guide says', () => {
  // 0.999 x (0.92 + 0.08 x 10) = 1.71828 shared; 0.001 x 25 on each node.
  expect(weightOf(mix)).toEqual({ shared: expect.closeTo(1.71828, 10), perNode: expect.closeTo(0.025, 10) });
  // Kilobytes are rounded up: 1.2 KB count as 2.
  expect(weightOf({ ...mix, itemKilobytes: 1.2 }).perNode).toBeCloseTo(0.05, 10);
});

test("AWS's own example: 135,000 normalised requests on three nodes are 45,000 on each, 60 % of r5.large", () => {
  // 50,000 hits/s, 1,000 misses/s and 100 writes/s of 2 KB: 100,000 + 20,000 + 5,000 on each of 3 nodes.
  const requests = 51_100;
  const example = weightOf({ hitRatio: 50_000 / 51_000, itemKilobytes: 2, writeRatio: 100 / requests });

  expect(nodePercent(requests, example, 3, 75_000)).toBeCloseTo((135_000 / 3 / 75_000) * 100, 6);
});

test('three r5.large carry 84,828 requests/s: the loss of one is what limits them', () => {
  if (large === undefined) throw new Error('no r5.large');
  const carried = carriedByCount(weightOf(mix), large);

  // whole: 0.9 x 75,000 / (1.71828 / 3 + 0.025) = 112,921; one lost: 75,000 / (1.71828 / 2 + 0.025) = 84,828.
  expect(carried[3]).toBeCloseTo(75_000 / (1.71828 / 2 + 0.025), 4);
  // From eight nodes on one lost is 8/7 = 1.14, more than 1 / 0.9 = 1.11; at eleven the 90 % limits: 1.1 is less.
  expect(carried[11]).toBeCloseTo((0.9 * 75_000) / (1.71828 / 11 + 0.025), 4);
  expect(carried[1]).toBe(0);
});

test('the count for a load is the first that carries it, and twelve where none does', () => {
  if (large === undefined) throw new Error('no r5.large');
  const carried = carriedByCount(weightOf(mix), large);

  expect(nodesFor(84_800, carried)).toBe(3);
  expect(nodesFor(84_900, carried)).toBe(4);
  expect(nodesFor(10_000_000, carried)).toBe(12);
});

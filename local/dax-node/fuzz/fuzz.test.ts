import { fuzzDecoder } from './decoder-fuzz';
import { fuzzNode } from './node-fuzz';

const SEED = Number(process.env.DAX_NODE_SEED ?? 20_261_124);

describe('mutated and random bytes', () => {
  test('are answered, refused or waited for by the decoder, and cost no memory that stays', async () => {
    const report = await fuzzDecoder(SEED, 20_000);
    expect(report.failures).toEqual([]);
    expect(report.budgetLeftBytes).toBe(0);
    expect(report.heapGrowthBytes).toBeLessThan(150 * 1024 * 1024);
    expect(Math.min(report.answered, report.refused, report.waiting)).toBeGreaterThan(500);
  });

  test('leave a live node serving good clients', async () => {
    const report = await fuzzNode(SEED, 100);
    expect(report.failures).toEqual([]);
    expect(report.closedByNode).toBeGreaterThan(0);
  });
});

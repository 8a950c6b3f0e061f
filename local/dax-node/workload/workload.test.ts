import { KeyHistory } from './history';
import { runWorkload } from './workload';

const SEED = Number(process.env.DAX_NODE_SEED ?? 20_261_124);
const BOUNDS = { settleMs: 10, recordTtlMs: 1_000, queryTtlMs: 500 };

describe('the model of what DAX may return', () => {
  function history(): KeyHistory {
    const key = new KeyHistory();
    key.end(key.begin(1, 'dax', 100), 110, 0);
    key.end(key.begin(2, 'dax', 200), 210, 0);
    return key;
  }
  const read = (value: number | null, startMs: number, startVirtualMs = 0) => ({
    value,
    startMs,
    endMs: startMs + 5,
    startVirtualMs,
  });

  test.each([
    ['eventual', 2, 300, 0, true],
    ['eventual', 1, 300, 0, false],
    ['eventual', 1, 215, 0, true],
    ['eventual', 1, 205, 0, true],
    ['eventual', null, 300, 0, false],
    ['eventual', 3, 300, 0, false],
    ['strong', 1, 215, 0, false],
    ['strong', 2, 205, 0, true],
    ['query', 1, 10_000, 499, true],
    ['query', 1, 10_000, 500, false],
  ] as const)('a %s read of %s at %d ms and virtual %d is right: %s', (kind, value, startMs, virtualMs, right) => {
    expect(history().judge(kind, read(value, startMs, virtualMs), BOUNDS) === undefined).toBe(right);
  });

  test('a write around the cluster may stay unseen for one lifetime, and no longer', () => {
    const key = history();
    key.end(key.begin(3, 'around', 220), 230, 0);
    expect(key.judge('eventual', read(2, 5_000, 999), BOUNDS)).toBeUndefined();
    expect(key.judge('eventual', read(2, 5_000, 1_000), BOUNDS)).toContain('replaced by 3');
  });

  test('a value that was refused must not have been seen', () => {
    const key = history();
    const refused = key.begin(4, 'dax', 300);
    key.judge('eventual', read(4, 301), BOUNDS);
    expect(key.withdraw(refused)).toContain('never written');
  });
});

describe('a random workload', () => {
  test.each([
    { nodes: 1, keys: 20 },
    { nodes: 3, keys: 200 },
  ])('on $nodes node(s): every read is one that DAX may return', async ({ nodes, keys }) => {
    const report = await runWorkload({ seed: SEED, operations: 2_000, nodes, keys, workers: 12 });
    expect(report.complaints).toEqual([]);
    expect(report.readsJudged).toBeGreaterThan(1_000);
    expect(report.cacheHits).toBeGreaterThan(200);
  });
});

import { policySchema } from '../targets';
import { assessHealth } from './health';
import { aCluster, aSnapshot, fixtureNowMs } from './testing';

const policy = policySchema.parse({});
const check = (shape: Parameters<typeof aSnapshot>[0]) => assessHealth(aSnapshot(shape), policy, fixtureNowMs);
const verdicts = (shape: Parameters<typeof aSnapshot>[0]) =>
  Object.fromEntries(check(shape).rows.map(({ metric, verdict }) => [metric, verdict]));

const healthy = { cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;

test('the well-sized cluster of the brief is healthy in every row', () => {
  const health = check(healthy);

  expect(health.overall).toBe('ok');
  expect(health.rows.map(({ metric, value, verdict }) => [metric, value, verdict])).toEqual([
    ['cpu', 60, 'in-band'],
    ['cacheMemory', 70, 'in-band'],
    ['hitRate', 92, 'in-band'],
    ['evictions', 0, 'in-band'],
    ['requests', 100, 'in-band'],
    ['throttles', 0, 'in-band'],
  ]);
  expect(health.rows.every(({ action }) => action === 'none')).toBe(true);
});

test.each([
  [
    'CPU above 70 %',
    { ...healthy, cpuPercent: 71 },
    'cpu',
    'above',
    'add nodes, or a larger node type where writes prevail',
  ],
  [
    'CPU below 40 %',
    { ...healthy, nodes: 5, cpuPercent: 39 },
    'cpu',
    'below',
    'reduce nodes, or a smaller node type if memory allows',
  ],
  [
    'CPU below 40 % at the minimum',
    { ...healthy, cpuPercent: 39 },
    'cpu',
    'below',
    'none fewer are allowed: a smaller node type, if memory allows',
  ],
  [
    'memory above 80 %',
    { ...healthy, cacheMemoryPercent: 81 },
    'cacheMemory',
    'above',
    'a larger node type, if items are evicted and hits are lost with them',
  ],
  [
    'memory below 60 %',
    { ...healthy, cacheMemoryPercent: 59 },
    'cacheMemory',
    'below',
    'a smaller node type, if CPU allows',
  ],
  [
    'hit rate below 80 %',
    { ...healthy, hitRatePercent: 79 },
    'hitRate',
    'below',
    'a larger node type if items are evicted, else a longer TTL; below break-even, do without DAX',
  ],
  [
    'many evictions',
    { ...healthy, evictedBytesPerHour: 1e9 },
    'evictions',
    'above',
    'a larger node type, if the hit rate is poor',
  ],
  [
    'throttled requests',
    { ...healthy, throttledPerMinute: 3 },
    'throttles',
    'above',
    'add nodes, or a larger node type where writes prevail or memory is full',
  ],
  [
    'more requests than AWS sizes for',
    { ...healthy, requestsPerSecond: 100_000 },
    'requests',
    'above',
    'add nodes, or a larger node type where writes prevail',
  ],
])('%s is out of its band, with the action of the matrix', (_, shape, metric, verdict, action) => {
  const health = check(shape);

  expect(health.overall).toBe('out-of-band');
  expect(health.rows.find((row) => row.metric === metric)).toMatchObject({ verdict, action });
});

test('the edges of a band belong to it', () => {
  expect(verdicts({ cpuPercent: 70, cacheMemoryPercent: 80, hitRatePercent: 80 })).toMatchObject({
    cpu: 'in-band',
    cacheMemory: 'in-band',
    hitRate: 'in-band',
  });
});

test('without datapoints everything is unknown, and so is the whole', () => {
  const health = check({});

  expect(health.overall).toBe('unknown');
  expect(health.rows.every(({ verdict, value }) => verdict === 'unknown' && value === null)).toBe(true);
});

test('one unknown metric makes the whole unknown while none is out of its band', () => {
  expect(check({ cpuPercent: 60, hitRatePercent: 92 }).overall).toBe('unknown');
});

test('a metric out of its band outweighs an unknown one', () => {
  expect(check({ cpuPercent: 90, hitRatePercent: 92 }).overall).toBe('out-of-band');
});

test('a cluster without lookups has no hit rate and is not ill for that', () => {
  expect(verdicts({ cpuPercent: 60, cacheMemoryPercent: 70 })).toMatchObject({ hitRate: 'info', requests: 'in-band' });
});

test('a burstable type has no request figure: the rate is information only', () => {
  const row = check({ ...healthy, nodeType: 'dax.t3.small' }).rows.find(({ metric }) => metric === 'requests');

  expect(row).toMatchObject({ verdict: 'info', target: 'no figure', action: 'go by CPU' });
});

test('a cluster that does not exist is unknown and says so', () => {
  const snapshot = { ...aSnapshot({}), cluster: { kind: 'missing' as const, name: 'gone' } };

  expect(assessHealth(snapshot, policy, fixtureNowMs)).toMatchObject({
    overall: 'unknown',
    rows: [{ metric: 'cluster', evidence: 'there is no DAX cluster gone' }],
  });
});

test('a node that is not there is shown before the metrics', () => {
  const cluster = aCluster(healthy);
  const nodes = cluster.nodes.map((node, index) => (index === 0 ? { ...node, status: 'creating' } : node));

  const health = assessHealth({ ...aSnapshot(healthy), cluster: { ...cluster, nodes } }, policy, fixtureNowMs);

  expect(health.rows[0]).toMatchObject({ metric: 'nodes', value: 2, verdict: 'below' });
});

test('a throttled table is out of its band; by key range it is a hot partition', () => {
  const table = { name: 'products', consumedRead: 100, readThrottles: 5 };
  const rowOf = (keyRangeThrottles: number) =>
    check({ ...healthy, tables: [{ ...table, keyRangeThrottles }] }).rows.find(
      ({ metric }) => metric === 'throttles:products',
    );

  expect(rowOf(0)).toMatchObject({ value: 30, verdict: 'above', action: 'raise capacity, or on-demand' });
  expect(rowOf(5)?.action).toContain('spread the keys');
});

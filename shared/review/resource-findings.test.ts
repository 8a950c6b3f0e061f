import { accountFindings } from './account-findings';
import { clusterFindings, type ReviewedCluster } from './cluster-findings';
import { hourMs } from './series-facts';
import { tableFindings } from './table-findings';
import { aCluster, aConfig, aLoad, anAccount, aPolicy, aSurveyedCluster, aTable, hourly, hours } from './testing';

const busy = { cpuPercent: hours(168, 55), requests: hours(168, 3_600_000) };
const codes = (parts: Partial<ReviewedCluster>): readonly string[] =>
  clusterFindings({
    target: 'products',
    cluster: aCluster(),
    policy: aPolicy(),
    load: aLoad(busy),
    zones: ['a', 'b', 'c'],
    ...parts,
  }).map(({ code }) => code);

test('a busy, evenly spread cluster is left in peace', () => {
  expect(codes({})).toEqual([]);
});

test('CPU below its band in every hour of days is under-use, with the price; one busy hour is not', () => {
  const quiet = { ...busy, cpuPercent: hours(100, 12) };
  const evening = { ...busy, cpuPercent: hourly([...Array<number>(99).fill(12), 41]) };

  const [found] = clusterFindings({
    target: 'products',
    cluster: aCluster(),
    policy: aPolicy(),
    load: aLoad(quiet),
    zones: [],
  });

  expect(found).toMatchObject({ code: 'cluster-under-used' });
  expect(found?.text).toContain("the policy's least number of nodes, 3 x dax.r5.large at $558.45 a month");
  expect(codes({ load: aLoad(evening) })).toEqual([]);
});

test('two days of points say nothing of use', () => {
  expect(codes({ load: aLoad({ cpuPercent: hours(71, 3), requests: hours(71, 10) }) })).toEqual([]);
});

test('a cluster that nobody asks is idle, and only while its CPU points flow', () => {
  expect(codes({ load: aLoad({ cpuPercent: hours(72, 3) }) })).toEqual(['cluster-idle']);
  expect(codes({ load: aLoad({}) })).toEqual([]);
});

test('one node far above the others for six hours is sick; for five it is not, and not while the whole cluster is hot', () => {
  const nodes = (hot: number, rest: number, count: number) => ({
    'products-0': hourly([...Array<number>(24 - count).fill(rest), ...Array<number>(count).fill(hot)]),
    'products-1': hours(24, rest),
    'products-2': hours(24, rest),
  });

  expect(codes({ load: aLoad({ ...busy, cpuPercentByNode: nodes(80, 20, 6) }) })).toEqual(['sick-node']);
  expect(codes({ load: aLoad({ ...busy, cpuPercentByNode: nodes(80, 20, 5) }) })).toEqual([]);
  expect(codes({ load: aLoad({ ...busy, cpuPercentByNode: nodes(30, 20, 24) }) })).toEqual([]);
});

test('a node without points hides no other: nothing is said then', () => {
  const two = { 'products-0': hours(24, 80), 'products-1': hours(24, 10) };

  expect(codes({ load: aLoad({ ...busy, cpuPercentByNode: two }) })).toEqual([]);
});

test.each([
  [['a', 'a', 'b'], ['a', 'b', 'c'], ['zones-uneven']],
  [['a', 'a', 'b'], ['a', 'b'], []],
  [['a', 'a', 'a'], ['a'], []],
  [['a', 'b', 'b', 'c'], ['a', 'b', 'c'], []],
  [['a', 'a', 'a', 'b'], [], ['zones-uneven']],
])('nodes in %j of zones %j: %j', (placed, zones, expected) => {
  expect(codes({ cluster: aCluster(placed), zones })).toEqual(expected);
});

test('zones are not judged while nodes come and go', () => {
  expect(codes({ cluster: aCluster(['a', 'a', 'a', 'b'], { status: 'modifying' }) })).toEqual([]);
});

test('units that are idle for days are told side by side, with their price', () => {
  const table = aTable({ billingMode: 'provisioned', throughput: { read: 1000, write: 100 } });
  const load = aLoad({ consumed: { products: { read: hours(168, 36_000), write: hours(168, 180_000) } } });

  const found = tableFindings('products', table, aPolicy(), load, 100 * hourMs);

  expect(found).toMatchObject([
    {
      code: 'table-under-used',
      text: '1,000 read units at $94.90 a month; the busiest hour used 10 (1 %)',
    },
  ]);
  expect(tableFindings('products', table, aPolicy(), load, 71 * hourMs)).toEqual([]);
  const scaling = [{ dimension: 'read', min: 1, max: 1000 }] as const;
  expect(tableFindings('products', { ...table, scaling }, aPolicy(), load, 100 * hourMs)).toEqual([]);
});

test('quotas are told at 80 %, and where a target could not grow as far as it may', () => {
  const full = anAccount({
    clusters: [aSurveyedCluster(), aSurveyedCluster({ name: 'other', nodeCount: 40 })],
    parameterGroups: 16,
  });

  expect(accountFindings(full, aConfig()).map(({ code, target, resource }) => [code, target, resource])).toEqual([
    ['quota-nodes', null, 'nodes'],
    ['quota-nodes', 'products', 'nodes'],
    ['quota-groups', null, 'parameter groups'],
  ]);
  expect(accountFindings(anAccount(), aConfig())).toEqual([]);
});

test('a cluster with our tag that nobody declared is told, a declared one and one without the tag are not', () => {
  const tags = { daxpilot: 'yes' };
  const account = anAccount({
    clusters: [
      aSurveyedCluster({ tags }),
      aSurveyedCluster({ name: 'forgotten', tags }),
      aSurveyedCluster({ name: 'x' }),
    ],
  });

  expect(accountFindings(account, aConfig())).toMatchObject([{ code: 'undeclared-cluster', resource: 'forgotten' }]);
});

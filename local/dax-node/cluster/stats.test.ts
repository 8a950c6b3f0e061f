import { aCluster } from '../testing/fixture';
import { formatStats } from './stats';

test('the statistics of a cluster are one line per node under one line of titles', async () => {
  const fixture = await aCluster({ nodes: 2, clusterId: 'products' });
  const dax = fixture.dax();
  const TableName = await fixture.table('Stats');
  await dax.putItem({ TableName, Item: { pk: { S: 'k' } } });
  await dax.getItem({ TableName, Key: { pk: { S: 'k' } }, ConsistentRead: true });
  const lines = formatStats(fixture.cluster.stats()).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^node +role +clients +requests +item hits\/misses/);
  expect(lines[1]).toMatch(/^products-a:\d+ +leader +\d+ +[12] +0\/0 .* B of 256\.0 MB +0 \(0 B\)$/);
  expect(lines[2]).toMatch(/^products-b:\d+ +replica/);
  await fixture.close();
});

import type { Dax } from '@amazon-dax-sdk/client-dax';
import { aCluster, exceptionOf, type Fixture } from './testing/fixture';
import { ManualClock } from './testing/manual-clock';

const MINUTE_MS = 60_000;
const KEY = { pk: { S: 'k' } };

describe('what the caches of a node hold', () => {
  let fixture: Fixture;
  let clock: ManualClock;
  let dax: Dax;
  let TableName: string;
  let tables = 0;

  beforeAll(async () => {
    clock = new ManualClock();
    fixture = await aCluster({ clock });
    dax = fixture.dax();
  });
  beforeEach(async () => {
    fixture.cluster.setTtl({ recordTtlMs: 5 * MINUTE_MS, queryTtlMs: 2 * MINUTE_MS });
    tables += 1;
    TableName = await fixture.table(`Behaviour${tables}`);
  });
  afterAll(() => fixture.close());

  const counts = () => {
    const { counts } = fixture.cluster.stats().nodes[0] ?? {};
    if (counts === undefined) throw new Error('no node');
    return counts;
  };
  const around = (value: string): Promise<unknown> =>
    fixture.dynamodb.putItem({ TableName, Item: { ...KEY, v: { S: value } } });
  const read = async (): Promise<string | undefined> => (await dax.getItem({ TableName, Key: KEY })).Item?.v?.S;
  const write = (value: string): Promise<unknown> => dax.putItem({ TableName, Item: { ...KEY, v: { S: value } } });
  const queried = async (): Promise<string | undefined> => {
    const { Items } = await dax.query({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'k' } },
    });
    return Items?.[0]?.v?.S;
  };

  test('an item is served from the cache until its lifetime has passed, also after writes around the cluster', async () => {
    await around('old');
    expect(await read()).toBe('old');
    await around('new');
    await clock.advance(5 * MINUTE_MS - 1);
    expect(await read()).toBe('old');
    await clock.advance(1);
    expect(await read()).toBe('new');
  });

  test('with a record lifetime of 0 an item never expires', async () => {
    fixture.cluster.setTtl({ recordTtlMs: 0 });
    await around('old');
    await read();
    await around('new');
    await clock.advance(1000 * MINUTE_MS);
    expect(await read()).toBe('old');
  });

  test('a shorter lifetime counts at once, also for what is cached already', async () => {
    await around('old');
    await read();
    await around('new');
    await clock.advance(2_000);
    fixture.cluster.setTtl({ recordTtlMs: 1_000 });
    expect(await read()).toBe('new');
  });

  test('absence is cached, and a write through the cluster ends it', async () => {
    expect(await read()).toBeUndefined();
    await around('there');
    expect(await read()).toBeUndefined();
    await write('written');
    expect(await read()).toBe('written');
  });

  test('a delete through the cluster is seen at once', async () => {
    await write('v');
    await dax.deleteItem({ TableName, Key: KEY });
    expect(await read()).toBeUndefined();
  });

  test('a strongly consistent read goes to the table and leaves the cache as it is', async () => {
    await around('old');
    await read();
    await around('new');
    const strong = await dax.getItem({ TableName, Key: KEY, ConsistentRead: true });
    expect(strong.Item?.v?.S).toBe('new');
    expect(await read()).toBe('old');
  });

  test('a write that failed changes nothing in the cache', async () => {
    await write('old');
    await around('new');
    const failed = dax.putItem({
      TableName,
      Item: { ...KEY, v: { S: 'never' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(await exceptionOf(failed)).toBe('ConditionalCheckFailedException');
    expect(await read()).toBe('old');
  });

  test('an update brings the whole new item into the cache', async () => {
    await write('v');
    await dax.updateItem({
      TableName,
      Key: KEY,
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '7' } },
    });
    const before = counts();
    expect((await dax.getItem({ TableName, Key: KEY })).Item).toEqual({ ...KEY, v: { S: 'v' }, n: { N: '7' } });
    expect(counts().ItemCacheMisses).toBe(before.ItemCacheMisses);
  });

  test('an update that asks for old values makes the next read a miss', async () => {
    await write('v');
    await dax.updateItem({
      TableName,
      Key: KEY,
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': { S: 'w' } },
      ReturnValues: 'UPDATED_OLD',
    });
    const before = counts();
    expect(await read()).toBe('w');
    expect(counts().ItemCacheMisses).toBe(before.ItemCacheMisses + 1);
  });

  test('a query is cached by its parameters, not made invalid by writes, and expires by its own lifetime', async () => {
    await write('old');
    expect(await queried()).toBe('old');
    await write('new');
    expect(await queried()).toBe('old');
    await clock.advance(2 * MINUTE_MS);
    expect(await queried()).toBe('new');
  });

  test('with a query lifetime of 0 queries are not cached', async () => {
    fixture.cluster.setTtl({ queryTtlMs: 0 });
    await write('old');
    await queried();
    await write('new');
    expect(await queried()).toBe('new');
  });

  test('queries do not warm the item cache', async () => {
    await around('v');
    await queried();
    const before = counts();
    await read();
    expect(counts().ItemCacheMisses).toBe(before.ItemCacheMisses + 1);
  });

  test('one cached item serves any projection of it', async () => {
    await dax.putItem({ TableName, Item: { ...KEY, v: { S: 'v' }, m: { M: { a: { N: '1' }, b: { N: '2' } } } } });
    const before = counts();
    const { Item } = await dax.getItem({ TableName, Key: KEY, ProjectionExpression: 'm.b' });
    expect(Item).toEqual({ m: { M: { b: { N: '2' } } } });
    expect(counts().ItemCacheHits).toBe(before.ItemCacheHits + 1);
  });

  test('a batch get asks the table only for what the cache does not have', async () => {
    await write('v');
    const before = counts();
    const Keys = [KEY, { pk: { S: 'other' } }];
    await dax.batchGetItem({ RequestItems: { [TableName]: { Keys } } });
    await dax.batchGetItem({ RequestItems: { [TableName]: { Keys } } });
    expect(counts().ItemCacheHits - before.ItemCacheHits).toBe(3);
    expect(counts().ItemCacheMisses - before.ItemCacheMisses).toBe(1);
  });

  test('one number is one key, however it is spelled', async () => {
    await fixture.table(`${TableName}N`, 'N');
    await dax.putItem({ TableName: `${TableName}N`, Item: { pk: { N: '1.50' }, v: { S: 'v' } } });
    const before = counts();
    const { Item } = await dax.getItem({ TableName: `${TableName}N`, Key: { pk: { N: '15E-1' } } });
    expect(Item?.v).toEqual({ S: 'v' });
    expect(counts().ItemCacheHits).toBe(before.ItemCacheHits + 1);
  });
});

describe('a node at its limits', () => {
  const item = (index: number, bytes = 1000) => ({ pk: { S: `i${index}` }, v: { S: 'x'.repeat(bytes) } });

  test('evicts what was used longest ago, keeps what is used, and says how much it evicted', async () => {
    const fixture = await aCluster({ memoryBytes: 100_000, clock: new ManualClock() });
    const dax = fixture.dax();
    const TableName = await fixture.table('Lru');
    const get = (index: number) => dax.getItem({ TableName, Key: { pk: { S: `i${index}` } } });
    for (let index = 0; index < 300; index += 1) {
      await dax.putItem({ TableName, Item: item(index) });
      await get(0);
    }
    const [node] = fixture.cluster.stats().nodes;
    expect(node?.bytes).toBeLessThanOrEqual(100_000);
    expect(node?.bytes).toBeGreaterThan(80_000);
    expect(node?.evictions).toBeGreaterThan(200);
    expect(node?.counts.ItemCacheMisses).toBe(0);
    await get(1);
    expect(fixture.cluster.stats().nodes[0]?.counts.ItemCacheMisses).toBe(1);
    await fixture.close();
  });

  test('throttles writes, and only writes, when what it cannot evict fills its memory', async () => {
    const fixture = await aCluster({ memoryBytes: 64 * 1024 });
    const dax = fixture.dax();
    const TableName = await fixture.table('Full');
    await dax.putItem({ TableName, Item: item(1) });
    for (let index = 0; index < 12; index += 1) {
      await dax
        .putItem({ TableName, Item: { pk: { S: 'names' }, [`${'n'.repeat(3000)}${index}`]: { S: 'x' } } })
        .catch(() => undefined);
    }
    expect(await exceptionOf(dax.putItem({ TableName, Item: item(2) }))).toBe('ThrottlingException');
    expect((await dax.getItem({ TableName, Key: { pk: { S: 'i1' } } })).Item).toEqual(item(1));
    expect(fixture.cluster.stats().nodes[0]?.counts.ThrottledRequestCount).toBeGreaterThan(0);
    await fixture.close();
  });

  test('refuses requests beyond the rate of its type, and takes them again when time has passed', async () => {
    const clock = new ManualClock();
    const fixture = await aCluster({ clock, weight: () => 10_000 });
    const dax = fixture.dax();
    const TableName = await fixture.table('Busy');
    await dax.putItem({ TableName, Item: item(1) });
    const get = () => dax.getItem({ TableName, Key: { pk: { S: 'i1' } } });
    // A node whose requests stand for many takes a thousand of them at once.
    let refused = await exceptionOf(get());
    for (let taken = 0; taken < 1_100 && refused === 'none'; taken += 1) refused = await exceptionOf(get());
    expect(refused).toBe('ThrottlingException');
    await clock.advance(10_000);
    expect((await get()).Item).toEqual(item(1));
    await fixture.close();
  });
});

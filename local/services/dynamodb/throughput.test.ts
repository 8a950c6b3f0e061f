import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type ADynamoDb, aMinuteMs, startADynamoDb, withIndex } from './a-dynamodb';
import type { DynamoDbOptions } from './options';

let db: ADynamoDb;
afterEach(() => db.stop());

const TableName = 'products';
const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/products';
const provisioned = (read: number, write: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
});

const start = async (options: DynamoDbOptions, input: Parameters<ADynamoDb['create']>[0]): Promise<void> => {
  db = await startADynamoDb(options);
  await db.create(input);
};
const put = (id: string, more: Record<string, { S: string }> = {}) =>
  db.client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...more } }));
const get = (id: string, ConsistentRead = true) =>
  db.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead }));

/** How many of `attempts` calls in a row are let in. */
const letIn = async (attempts: number, call: () => Promise<unknown>): Promise<number> => {
  let count = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1)
    try {
      await call();
      count += 1;
    } catch (error) {
      expect((error as Error).name).toMatch(/ProvisionedThroughputExceededException|ThrottlingException|RequestLimit/);
    }
  return count;
};

describe('a provisioned table', () => {
  test('saves up to 300 seconds, then gives its rate and no more', async () => {
    await start({}, provisioned(10, 1));

    await db.clock.advance(10 * aMinuteMs);
    const burst = await letIn(310, () => put('a'));
    await db.clock.advance(5_000);
    const after = await letIn(20, () => put('a'));

    expect(burst).toBe(300);
    expect(after).toBe(5);
  });

  test('says which limit of which resource kept a request out', async () => {
    await start({}, provisioned(1, 1));
    await letIn(100, () => get('a'));

    await expect(get('a')).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      message: expect.stringContaining('The level of configured provisioned throughput for the table was exceeded'),
      $metadata: { httpStatusCode: 400 },
      ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded', resource: tableArn }],
    });
  });

  test('charges half for eventual reads and by size for what it read', async () => {
    await start({}, provisioned(1, 1_000));
    await put('big', { text: { S: 'x'.repeat(12_000) } });
    await db.clock.advance(10 * aMinuteMs);

    const eventual = await letIn(220, () => get('big', false));

    // 12 kB are 3 blocks of 4 KB: 1.5 units each; 300 units were saved up.
    expect(eventual).toBe(200);
  });

  test('a query may go into debt, which is paid before the next', async () => {
    await start({}, provisioned(10, 1_000));
    for (let index = 0; index < 10; index += 1) await put(`i${index}`, { text: { S: 'x'.repeat(40_000) } });
    const scan = () => db.client.send(new ScanCommand({ TableName, ReturnConsumedCapacity: 'TOTAL' }));
    // Twenty seconds after the table began: 10 at the start and 10 a second.
    const { ConsumedCapacity } = await scan();
    await letIn(100, () => get('i0', false));

    expect(ConsumedCapacity?.CapacityUnits).toBeCloseTo(49, 0);
    await db.clock.advance(1_000);
    expect(await letIn(100, () => get('none'))).toBeLessThanOrEqual(10);
  });

  test('a failed condition costs its unit', async () => {
    await start({}, provisioned(1, 1));
    const update = () =>
      db.client.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: 'a' } },
          UpdateExpression: 'SET n = :n',
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        }),
      );
    for (let attempt = 0; attempt < 11; attempt += 1)
      await expect(update()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });

    await expect(update()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });

  test('a refused request costs nothing', async () => {
    await start({}, provisioned(1, 1));
    await db.clock.advance(aMinuteMs);
    const wrong = () => db.client.send(new PutItemCommand({ TableName, Item: { other: { S: 'a' } } }));

    for (let attempt = 0; attempt < 100; attempt += 1)
      await expect(wrong()).rejects.toMatchObject({ name: 'ValidationException' });

    expect(await letIn(80, () => put('a'))).toBe(71);
  });

  test('not enforced, everything comes in', async () => {
    await start({ enforce: false }, provisioned(1, 1));

    expect(await letIn(50, () => put('a'))).toBe(50);
  });

  test('weighted by the clock speed, a call counts for as many as a person sees', async () => {
    await start({ weight: () => 60 }, provisioned(1, 100));
    await db.clock.advance(aMinuteMs);

    // 71 seconds of 100 are saved up.
    expect(await letIn(150, () => put(String(Math.random())))).toBe(118);
  });
});

describe('batches', () => {
  test('give back what was kept out, and fail only when that is everything', async () => {
    await start({}, provisioned(4, 4));
    const batch = () =>
      db.client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: Array.from({ length: 25 }, (_, index) => ({
              PutRequest: { Item: { id: { S: `i${index}` } } },
            })),
          },
        }),
      );
    // Ten seconds of creation and the first second: 44 writes are there.
    await batch();

    const { UnprocessedItems } = await batch();

    expect(UnprocessedItems?.[TableName]).toHaveLength(6);
    await expect(batch()).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      ThrottlingReasons: expect.arrayContaining([
        { reason: 'TableWriteProvisionedThroughputExceeded', resource: tableArn },
      ]),
    });
  });

  test('of reads likewise', async () => {
    await start({}, provisioned(1, 100));
    await put('a');
    await put('b');
    await db.clock.advance(1_000);
    const batch = () =>
      db.client.send(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: [{ id: { S: 'a' } }, { id: { S: 'b' } }], ConsistentRead: true } },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
    for (let index = 0; index < 5; index += 1) await batch();
    await batch().catch(() => undefined);
    await letIn(10, () => get('a'));
    await db.clock.advance(1_000);

    const { ConsumedCapacity, Responses, UnprocessedKeys } = await batch();

    expect(Responses?.[TableName]).toEqual([{ id: { S: 'a' } }]);
    expect(UnprocessedKeys?.[TableName]?.Keys).toEqual([{ id: { S: 'b' } }]);
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 1 }]);
  });
});

describe('a global index', () => {
  test('has its own read units', async () => {
    await start({}, { ...provisioned(1_000, 1_000), ...withIndex(1, 1_000) });
    await put('a', { kind: { S: 'book' } });
    const query = () =>
      db.client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-kind',
          KeyConditionExpression: 'kind = :k',
          ExpressionAttributeValues: { ':k': { S: 'book' } },
          ReturnConsumedCapacity: 'INDEXES',
        }),
      );

    const { ConsumedCapacity, Items } = await query();
    await letIn(50, query);

    expect(Items).toEqual([{ id: { S: 'a' }, kind: { S: 'book' } }]);
    expect(ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { 'by-kind': { CapacityUnits: 0.5 } },
    });
    await expect(query()).rejects.toMatchObject({
      ThrottlingReasons: [{ reason: 'IndexReadProvisionedThroughputExceeded', resource: `${tableArn}/index/by-kind` }],
    });
    await get('a');
  });

  test('that is out of write units keeps writes of the table out, but only those that touch it', async () => {
    await start({}, { ...provisioned(1_000, 1_000), ...withIndex(1_000, 1) });
    await letIn(50, () => put('a', { kind: { S: String(Math.random()) } }));

    await expect(put('b', { kind: { S: 'toy' } })).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      message: expect.stringContaining('one or more global secondary indexes'),
      ThrottlingReasons: [{ reason: 'IndexWriteProvisionedThroughputExceeded', resource: `${tableArn}/index/by-kind` }],
    });
    await put('c');
  });

  test('is charged for the entries that change', async () => {
    await start({}, { ...provisioned(1_000, 1_000), ...withIndex(1_000, 1_000) });
    const units = async (Item: Record<string, { S: string }>) => {
      const { ConsumedCapacity } = await db.client.send(
        new PutItemCommand({ TableName, Item: { id: { S: 'a' }, ...Item }, ReturnConsumedCapacity: 'INDEXES' }),
      );
      return [ConsumedCapacity?.CapacityUnits, ConsumedCapacity?.GlobalSecondaryIndexes?.['by-kind']?.CapacityUnits];
    };

    expect(await units({})).toEqual([1, undefined]);
    expect(await units({ kind: { S: 'book' } })).toEqual([2, 1]);
    expect(await units({ kind: { S: 'book' } })).toEqual([1, undefined]);
    expect(await units({ kind: { S: 'book' }, text: { S: 'new' } })).toEqual([2, 1]);
    expect(await units({ kind: { S: 'toy' }, text: { S: 'new' } })).toEqual([3, 2]);
    expect(await units({})).toEqual([2, 1]);
  });
});

describe('an on-demand table', () => {
  const onDemand = { BillingMode: 'PAY_PER_REQUEST' } as const;

  test('begins with 4,000 writes a second', async () => {
    await start({ weight: () => 1_000 }, onDemand);

    // Five seconds of reserve: 20 calls that count for 1,000 each.
    expect(await letIn(30, () => put(String(Math.random())))).toBe(20);
    await expect(put('a')).rejects.toMatchObject({
      name: 'ThrottlingException',
      throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: tableArn }],
    });
    await db.clock.advance(1_000);
    expect(await letIn(10, () => put(String(Math.random())))).toBe(4);
  });

  test('serves twice its peak once that is half an hour old', async () => {
    await start({ weight: () => 1_000 }, onDemand);
    // 3,500 a second for a whole minute, spread over keys.
    await db.clock.advance(50_000);
    for (let second = 0; second < 60; second += 1) {
      await letIn(second % 2 === 0 ? 4 : 3, () => put(String(Math.random())));
      await db.clock.advance(1_000);
    }
    await db.clock.advance(10 * aMinuteMs);
    const soon = await letIn(60, () => put(String(Math.random())));
    await db.clock.advance(35 * aMinuteMs);
    const later = await letIn(60, () => put(String(Math.random())));

    expect(soon).toBe(20);
    expect(later).toBeGreaterThanOrEqual(33);
  });

  test('keeps to the maximum that is set for it', async () => {
    await start({}, { ...onDemand, OnDemandThroughput: { MaxReadRequestUnits: 2, MaxWriteRequestUnits: 2 } });

    expect(await letIn(20, () => put('a'))).toBe(10);
    await expect(put('a')).rejects.toMatchObject({
      name: 'ThrottlingException',
      throttlingReasons: [{ reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: tableArn }],
    });
    await db.client.send(new UpdateTableCommand({ TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } }));
    await db.clock.advance(aMinuteMs);
    expect(await letIn(20, () => put('a'))).toBe(20);
    expect((await db.describe()).OnDemandThroughput).toEqual({ MaxReadRequestUnits: 2, MaxWriteRequestUnits: -1 });
  });

  test('stops at the table quota of the account', async () => {
    await start({ tableQuota: 3_000, weight: () => 1_000 }, onDemand);
    await letIn(20, () => put(String(Math.random())));

    await expect(put('a')).rejects.toMatchObject({
      name: 'RequestLimitExceeded',
      ThrottlingReasons: [{ reason: 'TableWriteAccountLimitExceeded', resource: tableArn }],
    });
  });

  test('one hot key is kept to what a partition carries, others are not', async () => {
    await start({ weight: () => 1_000 }, onDemand);

    const hot = await letIn(12, () => put('hot'));
    const others = await letIn(5, () => put(String(Math.random())));

    expect([hot, others]).toEqual([5, 5]);
  });

  test('that was warmed serves more', async () => {
    await start({ weight: () => 1_000 }, onDemand);
    await db.client.send(
      new UpdateTableCommand({ TableName, WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 8_000 } }),
    );
    const during = (await db.describe()).WarmThroughput;
    await db.clock.advance(aMinuteMs);

    expect(during).toEqual({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 8_000, Status: 'UPDATING' });
    expect((await db.describe()).WarmThroughput?.Status).toBe('ACTIVE');
    await letIn(1, () => put('a'));
    await db.clock.advance(5_000);
    expect(await letIn(60, () => put(String(Math.random())))).toBe(40);
    await expect(
      db.client.send(new UpdateTableCommand({ TableName, WarmThroughput: { WriteUnitsPerSecond: 5_000 } })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('must not be lower') });
  });
});

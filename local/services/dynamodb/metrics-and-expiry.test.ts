import {
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type ADynamoDb, aMinuteMs, anHourMs, startADynamoDb, withIndex } from './a-dynamodb';
import type { DynamoDbOptions } from './options';

let db: ADynamoDb;
afterEach(() => db.stop());

const TableName = 'products';
const start = async (options: DynamoDbOptions = {}): Promise<void> => {
  db = await startADynamoDb(options);
};
const put = (id: string, more: Record<string, { S: string } | { N: string }> = {}) =>
  db.client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...more } }));

/** What was published under a name, as [dimensions, statistic]. */
const published = (name: string) =>
  db.published
    .filter((datum) => datum.MetricName === name)
    .map((datum) => ({
      at: datum.Timestamp.toISOString().slice(11, 16),
      on: datum.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(' '),
      sum: datum.StatisticValues.Sum,
      count: datum.StatisticValues.SampleCount,
    }));

describe('metrics', () => {
  test('tell what each minute consumed, by table and by index, and nothing where nothing was', async () => {
    await start();
    await db.create(withIndex());
    await put('a', { kind: { S: 'book' } });
    await put('b');
    await db.client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }));
    await db.clock.advance(aMinuteMs);
    await db.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'book' } },
      }),
    );
    await db.clock.advance(3 * aMinuteMs);

    expect(published('ConsumedWriteCapacityUnits')).toEqual([
      { at: '12:00', on: 'TableName=products', sum: 2, count: 2 },
      { at: '12:00', on: 'TableName=products GlobalSecondaryIndexName=by-kind', sum: 1, count: 1 },
    ]);
    expect(published('ConsumedReadCapacityUnits')).toEqual([
      { at: '12:00', on: 'TableName=products', sum: 0.5, count: 1 },
      { at: '12:01', on: 'TableName=products GlobalSecondaryIndexName=by-kind', sum: 0.5, count: 1 },
    ]);
    expect(published('SuccessfulRequestLatency').map(({ count, on }) => [on, count])).toEqual([
      ['TableName=products Operation=PutItem', 2],
      ['TableName=products Operation=GetItem', 1],
      ['TableName=products Operation=Query', 1],
    ]);
  });

  test('tell throttling by side, by reason and by operation', async () => {
    await start();
    await db.create({ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } });
    for (let index = 0; index < 14; index += 1) await put('a').catch(() => undefined);
    await db.clock.advance(aMinuteMs);

    expect(published('WriteThrottleEvents')).toEqual([{ at: '12:00', on: 'TableName=products', sum: 3, count: 3 }]);
    expect(published('WriteProvisionedThroughputThrottleEvents')).toEqual([
      { at: '12:00', on: 'TableName=products', sum: 3, count: 3 },
    ]);
    expect(published('ThrottledRequests')).toEqual([
      { at: '12:00', on: 'TableName=products Operation=PutItem', sum: 3, count: 3 },
    ]);
    expect(published('ReadThrottleEvents')).toEqual([]);
  });

  test('tell what is provisioned every five minutes, while it is', async () => {
    await start();
    await db.create(withIndex(3, 4));
    await db.create({ TableName: 'on-demand', BillingMode: 'PAY_PER_REQUEST' });

    await db.clock.advance(10 * aMinuteMs);

    expect(published('ProvisionedReadCapacityUnits')).toEqual(
      ['12:04', '12:09'].flatMap((at) => [
        { at, on: 'TableName=products', sum: 10, count: 1 },
        { at, on: 'TableName=products GlobalSecondaryIndexName=by-kind', sum: 3, count: 1 },
      ]),
    );
  });

  test('failed conditions are counted', async () => {
    await start();
    await db.create();
    await expect(
      db.client.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: 'a' } },
          UpdateExpression: 'SET n = id',
          ConditionExpression: 'attribute_exists(id)',
        }),
      ),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await db.clock.advance(aMinuteMs);

    expect(published('ConditionalCheckFailedRequests')).toEqual([
      { at: '12:00', on: 'TableName=products', sum: 1, count: 1 },
    ]);
  });

  test('are weighted like the throughput', async () => {
    await start({ weight: () => 60 });
    await db.create({ BillingMode: 'PAY_PER_REQUEST' });
    await put('a');
    await db.clock.advance(aMinuteMs);

    expect(published('ConsumedWriteCapacityUnits')).toEqual([
      { at: '12:00', on: 'TableName=products', sum: 60, count: 60 },
    ]);
  });
});

describe('a failed condition', () => {
  test('gives the item that is there to who asks for it', async () => {
    await start();
    await db.create();
    await put('a', { n: { N: '1' } });
    const attempt = (ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE') =>
      db.client.send(
        new PutItemCommand({
          TableName,
          Item: { id: { S: 'a' } },
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure,
        }),
      );

    await expect(attempt('ALL_OLD')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { id: { S: 'a' }, n: { N: '1' } },
    });
    await expect(attempt('NONE')).rejects.toMatchObject({ Item: undefined });
    await expect(attempt()).rejects.toMatchObject({ Item: undefined });
  });
});

describe('time to live', () => {
  const setTtl = (Enabled: boolean, AttributeName = 'expires') =>
    db.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const status = async () =>
    (await db.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription?.TimeToLiveStatus;
  const at = (time: string): { N: string } => ({ N: String(Date.parse(`2026-11-24T${time}:00Z`) / 1000) });
  const ids = async () =>
    (await db.client.send(new ScanCommand({ TableName }))).Items?.map((item) => item.id?.S).sort();

  test('deletes what has expired by the virtual clock', async () => {
    await start();
    await db.create();
    await setTtl(true);
    const enabling = await status();
    await db.clock.advance(aMinuteMs);
    await put('soon', { expires: at('12:10') });
    await put('later', { expires: at('14:00') });
    await put('ancient', { expires: { N: '1' } });
    await put('text', { expires: { S: '1' } });
    await put('none');
    await db.clock.advance(5 * aMinuteMs);
    const before = await ids();
    await db.clock.advance(5 * aMinuteMs);

    expect([enabling, await status()]).toEqual(['ENABLING', 'ENABLED']);
    expect(before).toEqual(['ancient', 'later', 'none', 'soon', 'text']);
    expect(await ids()).toEqual(['ancient', 'later', 'none', 'text']);
    await db.clock.advance(2 * anHourMs);
    expect(await ids()).toEqual(['ancient', 'none', 'text']);
    expect(published('TimeToLiveDeletedItemCount').map(({ sum }) => sum)).toEqual([1, 1]);
  });

  test('finds what was written after it last looked', async () => {
    await start();
    await db.create();
    await setTtl(true);
    await db.clock.advance(3 * aMinuteMs);
    await put('late', { expires: at('12:05') });
    await put('later', { expires: at('12:30') });
    await db.clock.advance(2 * aMinuteMs);
    await db.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: 'later' } },
        UpdateExpression: 'SET expires = :at',
        ExpressionAttributeValues: { ':at': at('12:07') },
      }),
    );
    const after = await ids();
    await db.clock.advance(2 * aMinuteMs);

    expect([after, await ids()]).toEqual([['later'], []]);
  });

  test('changes at most once an hour, and one attribute at a time', async () => {
    await start();
    await db.create();
    expect(await status()).toBe('DISABLED');
    await expect(setTtl(false)).rejects.toMatchObject({ message: 'TimeToLive is already disabled' });
    await setTtl(true);
    await db.clock.advance(aMinuteMs);

    await expect(setTtl(true)).rejects.toMatchObject({ message: 'TimeToLive is already enabled' });
    await expect(setTtl(false, 'other')).rejects.toMatchObject({
      message: 'TimeToLive is active on a different AttributeName: current AttributeName is expires',
    });
    await expect(setTtl(false)).rejects.toMatchObject({ name: 'ValidationException' });
    await db.clock.advance(anHourMs);
    await setTtl(false);
    expect(await status()).toBe('DISABLING');
    await db.clock.advance(aMinuteMs);
    expect(await status()).toBe('DISABLED');
  });
});

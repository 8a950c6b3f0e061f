import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type ADynamoDb, startADynamoDb, withIndex } from './a-dynamodb';

let db: ADynamoDb;
beforeEach(async () => {
  db = await startADynamoDb();
});
afterEach(() => db.stop());

const TableName = 'products';
const Key = { id: { S: 'a' } };

describe('a table', () => {
  test('is CREATING for ten virtual seconds and cannot be used meanwhile', async () => {
    const { client, clock } = db;

    const { TableDescription } = await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    await clock.advance(9_999);
    const early = client.send(new GetItemCommand({ TableName, Key }));
    await expect(early).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await clock.advance(1);

    expect(TableDescription).toMatchObject({
      TableStatus: 'CREATING',
      TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/products',
      CreationDateTime: new Date('2026-11-24T12:00:00Z'),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    });
    expect((await db.describe()).TableStatus).toBe('ACTIVE');
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, price: { N: '1.5' } } }));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
    expect(Item).toEqual({ id: { S: 'a' }, price: { N: '1.5' } });
  });

  test('has no billing mode summary until it was on demand once', async () => {
    expect(await db.create()).not.toHaveProperty('BillingModeSummary');
  });

  test('is refused twice, and by the rules of the engine', async () => {
    await db.create();

    await expect(db.create()).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await expect(db.create({ TableName: 'x' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      db.create({ TableName: 'other', BillingMode: 'PAY_PER_REQUEST', ...withIndex() }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('should not be specified for index: by-kind'),
    });
  });

  test('is DELETING for a while, then not found, and can be created anew and empty', async () => {
    const { client, clock } = db;
    await db.create();
    await client.send(new PutItemCommand({ TableName, Item: Key }));

    await client.send(new DeleteTableCommand({ TableName }));
    const during = await db.describe();
    await clock.advance(5_000);

    expect(during.TableStatus).toBe('DELETING');
    await expect(db.describe()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: products not found',
    });
    await db.create();
    const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
    expect(Item).toBeUndefined();
  });

  test('with deletion protection stays until the protection is taken off', async () => {
    const { client, clock } = db;
    await db.create({ DeletionProtectionEnabled: true });

    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await clock.advance(60_000);
    await client.send(new DeleteTableCommand({ TableName }));
  });

  test('is listed by name, in pages', async () => {
    for (const name of ['cc', 'aa', 'bb'].map((letter) => `t-${letter}`)) await db.create({ TableName: name });

    const first = await db.client.send(new ListTablesCommand({ Limit: 2 }));
    const second = await db.client.send(
      new ListTablesCommand({ ExclusiveStartTableName: first.LastEvaluatedTableName }),
    );

    expect(first.TableNames).toEqual(['t-aa', 't-bb']);
    expect(second.TableNames).toEqual(['t-cc']);
    expect(second.LastEvaluatedTableName).toBeUndefined();
  });

  test('may be named by its ARN', async () => {
    const { TableArn } = await db.create();

    await db.client.send(new PutItemCommand({ TableName: TableArn, Item: Key }));
    const { Table } = await db.client.send(new DescribeTableCommand({ TableName: TableArn }));

    expect(Table?.TableName).toBe('products');
  });

  test('declared beforehand is there at once', async () => {
    await db.service.declareTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });

    expect((await db.describe()).TableStatus).toBe('ACTIVE');
  });
});

describe('what hangs on a table', () => {
  test('tags are kept at the front', async () => {
    const { TableArn: ResourceArn } = await db.create({ Tags: [{ Key: 'team', Value: 'shop' }] });

    await db.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'stage', Value: 'dev' }] }));
    await db.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));

    const { Tags } = await db.client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'stage', Value: 'dev' }]);
  });

  test('point-in-time recovery is stored, dated by the virtual clock', async () => {
    await db.create();
    const read = async () =>
      (await db.client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription;

    const before = await read();
    await db.client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );

    expect(before).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    expect(await read()).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: new Date('2026-11-24T12:00:10Z'),
    });
  });

  test('limits are those of a new account', async () => {
    const { $metadata: _, ...limits } = await db.client.send(new DescribeLimitsCommand({}));

    expect(limits).toEqual({
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    });
  });
});

describe('what is not there is refused by name', () => {
  test('operations', async () => {
    await expect(
      db.client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM products' })),
    ).rejects.toMatchObject({ message: expect.stringContaining('ExecuteStatement') });
  });

  test('members', async () => {
    await expect(
      db.create({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('StreamSpecification of CreateTable') });
    await db.create();
    await expect(
      db.client.send(new UpdateTableCommand({ TableName, ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] })),
    ).rejects.toMatchObject({ message: expect.stringContaining('ReplicaUpdates of UpdateTable') });
  });

  test('bodies that are no JSON', async () => {
    const response = await fetch(db.door.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
      },
      body: '{',
    });

    expect(response.status).toBe(400);
  });
});

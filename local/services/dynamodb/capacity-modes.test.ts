import {
  PutItemCommand,
  QueryCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type ADynamoDb, aMinuteMs, anHourMs, startADynamoDb, withIndex } from './a-dynamodb';

let db: ADynamoDb;
beforeEach(async () => {
  db = await startADynamoDb();
});
afterEach(() => db.stop());

const TableName = 'products';
const update = (input: Partial<UpdateTableCommandInput>) =>
  db.client.send(new UpdateTableCommand({ TableName, ...input }));
const units = (read: number, write: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
});
const indexUnits = (read: number, write: number) => ({
  GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-kind', ...units(read, write) } }],
});
const toOnDemand = { BillingMode: 'PAY_PER_REQUEST' } as const;

describe('a throughput change', () => {
  test('takes a minute, shows the old units meanwhile, and refuses another', async () => {
    await db.create();

    const { TableDescription } = await update(units(20, 10));
    await expect(update(units(30, 10))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'Attempt to change a resource which is still in use: Table is being updated: products',
    });
    await db.clock.advance(aMinuteMs - 1);
    const before = await db.describe();
    await db.clock.advance(1);
    const after = await db.describe();

    expect(TableDescription).toMatchObject({
      TableStatus: 'UPDATING',
      ProvisionedThroughput: { ReadCapacityUnits: 10 },
    });
    expect(before.TableStatus).toBe('UPDATING');
    expect(after).toMatchObject({
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: {
        ReadCapacityUnits: 20,
        WriteCapacityUnits: 10,
        LastIncreaseDateTime: new Date('2026-11-24T12:00:10Z'),
        NumberOfDecreasesToday: 0,
      },
    });
    expect(after.ProvisionedThroughput).not.toHaveProperty('LastDecreaseDateTime');
  });

  test('that changes nothing is refused', async () => {
    await db.create();

    await expect(update(units(10, 10))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('will not change. The requested value equals the current value'),
    });
    expect((await db.describe()).TableStatus).toBe('ACTIVE');
  });

  test('down is possible four times, then once an hour, and anew after midnight UTC', async () => {
    await db.create();
    for (const write of [9, 8, 7, 6]) {
      await update(units(10, write));
      await db.clock.advance(aMinuteMs);
    }

    await expect(update(units(10, 5))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringMatching(/^Subscriber limit exceeded: .*Number of decreases today: 4/),
    });
    await update(units(11, 6));
    await db.clock.advance(anHourMs);
    await update(units(10, 5));
    await db.clock.advance(aMinuteMs);
    const fifth = await db.describe();
    await expect(update(units(10, 4))).rejects.toMatchObject({ name: 'LimitExceededException' });
    await db.clock.advance(12 * anHourMs);
    await update(units(10, 4));

    expect(fifth.ProvisionedThroughput).toMatchObject({ NumberOfDecreasesToday: 5, WriteCapacityUnits: 5 });
    expect((await db.describe()).ProvisionedThroughput?.NumberOfDecreasesToday).toBe(1);
  });

  test('of table and index counts for each, and fails whole if one is over its budget', async () => {
    await db.create(withIndex());
    for (const read of [9, 8, 7, 6]) {
      await update(indexUnits(read, 10));
      await db.clock.advance(aMinuteMs);
    }

    await expect(update({ ...units(9, 10), ...indexUnits(5, 10) })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    const table = await db.describe();

    expect(table.TableStatus).toBe('ACTIVE');
    expect(table.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 10, NumberOfDecreasesToday: 0 });
    expect(table.GlobalSecondaryIndexes?.[0]?.ProvisionedThroughput?.NumberOfDecreasesToday).toBe(4);
  });

  test('keeps to the quotas of table and account', async () => {
    await db.create();

    await expect(update(units(40_001, 10))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('40001; the table quota is 40000'),
    });
    await update(units(40_000, 10));
    await db.create({ TableName: 'second', ...units(39_000, 10) });
    await expect(db.create({ TableName: 'third', ...units(2_000, 10) })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('the account quota is 80000'),
    });
  });
});

test('a table that is stuck stays UPDATING until it is let go', async () => {
  let stuck = false;
  const other = await startADynamoDb({ stuck: (name) => stuck && name === 'products' });
  try {
    await other.create();
    stuck = true;
    await other.client.send(new UpdateTableCommand({ TableName, ...units(20, 20) }));

    await other.clock.advance(anHourMs);
    const held = (await other.describe()).TableStatus;
    stuck = false;
    await other.clock.advance(aMinuteMs);

    expect([held, (await other.describe()).TableStatus]).toEqual(['UPDATING', 'ACTIVE']);
  } finally {
    await other.stop();
  }
});

describe('a switch of the mode', () => {
  test('to on-demand takes five minutes, during which the old throughput applies', async () => {
    await db.create({ ...withIndex(), ...units(10, 1) });

    const { TableDescription } = await update(toOnDemand);
    let kept = 0;
    for (let attempt = 0; attempt < 30; attempt += 1)
      await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' } } })).catch((error: Error) => {
        expect(error.name).toBe('ProvisionedThroughputExceededException');
        kept += 1;
      });
    await db.clock.advance(5 * aMinuteMs);
    const after = await db.describe();

    expect(kept).toBeGreaterThan(10);
    expect(TableDescription).toMatchObject({
      TableStatus: 'UPDATING',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexStatus: 'UPDATING' }],
    });
    expect(after).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: new Date('2026-11-24T12:05:10Z'),
      },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ProvisionedThroughput: { ReadCapacityUnits: 0 } }],
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 },
    });
    for (let attempt = 0; attempt < 30; attempt += 1)
      await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' } } }));
  });

  test('to on-demand is possible four times in any 24 hours, back at any time', async () => {
    await db.create();
    for (let round = 0; round < 4; round += 1) {
      await update(toOnDemand);
      await db.clock.advance(5 * aMinuteMs);
      await update({ BillingMode: 'PROVISIONED', ...units(10, 10) });
      await db.clock.advance(5 * aMinuteMs);
    }

    await expect(update(toOnDemand)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('limited to 4 times in 24 hours'),
    });
    await db.clock.advance(24 * anHourMs - 40 * aMinuteMs);
    await update(toOnDemand);
  });

  test('to provisioned needs units for the table and for every index', async () => {
    await db.create({ ...toOnDemand, ...onDemandIndex });

    await expect(update({ BillingMode: 'PROVISIONED' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(update({ BillingMode: 'PROVISIONED', ...units(10, 10) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'One or more parameter values were invalid: ProvisionedThroughput must be specified for index: by-kind',
    });
    await update({ BillingMode: 'PROVISIONED', ...units(10, 10), ...indexUnits(7, 8) });
    await db.clock.advance(5 * aMinuteMs);

    const table = await db.describe();
    expect(table.BillingModeSummary?.BillingMode).toBe('PROVISIONED');
    expect(table.GlobalSecondaryIndexes?.[0]?.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 7,
      WriteCapacityUnits: 8,
    });
  });

  test('units on demand are refused, and so is a maximum for a provisioned table', async () => {
    await db.create(toOnDemand);
    await expect(update(units(1, 1))).rejects.toMatchObject({
      message: expect.stringContaining('when BillingMode is PAY_PER_REQUEST'),
    });
    await db.create({ TableName: 'other' });
    await expect(update({ TableName: 'other', OnDemandThroughput: { MaxReadRequestUnits: 5 } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('a table that was provisioned high is warm on demand', async () => {
    await db.create(units(30_000, 9_000));
    await update(toOnDemand);
    await db.clock.advance(5 * aMinuteMs);

    expect((await db.describe()).WarmThroughput).toMatchObject({
      ReadUnitsPerSecond: 30_000,
      WriteUnitsPerSecond: 9_000,
    });
  });
});

const { GlobalSecondaryIndexes: [index] = [], ...indexDefinitions } = withIndex();
const { ProvisionedThroughput: _, ...bareIndex } = index ?? {};
const onDemandIndex = {
  ...indexDefinitions,
  GlobalSecondaryIndexes: [
    { ...bareIndex, IndexName: 'by-kind', KeySchema: index?.KeySchema, Projection: index?.Projection },
  ],
};

describe('an index', () => {
  const create = {
    AttributeDefinitions: indexDefinitions.AttributeDefinitions,
    GlobalSecondaryIndexUpdates: [
      { Create: { IndexName: 'by-kind', KeySchema: index?.KeySchema, Projection: index?.Projection, ...units(5, 5) } },
    ],
  };
  const query = () =>
    db.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'book' } },
      }),
    );

  test('added later is backfilled, cannot be read before, and then serves', async () => {
    await db.create();
    await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' }, kind: { S: 'book' } } }));
    await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'b' } } }));

    const { TableDescription } = await update(create);
    await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'c' }, kind: { S: 'book' } } }));
    await expect(query()).rejects.toMatchObject({
      message: 'Cannot read from backfilling global secondary index: by-kind',
    });
    await db.clock.advance(5 * aMinuteMs);
    await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'd' }, kind: { S: 'book' } } }));

    expect(TableDescription?.GlobalSecondaryIndexes).toMatchObject([{ IndexStatus: 'CREATING', Backfilling: true }]);
    const { Items = [] } = await query();
    expect(Items.map((item) => item.id?.S).sort()).toEqual(['a', 'c', 'd']);
    expect((await db.describe()).GlobalSecondaryIndexes).toMatchObject([
      { IndexStatus: 'ACTIVE', ProvisionedThroughput: { ReadCapacityUnits: 5 } },
    ]);
  });

  test('taken away is DELETING, then gone', async () => {
    await db.create(withIndex());

    await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }] });
    const during = await db.describe();
    await db.clock.advance(aMinuteMs);

    expect(during.GlobalSecondaryIndexes).toMatchObject([{ IndexStatus: 'DELETING' }]);
    expect((await db.describe()).GlobalSecondaryIndexes).toBeUndefined();
    await expect(query()).rejects.toMatchObject({
      message: 'The table does not have the specified index: by-kind',
    });
  });

  test('of an on-demand table has no units, and gets some on the way to provisioned', async () => {
    await db.create(toOnDemand);
    await update({
      AttributeDefinitions: create.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [
        { Create: { IndexName: 'by-kind', KeySchema: index?.KeySchema, Projection: index?.Projection } },
      ],
    });
    await db.clock.advance(5 * aMinuteMs);
    await update({
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'by-kind', OnDemandThroughput: { MaxReadRequestUnits: 50 } } },
      ],
    });
    await db.clock.advance(aMinuteMs);
    const onDemand = await db.describe();
    await update({ BillingMode: 'PROVISIONED', ...units(10, 10), ...indexUnits(1, 1) });
    await db.clock.advance(5 * aMinuteMs);

    expect(onDemand.GlobalSecondaryIndexes).toMatchObject([
      { OnDemandThroughput: { MaxReadRequestUnits: 50 }, ProvisionedThroughput: { ReadCapacityUnits: 0 } },
    ]);
    expect((await db.describe()).GlobalSecondaryIndexes).toMatchObject([
      { IndexStatus: 'ACTIVE', ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    ]);
  });

  test('an update that says nothing is refused', async () => {
    await db.create();

    await expect(update({})).rejects.toMatchObject({ message: expect.stringMatching(/^At least one of BillingMode/) });
  });

  test('one kind of change per call', async () => {
    await db.create();

    await expect(update({ ...create, ...units(20, 20) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Only one of'),
    });
    expect((await db.describe()).TableStatus).toBe('ACTIVE');
  });
});

import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactGetItemsCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type ADynamoDb, aMinuteMs, startADynamoDb, withIndex } from './a-dynamodb';

let db: ADynamoDb;
beforeEach(async () => {
  db = await startADynamoDb();
});
afterEach(() => db.stop());

const TableName = 'products';
const manyUnits = { ProvisionedThroughput: { ReadCapacityUnits: 10_000, WriteCapacityUnits: 10_000 } };

type Actions = TransactWriteItemsCommandInput['TransactItems'];
const write = (TransactItems: Actions, more: Partial<TransactWriteItemsCommandInput> = {}) =>
  db.client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
const read = (TransactItems: TransactGetItemsCommandInput['TransactItems']) =>
  db.client.send(new TransactGetItemsCommand({ TransactItems, ReturnConsumedCapacity: 'TOTAL' }));
const key = (id: string) => ({ TableName, Key: { id: { S: id } } });
const put = (id: string, n = 0) => ({ TableName, Item: { id: { S: id }, n: { N: String(n) } } });
const add = (id: string, by: number) => ({
  ...key(id),
  UpdateExpression: 'ADD n :by',
  ExpressionAttributeValues: { ':by': { N: String(by) } },
});
const numberAt = async (id: string): Promise<number | undefined> => {
  const { Item } = await db.client.send(new GetItemCommand({ ...key(id), ConsistentRead: true }));
  return Item?.n?.N === undefined ? undefined : Number(Item.n.N);
};

describe('a transaction that writes', () => {
  test('does everything', async () => {
    await db.create(manyUnits);
    await db.client.send(new PutItemCommand(put('old', 1)));
    await db.client.send(new PutItemCommand(put('counter', 5)));

    await write([
      { Put: put('new', 7) },
      { Update: add('counter', 3) },
      { Delete: key('old') },
      { ConditionCheck: { ...key('absent'), ConditionExpression: 'attribute_not_exists(id)' } },
    ]);

    expect([await numberAt('new'), await numberAt('counter'), await numberAt('old')]).toEqual([7, 8, undefined]);
  });

  test('does nothing when one condition fails, and says which', async () => {
    await db.create(manyUnits);
    await db.client.send(new PutItemCommand(put('a', 1)));

    const attempt = write([
      { Put: put('b', 2) },
      {
        Put: {
          ...put('a', 9),
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Update: add('c', 1) },
    ]);

    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'a' }, n: { N: '1' } },
        },
        { Code: 'None' },
      ],
    });
    expect([await numberAt('a'), await numberAt('b'), await numberAt('c')]).toEqual([1, undefined, undefined]);
  });

  test('is cancelled by an update that does not fit what is stored', async () => {
    await db.create(manyUnits);
    await db.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'text' }, n: { S: 'one' } } }));

    const attempt = write([{ Put: put('b') }, { Update: add('text', 1) }]);

    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: expect.stringContaining('incorrect data type') },
      ],
    });
    expect(await numberAt('b')).toBeUndefined();
  });

  test('keeps the indexes', async () => {
    await db.create({ ...manyUnits, ...withIndex(100, 100) });
    await write([{ Put: { TableName, Item: { id: { S: 'a' }, kind: { S: 'book' } } } }]);
    const query = async () =>
      (
        await db.client.send(
          new QueryCommand({
            TableName,
            IndexName: 'by-kind',
            KeyConditionExpression: 'kind = :k',
            ExpressionAttributeValues: { ':k': { S: 'book' } },
          }),
        )
      ).Count;
    const before = await query();
    await write([{ Delete: key('a') }]);

    expect([before, await query()]).toEqual([1, 0]);
  });

  test('costs two units a kilobyte', async () => {
    await db.create(manyUnits);

    const { ConsumedCapacity } = await write([{ Put: put('a') }, { Delete: key('b') }], {
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  });

  test('over the throughput is cancelled with that reason', async () => {
    await db.create({ ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 1 } });
    for (let index = 0; index < 5; index += 1) await write([{ Put: put('a') }]);

    await expect(write([{ Put: put('a') }])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        {
          Code: 'ProvisionedThroughputExceeded',
          Message: expect.stringContaining('provisioned throughput for the table'),
        },
      ],
    });
  });

  test.each<[string, Actions, RegExp]>([
    ['no action', [], /length less than or equal to 100/],
    ['101 actions', Array.from({ length: 101 }, (_, index) => ({ Put: put(`i${index}`) })), /has 101/],
    ['an item twice', [{ Put: put('a') }, { Delete: key('a') }], /cannot include multiple operations on one item/],
    ['two kinds in one', [{ Put: put('a'), Delete: key('b') }], /can only contain one of/],
    [
      'an expression that does not parse',
      [{ Update: { ...key('a'), UpdateExpression: 'SETT n' } }],
      /UpdateExpression/,
    ],
    ['a put without key', [{ Put: { TableName, Item: { n: { N: '1' } } } }], /./],
  ])('%s is refused', async (_, actions, message) => {
    await db.create(manyUnits);

    await expect(write(actions)).rejects.toMatchObject({
      name: expect.stringMatching(/ValidationException|TransactionCanceledException/),
      message: expect.stringMatching(message),
    });
    expect((await db.client.send(new ScanCommand({ TableName }))).Count).toBe(0);
  });

  test('of more than 4 MB is refused', async () => {
    await db.create(manyUnits);
    const big = { S: 'x'.repeat(390_000) };

    await expect(
      write(Array.from({ length: 12 }, (_, index) => ({ Put: { TableName, Item: { id: { S: `i${index}` }, big } } }))),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('4 MB') });
  });

  test('on a table that is not there is not found', async () => {
    await db.create(manyUnits);

    await expect(write([{ Put: put('a') }, { Put: { ...put('b'), TableName: 'other' } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('the same token', () => {
  const ClientRequestToken = 'a-token';

  test('does it once, within ten minutes', async () => {
    await db.create(manyUnits);
    const actions = [{ Update: add('a', 1) }];

    await write(actions, { ClientRequestToken });
    const again = await write(actions, { ClientRequestToken, ReturnConsumedCapacity: 'TOTAL' });
    const once = await numberAt('a');
    await db.clock.advance(10 * aMinuteMs);
    await write(actions, { ClientRequestToken });

    expect(again.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2, ReadCapacityUnits: 2 }]);
    expect([once, await numberAt('a')]).toEqual([1, 2]);
  });

  test('for another request is refused', async () => {
    await db.create(manyUnits);
    await write([{ Update: add('a', 1) }], { ClientRequestToken });

    await expect(write([{ Update: add('a', 2) }], { ClientRequestToken })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test('after a cancelled transaction is good again', async () => {
    await db.create(manyUnits);
    const actions = [
      { ConditionCheck: { ...key('flag'), ConditionExpression: 'attribute_exists(id)' } },
      { Update: add('a', 1) },
    ];
    await expect(write(actions, { ClientRequestToken })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    await db.client.send(new PutItemCommand(put('flag')));

    await write(actions, { ClientRequestToken });

    expect(await numberAt('a')).toBe(1);
  });
});

describe('a transaction that reads', () => {
  test('gives items in the order of the request, with projections, at two units a block', async () => {
    await db.create(manyUnits);
    await db.client.send(new PutItemCommand(put('a', 1)));

    const { ConsumedCapacity, Responses } = await read([
      { Get: key('none') },
      { Get: { ...key('a'), ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } } },
    ]);

    expect(Responses).toEqual([{}, { Item: { n: { N: '1' } } }]);
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
  });
});

describe('many at once', () => {
  test('transfers neither lose nor make money, and no reader sees one half done', async () => {
    await db.create(manyUnits);
    const accounts = ['a', 'b', 'c', 'd'];
    for (const id of accounts) await db.client.send(new PutItemCommand(put(id, 100)));
    const totals = new Set<number>();
    const transfer = async (index: number): Promise<void> => {
      const from = accounts[index % 4] ?? 'a';
      const to = accounts[(index + 1 + (index % 3)) % 4] ?? 'b';
      if (from !== to) await write([{ Update: add(from, -1) }, { Update: add(to, 1) }]);
    };
    const look = async (): Promise<void> => {
      const { Responses = [] } = await read(accounts.map((id) => ({ Get: key(id) })));
      totals.add(Responses.reduce((sum, { Item }) => sum + Number(Item?.n?.N), 0));
    };

    await Promise.all(Array.from({ length: 80 }, (_, index) => (index % 2 === 0 ? transfer(index) : look())));

    expect([...totals]).toEqual([400]);
    expect(
      await Promise.all(accounts.map(numberAt)).then((values) =>
        values.reduce((sum, one) => (sum ?? 0) + (one ?? 0), 0),
      ),
    ).toBe(400);
  });

  test('plain writes and transactions of one item do not overtake each other', async () => {
    await db.create(manyUnits);

    await Promise.all(Array.from({ length: 60 }, () => write([{ Update: add('a', 1) }])));

    expect(await numberAt('a')).toBe(60);
  });
});

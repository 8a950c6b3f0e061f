import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { startADynamoDb, withIndex } from './a-dynamodb';
import { allItems, createEmbeddedEngine } from './embedded-engine';
import { settledEngine } from './engine-settled';
import type { Json } from './json';

const account = '123456789012';
const byId: Json = {
  TableName: 'products',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

/** dynalite on its own server, for what it says to a stock client. */
const startDynalite = async () => {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    endpoint,
    client,
    stop: async () => {
      client.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
};

describe('the embedded engine', () => {
  test('has the parts of dynalite that it is made of', async () => {
    const engine = createEmbeddedEngine(account, 'us-east-1');
    await engine.call('CreateTable', byId);
    await settledEngine(engine, 'products');

    await engine.call('PutItem', { TableName: 'products', Item: { id: { S: 'a' }, kind: { S: 'book' } } });
    const read = await engine.call('GetItem', {
      TableName: 'products',
      Key: { id: { S: 'a' } },
      ReturnConsumedCapacity: 'INDEXES',
    });

    expect(read).toMatchObject({
      Item: { id: { S: 'a' }, kind: { S: 'book' } },
      ConsumedCapacity: { CapacityUnits: 0.5, TableName: 'products', Table: { CapacityUnits: 0.5 } },
    });
    await engine.close();
  });

  test('does not change what it is given', async () => {
    const engine = createEmbeddedEngine(account, 'us-east-1');
    await engine.call('CreateTable', byId);
    await settledEngine(engine, 'products');
    const input = {
      TableName: 'products',
      Key: { id: { S: 'a' } },
      UpdateExpression: 'SET #n = :one',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      Unknown: 'member',
    };
    const before = structuredClone(input);

    await engine.call('UpdateItem', input);

    expect(input).toEqual(before);
    await engine.close();
  });

  test('reads through a table page by page', async () => {
    const engine = createEmbeddedEngine(account, 'us-east-1');
    await engine.call('CreateTable', byId);
    await settledEngine(engine, 'products');
    for (let index = 0; index < 12; index += 1)
      await engine.call('PutItem', {
        TableName: 'products',
        Item: { id: { S: `i${index}` }, text: { S: 'x'.repeat(200_000) } },
      });

    const ids: unknown[] = [];
    for await (const item of allItems(engine.call, 'products')) ids.push(item.id?.S);

    expect(new Set(ids).size).toBe(12);
    await engine.close();
  });
});

test('before the engine nothing changes what single calls answer', async () => {
  const bare = await startDynalite();
  const db = await startADynamoDb({ enforce: false });
  await db.create({ BillingMode: 'PAY_PER_REQUEST' });
  await bare.client.send(
    new CreateTableCommand({
      TableName: 'products',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const day = '20261124';
  const raw = async (endpoint: string, operation: string, input: object) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': `${day}T000000Z`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/${day}/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    return [response.status, await response.json()];
  };
  const ours = async (operation: string, input: object) => {
    const answer = await db.service.raw?.({
      operation,
      body: Buffer.from(JSON.stringify(input)),
      headers: {},
      call: { caller: { kind: 'root', arn: 'arn:aws:iam::123456789012:root' }, requestId: 'r' },
    });
    return [answer?.statusCode, JSON.parse(answer?.body.toString('utf8') ?? '')];
  };
  const id = fc.constantFrom('a', 'b', 'c');
  const value = fc.oneof(
    fc.record({ S: fc.string({ maxLength: 5 }) }),
    fc.record({ N: fc.integer().map(String) }),
    fc.record({ BOOL: fc.boolean() }),
  );
  const Key = fc.oneof(
    { weight: 9, arbitrary: id.map((S) => ({ id: { S } })) },
    { weight: 1, arbitrary: fc.constantFrom({}, { id: { N: '1' } }, { other: { S: 'x' } }) },
  );
  const asked = fc.constantFrom({}, { ReturnConsumedCapacity: 'TOTAL' }, { ReturnConsumedCapacity: 'BAD' });
  const step = fc.oneof(
    fc.record({
      operation: fc.constant('PutItem'),
      asked,
      rest: fc.tuple(Key, value).map(([key, n]) => ({ Item: { ...key, n }, ReturnValues: 'ALL_OLD' })),
    }),
    fc.record({
      operation: fc.constant('GetItem'),
      asked,
      rest: Key.map((key) => ({ Key: key, ConsistentRead: true })),
    }),
    fc.record({
      operation: fc.constant('DeleteItem'),
      asked,
      rest: Key.map((key) => ({ Key: key, ConditionExpression: 'attribute_exists(n)' })),
    }),
    fc.record({
      operation: fc.constant('UpdateItem'),
      asked,
      rest: fc
        .tuple(Key, fc.constantFrom('ADD n :v', 'SET n = :v', 'REMOVE n, m', 'SET m = n'))
        .map(([key, UpdateExpression]) => ({
          Key: key,
          UpdateExpression,
          ...(UpdateExpression.includes(':v') ? { ExpressionAttributeValues: { ':v': { N: '1' } } } : {}),
          ReturnValues: 'ALL_NEW',
        })),
    }),
  );
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        for (const one of steps) {
          const input = { TableName: 'products', ...one.rest, ...one.asked };
          expect(await ours(one.operation, input)).toEqual(await raw(bare.endpoint, one.operation, input));
        }
      }),
      { numRuns: 60 },
    );
  } finally {
    await db.stop();
    await bare.stop();
  }
});

describe('another endpoint behind the front', () => {
  test('keeps the items; throughput, transactions and tables that were there before come from the front', async () => {
    const bare = await startDynalite();
    await bare.client.send(
      new CreateTableCommand({
        TableName: 'products',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 1 },
      }),
    );
    const db = await startADynamoDb({ endpoint: bare.endpoint });
    try {
      const Key = { id: { S: 'a' } };
      await db.client.send(new PutItemCommand({ TableName: 'products', Item: Key }));
      await db.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName: 'products',
                Key,
                UpdateExpression: 'SET n = :n',
                ExpressionAttributeValues: { ':n': { N: '1' } },
              },
            },
            { Put: { TableName: 'products', Item: { id: { S: 'b' } } } },
          ],
        }),
      );

      const { Item } = await bare.client.send(new GetItemCommand({ TableName: 'products', Key }));
      expect(Item).toEqual({ id: { S: 'a' }, n: { N: '1' } });
      expect((await db.describe()).ProvisionedThroughput).toMatchObject({
        ReadCapacityUnits: 7,
        WriteCapacityUnits: 1,
      });
      await db.create({ TableName: 'more', ...withIndex() });
      const missing = db.client.send(new GetItemCommand({ TableName: 'nothing', Key }));
      await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    } finally {
      await db.stop();
      await bare.stop();
    }
  });

  test('that does not answer is an internal error, and the front lives on', async () => {
    const bare = await startDynalite();
    await bare.stop();
    const db = await startADynamoDb({ endpoint: bare.endpoint });
    try {
      await expect(db.create()).rejects.toMatchObject({
        name: 'InternalServerError',
        message: expect.stringContaining('cannot be reached'),
      });
    } finally {
      await db.stop();
    }
  });
});

import { ConditionalCheckFailedException, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocument,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { aStage, type Stage } from './fixture';

describe('the document client of the access module', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage();
  });
  afterAll(() => stage.close());

  test('is the SDK document client for whoever asks', () => {
    const { document } = stage.open();
    expect(document).toBeInstanceOf(DynamoDBDocument);
    expect(document).toBeInstanceOf(DynamoDBDocumentClient);
  });

  test('writes and reads native values through DAX', async () => {
    const { document } = stage.open();
    const item = {
      id: 'a',
      text: 'x',
      whole: 7,
      big: 12345678901234567890n,
      yes: true,
      nothing: null,
      list: [1, 'two', { three: 3 }],
      names: new Set(['a', 'b']),
      bytes: new Uint8Array([1, 2, 3]),
      deep: { bytes: new Uint8Array([4]), empty: '' },
    };
    await document.put({ TableName: 'items', Item: item });
    const { Item } = await document.get({ TableName: 'items', Key: { id: 'a' } });
    expect(Item).toEqual(item);
    expect(stage.notes.attempts.every(({ route, outcome }) => route === 'dax' && outcome === 'ok')).toBe(true);
    expect((await stage.table.get({ TableName: 'items', Key: { id: 'a' } })).Item).toEqual(item);
  });

  test('takes document commands, low-level commands, callbacks and per-call time-outs', async () => {
    const { document } = stage.open();
    await document.send(new PutCommand({ TableName: 'items', Item: { id: 'c', n: 1 } }));
    expect((await document.send(new GetCommand({ TableName: 'items', Key: { id: 'c' } }))).Item).toEqual({
      id: 'c',
      n: 1,
    });
    const raw = await document.send(new GetItemCommand({ TableName: 'items', Key: { id: { S: 'c' } } }));
    expect(raw.Item).toEqual({ id: { S: 'c' }, n: { N: '1' } });
    const called = await new Promise((resolve) => {
      document.get({ TableName: 'items', Key: { id: 'c' } }, (error: unknown, data?: unknown) =>
        resolve(error ?? data),
      );
    });
    expect(called).toMatchObject({ Item: { id: 'c', n: 1 } });
  });

  test('gives a failed condition the class and the name that the SDK gives it', async () => {
    const { document } = stage.open();
    await document.put({ TableName: 'items', Item: { id: 'd' } });
    const again = document.put({
      TableName: 'items',
      Item: { id: 'd' },
      ConditionExpression: 'attribute_not_exists(id)',
    });
    await expect(again).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', $fault: 'client' });
  });

  test('pages with the paginators of the SDK', async () => {
    const { document } = stage.open();
    for (let number = 0; number < 7; number += 1)
      await document.put({ TableName: 'pairs', Item: { pk: 'p', sk: `${number}`, number } });
    const query = () => ({
      TableName: 'pairs',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': 'p' },
    });
    const pages: number[] = [];
    for await (const page of paginateQuery({ client: document, pageSize: 3 }, query()))
      pages.push(page.Items?.length ?? 0);
    expect(pages).toEqual([3, 3, 1]);
    let scanned = 0;
    for await (const page of paginateScan({ client: document }, { TableName: 'pairs' }))
      scanned += page.Items?.length ?? 0;
    expect(scanned).toBe(7);
    expect((await document.send(new QueryCommand({ ...query(), Limit: 2 }))).Count).toBe(2);
  });

  test('asks the table for what DAX does not have, and refuses PartiQL by name', async () => {
    const access = stage.open();
    expect((await access.dynamodb.describeTable({ TableName: 'items' })).Table?.TableName).toBe('items');
    const statement = access.document.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM "items"' }));
    await expect(statement).rejects.toMatchObject({
      code: 'access.unsupported',
      message: expect.stringContaining('PartiQL'),
    });
  });
});

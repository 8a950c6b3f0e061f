import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { openAccess } from '../../shared/dax-access/index';
import { aStage, type Stage } from './fixture';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => stage.close());

const thrownBy = (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: Error) => error,
  );

describe('bad input is told of as the document client of the SDK does', () => {
  type Call = (document: DynamoDBDocument) => Promise<unknown>;
  const calls: Readonly<Record<string, Call>> = {
    'a key without its range': (d) => d.get({ TableName: 'pairs', Key: { pk: 'a' } }),
    'a key of another name': (d) => d.get({ TableName: 'items', Key: { sku: 'a' } }),
    'a key with an attribute too many': (d) => d.delete({ TableName: 'items', Key: { id: 'a', other: 1 } }),
    'an item of more than 400 KB': (d) => d.put({ TableName: 'items', Item: { id: 'a', text: 'x'.repeat(410_000) } }),
    'a batch that reads a key twice': (d) =>
      d.batchGet({ RequestItems: { items: { Keys: [{ id: 'a' }, { id: 'a' }] } } }),
    'a batch that writes a key twice': (d) =>
      d.batchWrite({
        RequestItems: { items: [{ PutRequest: { Item: { id: 'a' } } }, { DeleteRequest: { Key: { id: 'a' } } }] },
      }),
    'an item without its key': (d) => d.put({ TableName: 'items', Item: { name: 'a' } }),
    'an expression that does not parse': (d) =>
      d.get({ TableName: 'items', Key: { id: 'a' }, ProjectionExpression: 'a b' }),
  };

  test.each(Object.entries(calls))('%s', async (_title, call) => {
    const { document } = stage.open({ keys: { items: ['id'], pairs: ['pk', 'sk'] } });
    const expected = await thrownBy(call(stage.table));
    const got = await thrownBy(call(document));
    expect(got.name).toBe(expected.name);
    expect(got.constructor.name).toBe(expected.constructor.name);
    // What can be said of it more than that stands behind.
    expect(got.message.slice(0, 30)).toBe(expected.message.slice(0, 30));
  });

  test('no Region', async () => {
    const { AWS_REGION, AWS_DEFAULT_REGION, ...env } = process.env;
    const before = process.env;
    process.env = { ...env, AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };
    try {
      const sdk = await thrownBy(
        DynamoDBDocument.from(new DynamoDB({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })).get({
          TableName: 'items',
          Key: { id: 'a' },
        }),
      );
      expect(() => openAccess({ endpoint: 'dax://127.0.0.1:1' })).toThrow(sdk.message);
      expect(() => openAccess({ endpoint: 'dax://127.0.0.1:1' })).toThrow(/AWS_REGION/);
    } finally {
      process.env = before;
    }
  });

  const none = () =>
    Promise.reject(
      Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
    );
  const asked: Readonly<Record<string, Call>> = {
    'a read': (d) => d.get({ TableName: 'items', Key: { id: 'a' } }),
    'a write': (d) => d.put({ TableName: 'items', Item: { id: 'a' } }),
  };
  test.each(Object.entries(asked))('no credentials, for %s', async (_title, call) => {
    const dynamodb = new DynamoDB({ endpoint: stage.cluster.dynamodbEndpoint, region: 'us-east-1', credentials: none });
    const expected = await thrownBy(call(DynamoDBDocument.from(dynamodb)));
    for (const itemTtlMs of [0, 300_000]) {
      const { document } = stage.open({ credentials: none, itemTtlMs });
      const got = await thrownBy(call(document));
      expect([got.name, got.message]).toEqual([expected.name, expected.message]);
    }
    dynamodb.destroy();
  });

  test('an endpoint that does not resolve: named, with the reason of the SDK', async () => {
    const access = stage.open({ endpoint: 'dax://nowhere.invalid:8111', fallback: { reads: false } });
    const ready = await thrownBy(access.ready(5_000));
    expect(ready.message).toMatch(
      /endpoint dax:\/\/nowhere\.invalid:8111: the name nowhere\.invalid cannot be resolved/,
    );
    const got = await thrownBy(access.document.get({ TableName: 'items', Key: { id: 'a' } }));
    expect(got.message).toContain('nowhere.invalid');
    const codes: unknown[] = [];
    type Caused = { readonly code?: string; readonly cause?: Caused };
    for (let error: Caused | undefined = got as Caused; error !== undefined; error = error.cause)
      codes.push(error.code);
    expect(codes.some((code) => /^(ENOTFOUND|EAI_AGAIN)$/.test(String(code)))).toBe(true);
  });
});

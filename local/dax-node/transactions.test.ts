import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type ConformanceClient, documentClient, v1Client, v3Client } from './conformance/clients';
import { comparable } from './conformance/comparable';
import { createTable } from './conformance/tables';
import { aCluster, CREDENTIALS, directClient, eventually, exceptionName, type Fixture } from './testing/fixture';
import { type Moto, motoIsHere, startMoto } from './testing/moto';

const whereMotoIs = motoIsHere() ? describe : describe.skip;

whereMotoIs('transactions over an engine that has them (moto; skipped where Python has no moto)', () => {
  let moto: Moto;
  let fixture: Fixture;
  let dynamodb: DynamoDB;
  let tables = 0;

  beforeAll(async () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    moto = await startMoto();
    fixture = await aCluster({ dynamodb: { endpoint: moto.endpoint, region: 'us-east-1', credentials: CREDENTIALS } });
    dynamodb = directClient(moto.endpoint);
  }, 60_000);
  afterAll(async () => {
    dynamodb.destroy();
    await fixture.close();
    await moto.close();
  });

  const key = (pk: string) => ({ pk: { S: pk } });
  const SEED = [
    { ...key('a'), n: { N: '1' }, s: { S: 'x' } },
    { ...key('b'), n: { N: '2' } },
    { ...key('c'), m: { M: { d: { L: [{ N: '1' }, { S: 'e' }] } } } },
  ];
  async function newTable(): Promise<string> {
    tables += 1;
    const name = `Transactions-${tables}-`;
    await createTable(dynamodb, name, 'S');
    for (const Item of SEED) await dynamodb.putItem({ TableName: name, Item });
    return name;
  }

  type Actions = (TableName: string) => readonly object[];
  const WRITES: readonly (readonly [string, Actions])[] = [
    [
      'one of each kind',
      (TableName) => [
        { Put: { TableName, Item: { ...key('new'), v: { SS: ['p', 'q'] } } } },
        {
          Update: {
            TableName,
            Key: key('a'),
            UpdateExpression: 'SET n = n + :one REMOVE s',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        { Delete: { TableName, Key: key('b') } },
        { ConditionCheck: { TableName, Key: key('c'), ConditionExpression: 'attribute_exists(m.d)' } },
      ],
    ],
    [
      'a failed check among good ones',
      (TableName) => [
        { Put: { TableName, Item: key('new') } },
        { ConditionCheck: { TableName, Key: key('c'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    ],
    [
      'a failed put that wants the old item',
      (TableName) => [
        {
          Put: {
            TableName,
            Item: { ...key('a'), n: { N: '9' } },
            ConditionExpression: 'n > :high',
            ExpressionAttributeValues: { ':high': { N: '5' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Delete: { TableName, Key: key('b') } },
      ],
    ],
  ];
  const CLIENTS = [v3Client, documentClient, v1Client].map((create) => ({ create, name: create.name }));

  describe.each(CLIENTS)('$name', ({ create }) => {
    let client: ConformanceClient;
    beforeAll(() => {
      client = create(fixture.cluster.endpoints[0] as string);
    });
    afterAll(() => client.close());

    test.each(WRITES)('writes %s as a direct call does', async (_name, actions) => {
      const [through, direct] = [await newTable(), await newTable()];
      const got = await outcome(through, () => client.call('transactWriteItems', { TransactItems: actions(through) }));
      const expected = await outcome(direct, () =>
        dynamodb.transactWriteItems({ TransactItems: actions(direct) as never }),
      );
      expect(got).toEqual(expected);
      const all = async (table: string) => {
        const { Items: items = [] } = await dynamodb.scan({ TableName: table });
        return comparable(
          [...items].sort((left, right) => ((left.pk?.S ?? '') < (right.pk?.S ?? '') ? -1 : 1)),
          [table],
        );
      };
      expect(await all(through)).toEqual(await all(direct));
    });

    test('reads several items, absent ones and projections', async () => {
      const table = await newTable();
      const gets = [
        { Get: { TableName: table, Key: key('a') } },
        { Get: { TableName: table, Key: key('c'), ProjectionExpression: 'm.d[1]' } },
        { Get: { TableName: table, Key: key('b'), ProjectionExpression: 'n' } },
      ];
      const got = await outcome(table, () => client.call('transactGetItems', { TransactItems: gets }));
      expect(got).toEqual({
        answer: {
          Responses: [
            { Item: { n: { N: '1e0' }, pk: { S: 'a' }, s: { S: 'x' } } },
            { Item: { m: { M: { d: { L: [{ S: 'e' }] } } } } },
            { Item: { n: { N: '2e0' } } },
          ],
        },
      });
    });
  });

  test('what a transaction changed is read into the item cache in the background', async () => {
    const TableName = await newTable();
    const dax = fixture.dax();
    const read = async () => (await dax.getItem({ TableName, Key: key('a') })).Item?.n?.N;
    expect(await read()).toBe('1');
    const update = {
      Update: {
        TableName,
        Key: key('a'),
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '8' } },
      },
    };
    const entries = (): number => fixture.cluster.stats().nodes[0]?.entries ?? 0;
    const before = entries();
    await dax.transactWriteItems({ TransactItems: [update] });
    await eventually(() => entries() === before);
    const misses = fixture.cluster.stats().nodes[0]?.counts.ItemCacheMisses;
    expect(await read()).toBe('8');
    expect(fixture.cluster.stats().nodes[0]?.counts.ItemCacheMisses).toBe(misses);
  });

  test('a transaction repeated with its token is applied once', async () => {
    const TableName = await newTable();
    const dax = fixture.dax();
    const TransactItems = [
      {
        Update: {
          TableName,
          Key: key('a'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ];
    await dax.transactWriteItems({ TransactItems, ClientRequestToken: 'token-1' });
    const { Item: item } = await dynamodb.getItem({ TableName, Key: key('a') });
    expect(item?.n).toEqual({ N: '2' });
  });
});

/** moto sends capacities and metrics also when nobody asked, empty. */
function withoutEmptyExtras(answer: unknown): unknown {
  const extras = new Set(['ConsumedCapacity', 'ItemCollectionMetrics']);
  return Object.fromEntries(
    Object.entries(answer as object).filter(
      ([name, content]) => !extras.has(name) || Object.keys(content as object).length > 0,
    ),
  );
}

/** Code and, where there are any, the cancellation reasons with their items. */
async function outcome(table: string, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { answer: comparable(withoutEmptyExtras(await call()), [table]) };
  } catch (error) {
    const inner = ((error as { context?: unknown }).context ?? error) as {
      cancellationReasons?: unknown;
      CancellationReasons?: unknown;
    };
    const reasons = (inner.cancellationReasons ?? inner.CancellationReasons ?? []) as readonly {
      Code?: string;
      Item?: unknown;
    }[];
    return {
      error: exceptionName(error),
      reasons: reasons.map(({ Code: code, Item: item }) => ({
        code: code ?? 'None',
        item: item == null ? null : comparable(item, [table]),
      })),
    };
  }
}

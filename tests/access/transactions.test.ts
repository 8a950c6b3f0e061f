import { DynamoDB, type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type DaxCluster, startDaxCluster } from '../../local/dax-node';
import { motoIsHere, startMoto } from '../../local/dax-node/testing/moto';
import { startTestDoor } from '../../local/kernel/testing';
import { createDynamoDbService } from '../../local/services/dynamodb/service';
import { type Access, type AccessOptions, openAccess } from '../../shared/dax-access/index';
import { createTable, Notes, region } from './fixture';
import { type Asked, type FailingDynamoDb, startFailingDynamoDb } from './network/failing-dynamodb';

interface Engine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

async function localEngine(): Promise<Engine> {
  const options = { enforce: false, durations: { createMs: 0 } };
  const door = await startTestDoor([(platform) => createDynamoDbService(platform, options)]);
  return { endpoint: door.endpoint, stop: () => door.stop() };
}

async function motoEngine(): Promise<Engine> {
  const moto = await startMoto();
  return { endpoint: moto.endpoint, stop: () => moto.close() };
}

const usual = { kind: 'answer', afterMs: 0 } as const;
/** The local platform knows this key alone. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

type Transaction = (document: DynamoDBDocument, id: string) => Promise<unknown>;
const TableName = 'items';

const steps: Readonly<Record<string, Transaction>> = {
  'one action of each kind': async (d, id) => {
    await d.put({ TableName, Item: { id: `${id}-u`, n: 1 } });
    await d.put({ TableName, Item: { id: `${id}-d` } });
    await d.put({ TableName, Item: { id: `${id}-c`, open: true } });
    await d.transactWrite({
      TransactItems: [
        { Put: { TableName, Item: { id: `${id}-p`, bytes: new Uint8Array([1]), names: new Set(['a', 'b']) } } },
        {
          Update: {
            TableName,
            Key: { id: `${id}-u` },
            UpdateExpression: 'ADD n :two',
            ExpressionAttributeValues: { ':two': 2 },
          },
        },
        { Delete: { TableName, Key: { id: `${id}-d` } } },
        { ConditionCheck: { TableName, Key: { id: `${id}-c` }, ConditionExpression: 'attribute_exists(id)' } },
      ],
    });
    const ids = ['p', 'u', 'd', 'c'].map((letter) => `${id}-${letter}`);
    const { Responses } = await d.transactGet({
      TransactItems: ids.map((one) => ({ Get: { TableName, Key: { id: one } } })),
    });
    return Responses?.map(({ Item }) => Item ?? 'none');
  },
  'a failed condition, with the old item among the reasons': async (d, id) => {
    await d.put({ TableName, Item: { id, n: 7, deep: { list: [1] } } });
    return d.transactWrite({
      TransactItems: [
        { Put: { TableName, Item: { id: `${id}-other` } } },
        {
          Put: {
            TableName,
            Item: { id },
            ConditionExpression: 'attribute_not_exists(id)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
  },
  'a failed check': (d, id) =>
    d.transactWrite({
      TransactItems: [
        { ConditionCheck: { TableName, Key: { id }, ConditionExpression: 'attribute_exists(id)' } },
        { Delete: { TableName, Key: { id: `${id}-x` } } },
      ],
    }),
  'one item twice': (d, id) =>
    d.transactWrite({
      TransactItems: [{ Put: { TableName, Item: { id } } }, { Delete: { TableName, Key: { id } } }],
    }),
};

/** With every name of the run taken out; of an error its name and reasons. */
async function outcomeOf(step: Transaction, document: DynamoDBDocument, id: string): Promise<unknown> {
  try {
    return shown(await step(document, id), id);
  } catch (error) {
    const { name, CancellationReasons } = error as TransactionCanceledException;
    const reasons = CancellationReasons?.map(({ Code, Item }) => [
      Code,
      Item && Object.keys(Item).length > 0 ? Item : 'none',
    ]);
    return shown({ name, reasons }, id);
  }
}

function shown(value: unknown, id: string): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member) => {
      if (key === '$metadata') return undefined;
      return member instanceof Set ? [...member].sort() : member;
    }).replaceAll(id, '*'),
  );
}

const moto = motoIsHere() ? describe : describe.skip;
describe('transactions over the local platform', () => conformance(localEngine, 'once'));
// It carries out a token as often as it comes.
moto('transactions over moto (skipped where Python has no moto)', () => conformance(motoEngine, 'each-time'));

function conformance(start: () => Promise<Engine>, carriesOutToken: 'once' | 'each-time'): void {
  let engine: Engine;
  let gate: FailingDynamoDb;
  const asked: Asked[] = [];
  let cluster: DaxCluster;
  let table: DynamoDBDocument;
  const opened: Access[] = [];
  const notes = new Notes();

  beforeAll(async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    engine = await start();
    gate = await startFailingDynamoDb(engine.endpoint);
    const dynamodb = new DynamoDB({ endpoint: engine.endpoint, region, credentials });
    await createTable(dynamodb, TableName, ['id']);
    table = DynamoDBDocument.from(dynamodb);
    cluster = await startDaxCluster({
      nodes: 1,
      port: 0,
      dynamodb: { endpoint: gate.endpoint, region, credentials },
      attributeListsFile: false,
    });
  });
  beforeEach(() => {
    asked.length = 0;
    gate.fate = (call) => {
      asked.push(call);
      return usual;
    };
    notes.attempts.length = 0;
  });
  afterAll(async () => {
    for (const access of opened) await access.close();
    table.destroy();
    await cluster.close();
    await gate.close();
    await engine.stop();
    jest.restoreAllMocks();
  });

  const open = (more: Partial<AccessOptions> = {}): DynamoDBDocument => {
    const access = openAccess({
      endpoint: cluster.endpoints[0] as string,
      region,
      credentials,
      dynamodb: { endpoint: gate.endpoint },
      itemTtlMs: 300_000,
      canaryShare: 0,
      deadlineMs: 20_000,
      observer: notes,
      ...more,
    });
    opened.push(access);
    return access.document;
  };

  describe.each(['lib-dax', 'amazon-dax-client'] as const)('by %s', (transport) => {
    test.each(Object.entries(steps))('%s comes out as at the table', async (title, step) => {
      const expected = await outcomeOf(step, table, `direct ${transport} ${title}`);
      expect(await outcomeOf(step, open({ transport }), `dax ${transport} ${title}`)).toEqual(expected);
      expect(notes.attempts.every(({ route }) => route === 'dax')).toBe(true);
    });
  });

  const counted = (id: string, token: string) => ({
    ClientRequestToken: token,
    TransactItems: [
      {
        Update: {
          TableName,
          Key: { id },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
    ],
  });
  const count = async (id: string) =>
    (await table.get({ TableName, Key: { id }, ConsistentRead: true })).Item?.n as number | undefined;
  /** The first answer to a transaction is lost after it was carried out. */
  const loseOneAnswer = () => {
    gate.fate = (call) => {
      asked.push(call);
      return call.operation === 'TransactWriteItems' && sent().length === 1 ? { kind: 'lost' } : usual;
    };
  };
  const sent = () => asked.filter(({ operation }) => operation === 'TransactWriteItems');

  test('the caller’s token reaches the table, and is not made up anew', async () => {
    await open().transactWrite(counted('token', 'token-1'));
    expect(sent().map(({ body }) => body.ClientRequestToken)).toEqual(['token-1']);
  });

  test('one whose answer is lost stays in doubt, sent once, unless repeating is allowed', async () => {
    loseOneAnswer();
    await expect(open().transactWrite(counted('doubt', 'token-2'))).rejects.toMatchObject({
      name: 'AmbiguousWriteError',
    });
    expect(sent()).toHaveLength(1);
    expect(await count('doubt')).toBe(1);
  });

  test('with repeatAmbiguous it is sent again with the same token', async () => {
    loseOneAnswer();
    await open({ repeatAmbiguous: true }).transactWrite(counted('again', 'token-3'));
    expect(sent().map(({ body }) => body.ClientRequestToken)).toEqual(['token-3', 'token-3']);
    expect(await count('again')).toBe(carriesOutToken === 'once' ? 1 : 2);
  });

  test('without a token it is not repeated, whatever is allowed', async () => {
    loseOneAnswer();
    const { ClientRequestToken: _token, ...without } = counted('bare', 'token-4');
    await expect(open({ repeatAmbiguous: true }).transactWrite(without)).rejects.toMatchObject({
      name: 'AmbiguousWriteError',
    });
    expect(sent()).toHaveLength(1);
  });
}

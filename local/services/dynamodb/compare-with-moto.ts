/**
 * Plays random transactions against this front and against moto (Python, with a transaction engine of its own) and compares
 * what comes out: `node -r esbuild-register local/services/dynamodb/compare-with-moto.ts [SEED] [ROUNDS]`.
 * Ends with status 0 and says so where moto is not installed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Platform } from '../../kernel/service';
import { startTestDoor } from '../../kernel/testing';
import { createDynamoDbService } from './service';

const TableName = 'ledger';
const ids = ['a', 'b', 'c', 'd', 'e'];

/** A small generator of whole numbers below `n` that a seed decides (mulberry32). */
const randomBelow = (seed: number) => {
  let state = seed >>> 0;
  return (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
};

const anAction = (id: string, below: (n: number) => number): TransactWriteItem => {
  const at = { TableName, Key: { id: { S: id } } };
  const n = { ':n': { N: String(below(5)) } };
  switch (below(7)) {
    case 0:
      return { Put: { TableName, Item: { id: { S: id }, n: { N: String(below(5)) }, text: { S: 'put' } } } };
    case 1:
      return {
        Put: { TableName, Item: { id: { S: id }, n: { N: '1' } }, ConditionExpression: 'attribute_not_exists(id)' },
      };
    case 2:
      return { Update: { ...at, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: n } };
    case 3:
      return {
        Update: {
          ...at,
          UpdateExpression: 'SET n = :n, #t = if_not_exists(#t, :t)',
          ConditionExpression: 'attribute_not_exists(n) OR n < :n',
          ExpressionAttributeNames: { '#t': 'text' },
          ExpressionAttributeValues: { ...n, ':t': { S: 'update' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      };
    case 4:
      return { Delete: at };
    case 5:
      return { Delete: { ...at, ConditionExpression: 'n > :n', ExpressionAttributeValues: n } };
    default:
      return { ConditionCheck: { ...at, ConditionExpression: 'attribute_exists(id)' } };
  }
};

const aTransaction = (below: (n: number) => number): readonly TransactWriteItem[] => {
  const count = 1 + below(ids.length);
  const from = below(ids.length);
  return Array.from({ length: count }, (_, index) => anAction(ids[(from + index) % ids.length] ?? 'a', below));
};

const outcomeOf = async (client: DynamoDBClient, actions: readonly TransactWriteItem[]): Promise<unknown> => {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }));
    return 'done';
  } catch (error) {
    const { CancellationReasons, name } = error as TransactionCanceledException;
    return { name, reasons: CancellationReasons?.map(({ Code, Item }) => [Code, Item ?? null]) };
  }
};

const stateOf = async (client: DynamoDBClient): Promise<unknown> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const together = await client.send(
    new TransactGetItemsCommand({ TransactItems: ids.map((id) => ({ Get: { TableName, Key: { id: { S: id } } } })) }),
  );
  const sorted = (item: object): unknown => Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    items: Items.sort((one, other) => ((one.id?.S ?? '') < (other.id?.S ?? '') ? -1 : 1)).map(sorted),
    together: together.Responses?.map(({ Item }) => (Item ? sorted(Item) : null)),
  };
};

const aFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const config = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };

const startMoto = async (): Promise<{ readonly process: ChildProcess; readonly endpoint: string }> => {
  const port = await aFreePort();
  const moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ ...config, endpoint });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const up = await client
      .send(new GetItemCommand({ TableName: 'none', Key: { id: { S: 'a' } } }))
      .catch((error: Error) => error.name === 'ResourceNotFoundException');
    if (up) return { process: moto, endpoint };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  moto.kill();
  throw new Error('moto does not answer');
};

const main = async (seed: number, rounds: number): Promise<number> => {
  if (spawnSync('python3', ['-c', 'import moto.server']).status !== 0) {
    process.stdout.write('moto is not installed: nothing compared\n');
    return 0;
  }
  const moto = await startMoto();
  const door = await startTestDoor([
    (platform: Platform) => createDynamoDbService(platform, { enforce: false, durations: { createMs: 0 } }),
  ]);
  const ours = new DynamoDBClient({ ...config, endpoint: door.endpoint });
  const theirs = new DynamoDBClient({ ...config, endpoint: moto.endpoint });
  let different = 0;
  try {
    for (const client of [ours, theirs])
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      );
    const below = randomBelow(seed);
    for (let round = 0; round < rounds && different < 5; round += 1) {
      const actions = aTransaction(below);
      const here = JSON.stringify({ outcome: await outcomeOf(ours, actions), state: await stateOf(ours) });
      const there = JSON.stringify({ outcome: await outcomeOf(theirs, actions), state: await stateOf(theirs) });
      if (here === there) continue;
      different += 1;
      process.stdout.write(`round ${round}: ${JSON.stringify(actions)}\n  here  ${here}\n  there ${there}\n`);
    }
  } finally {
    moto.process.kill();
    ours.destroy();
    theirs.destroy();
    await door.stop();
  }
  process.stdout.write(`seed ${seed}: ${rounds} transactions, ${different} with another outcome or state\n`);
  return different === 0 ? 0 : 1;
};

void main(Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 300)).then((status) => {
  process.exitCode = status;
});

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { ledgerConformance } from '../ledger/ledger-conformance';
import { ledgerTable } from './ledger-table';

let server: Server;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = aClient((server.address() as AddressInfo).port);
});

afterAll(async () => {
  client.destroy();
  server.close();
  await once(server, 'close');
});

ledgerConformance('the ledger in a DynamoDB table', async () => ledgerTable({ LEDGER_TABLE: await aTable() }, client));

test('a table that is not there is refused by name, and surely nothing was written', async () => {
  const store = ledgerTable({ LEDGER_TABLE: 'nowhere' }, client);

  await expect(store.read({ pk: 'a', sk: 'b' })).rejects.toMatchObject({
    code: 'aws.not-found',
    retryable: false,
    sent: 'no',
    message: expect.stringContaining('reading a b'),
  });
});

test('a table that cannot be reached is worth another try', async () => {
  const nobody = new DynamoDBClient({ ...place(1), maxAttempts: 1 });
  const store = ledgerTable({ LEDGER_TABLE: 'x' }, nobody);

  await expect(store.update({ key: { pk: 'a', sk: 'b' }, set: { n: 1 } })).rejects.toMatchObject({
    code: 'aws.unreachable',
    retryable: true,
  });
});

test('without a table name nothing is tried', async () => {
  await expect(ledgerTable({}, client).read({ pk: 'a', sk: 'b' })).rejects.toThrow('LEDGER_TABLE is not set');
});

test('a query goes on over the pages of one megabyte', async () => {
  const store = ledgerTable({ LEDGER_TABLE: await aTable() }, client);
  const filling = 'x'.repeat(200_000);
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await store.append({ pk: 'p', sk: `s${n}`, filling });

  const rows = await store.query({ pk: 'p', from: 's', to: 't', limit: 7, order: 'oldest-first' });

  expect(rows.map((row) => row.sk)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's7']);
});

async function aTable(): Promise<string> {
  tables += 1;
  const TableName = `ledger-${tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  return TableName;
}

const place = (port: number) => ({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const aClient = (port: number) => new DynamoDBClient(place(port));

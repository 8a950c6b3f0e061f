/**
 * What the front costs per call, against bare dynalite on its own HTTP server: `node -r esbuild-register local/services/dynamodb/overhead-bench.ts`.
 * The two are called in turns in one run, so that both see the same machine.
 */
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Platform } from '../../kernel/service';
import { startTestDoor } from '../../kernel/testing';
import { createDynamoDbService, type DynamoDbService } from './service';

const rounds = 40;
const callsPerRound = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const table = {
  TableName: 'products',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

const post = (endpoint: string, operation: string, input: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify(input);
    const outgoing = request(
      endpoint,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20261124T000000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=test/20261124/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () =>
          incoming.statusCode === 200 ? resolve() : reject(new Error(`${operation}: status ${incoming.statusCode}`)),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const microseconds = (sortedMs: readonly number[], percentile: number): number =>
  Math.round((sortedMs[Math.floor((sortedMs.length - 1) * percentile)] ?? 0) * 1000);

const main = async (): Promise<void> => {
  const bare = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => {
    bare.listen(0, '127.0.0.1', resolve);
  });
  const bareEndpoint = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
  let service: DynamoDbService | undefined;
  const door = await startTestDoor([
    (platform: Platform) => {
      service = createDynamoDbService(platform, { enforce: false });
      return service;
    },
  ]);
  await post(bareEndpoint, 'CreateTable', table);
  await service?.declareTable(table);
  const front = service?.raw;
  const call = { caller: { kind: 'root', arn: 'arn:aws:iam::123456789012:root' }, requestId: 'bench' } as const;
  const inProcess = async (operation: string, input: object): Promise<void> => {
    await front?.({ operation, body: Buffer.from(JSON.stringify(input)), headers: {}, call });
  };

  const stockClient = (endpoint: string) => {
    const client = new DynamoDBClient({ ...door.clientConfig, endpoint });
    return async (operation: string, input: object): Promise<void> => {
      if (operation === 'PutItem') await client.send(new PutItemCommand(input as PutItemCommandInput));
      if (operation === 'GetItem') await client.send(new GetItemCommand(input as GetItemCommandInput));
      if (operation === 'UpdateItem') await client.send(new UpdateItemCommand(input as UpdateItemCommandInput));
    };
  };
  const ways: Readonly<Record<string, (operation: string, input: object) => Promise<void>>> = {
    'bare dynalite over HTTP': (operation, input) => post(bareEndpoint, operation, input),
    'front, in process': inProcess,
    'stock client, dynalite': stockClient(bareEndpoint),
    'stock client, front door': stockClient(door.endpoint),
  };
  const item = (index: number) => ({ id: { S: `i${index % 500}` }, text: { S: 'x'.repeat(900) } });
  const operations: Readonly<Record<string, (index: number) => object>> = {
    PutItem: (index) => ({ TableName: 'products', Item: item(index) }),
    GetItem: (index) => ({ TableName: 'products', Key: { id: { S: `i${index % 500}` } } }),
    UpdateItem: (index) => ({
      TableName: 'products',
      Key: { id: { S: `i${index % 500}` } },
      UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one',
      ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
    }),
  };
  for (const [operation, inputOf] of Object.entries(operations)) {
    const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const [name, way] of Object.entries(ways))
        for (let index = 0; index < callsPerRound; index += 1) {
          const startedMs = performance.now();
          await way(operation, inputOf(index));
          if (round > 0) times.get(name)?.push(performance.now() - startedMs);
        }
    for (const [name, all] of times) {
      const sorted = [...all].sort((a, b) => a - b);
      process.stdout.write(
        `${operation.padEnd(11)} ${name.padEnd(24)} p50 ${String(microseconds(sorted, 0.5)).padStart(5)} us   p99 ${String(microseconds(sorted, 0.99)).padStart(6)} us\n`,
      );
    }
  }
  agent.destroy();
  await door.stop();
  bare.close();
};

void main();

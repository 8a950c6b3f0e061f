/**
 * GetItem hits, misses and writes through the official v3 client, the same calls straight to dynalite, and a TCP echo as the ceiling.
 * `node -r esbuild-register bench/dax-node/run.ts [--seconds 3] [--json]`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Dax } from '@amazon-dax-sdk/client-dax';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { MemoryAnswer, ServerReady } from './server';

const CONCURRENCIES = [1, 16, 64] as const;
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const TABLE = 'Bench';
const HOT_ITEMS = 1_000;
const MISSES_PER_RUN = 4_000;
const WARM_UP_MS = 500;

interface Row {
  readonly scenario: string;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly serverCpuPercent: number;
}
type Call = (index: number) => Promise<unknown>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
  });
  const durationMs = Number(values.seconds) * 1000;
  const server = fork(join(__dirname, 'server.ts'), {
    execArgv: ['-r', 'esbuild-register', '--expose-gc'],
    stdio: 'inherit',
  });
  const [ready] = (await once(server, 'message')) as [ServerReady];
  const dynamodb = new DynamoDB({ endpoint: ready.dynamodb, region: 'us-east-1', credentials: CREDENTIALS });
  const dax = new Dax({ endpoint: ready.dax, region: 'us-east-1', credentials: CREDENTIALS });
  await createTable(dynamodb);
  const rows: Row[] = [];
  for (const concurrency of CONCURRENCIES) {
    const echo = await echoCalls(ready.echoPort, concurrency);
    rows.push(await measure('TCP echo (ceiling)', server, concurrency, durationMs, echo.call));
    echo.close();
    rows.push(
      await measure('DAX GetItem hit', server, concurrency, durationMs, (index) =>
        dax.getItem({ TableName: TABLE, Key: hot(index) }),
      ),
    );
    rows.push(
      await measure('DAX GetItem miss', server, concurrency, durationMs, missing(dax, concurrency), MISSES_PER_RUN),
    );
    rows.push(
      await measure('DAX PutItem', server, concurrency, durationMs, (index) =>
        dax.putItem({ TableName: TABLE, Item: item(`w${index % HOT_ITEMS}`) }),
      ),
    );
    rows.push(
      await measure('dynalite GetItem', server, concurrency, durationMs, (index) =>
        dynamodb.getItem({ TableName: TABLE, Key: hot(index) }),
      ),
    );
    rows.push(
      await measure('dynalite PutItem', server, concurrency, durationMs, (index) =>
        dynamodb.putItem({ TableName: TABLE, Item: item(`w${index % HOT_ITEMS}`) }),
      ),
    );
  }
  const memory = await ask<MemoryAnswer>(server, 'memory');
  (dax as unknown as { shutdown(): void }).shutdown();
  dynamodb.destroy();
  server.send('stop');
  await once(server, 'exit');
  process.stdout.write(values.json ? `${JSON.stringify({ rows, memory })}\n` : report(rows, memory));
}

async function createTable(dynamodb: DynamoDB): Promise<void> {
  await dynamodb.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (let index = 0; index < HOT_ITEMS; index += 1)
    await dynamodb.putItem({ TableName: TABLE, Item: item(`h${index}`) });
}

function hot(index: number): { pk: { S: string } } {
  return { pk: { S: `h${index % HOT_ITEMS}` } };
}

/** About 150 bytes. */
function item(pk: string): {
  pk: { S: string };
  name: { S: string };
  price: { N: string };
  tags: { SS: string[] };
  text: { S: string };
} {
  return {
    pk: { S: pk },
    name: { S: 'a product' },
    price: { N: '12.5' },
    tags: { SS: ['a', 'b'] },
    text: { S: 'x'.repeat(100) },
  };
}

function missing(dax: Dax, concurrency: number): Call {
  return (index) => dax.getItem({ TableName: TABLE, Key: { pk: { S: `m${concurrency}-${index}` } } });
}

async function echoCalls(port: number, connections: number): Promise<{ call: Call; close(): void }> {
  const sockets: Socket[] = [];
  for (let index = 0; index < connections; index += 1) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    sockets.push(socket);
  }
  const idle = [...sockets];
  const request = Buffer.alloc(30, 1);
  return {
    call: () =>
      new Promise((resolve) => {
        const socket = idle.pop() as Socket;
        socket.once('data', () => {
          idle.push(socket);
          resolve(undefined);
        });
        socket.write(request);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function measure(
  scenario: string,
  server: ChildProcess,
  concurrency: number,
  durationMs: number,
  call: Call,
  mostCalls: number = Number.POSITIVE_INFINITY,
): Promise<Row> {
  const bounded = Number.isFinite(mostCalls);
  let next = 0;
  const latencies: number[] = [];
  const loop = async (untilMs: number, record: boolean): Promise<void> => {
    while (performance.now() < untilMs && next < mostCalls) {
      const started = performance.now();
      next += 1;
      await call(next);
      if (record) latencies.push(performance.now() - started);
    }
  };
  const run = (forMs: number, record: boolean): Promise<unknown> => {
    const untilMs = performance.now() + forMs;
    return Promise.all(Array.from({ length: concurrency }, () => loop(untilMs, record)));
  };
  if (!bounded) await run(WARM_UP_MS, false);
  const cpuBefore = await ask<NodeJS.CpuUsage>(server, 'cpu');
  const started = performance.now();
  await run(durationMs, true);
  const elapsedMs = performance.now() - started;
  const cpuAfter = await ask<NodeJS.CpuUsage>(server, 'cpu');
  const cpuUs = cpuAfter.user + cpuAfter.system - cpuBefore.user - cpuBefore.system;
  latencies.sort((left, right) => left - right);
  const at = (ratio: number): number => (latencies[Math.floor((latencies.length - 1) * ratio)] ?? 0) * 1000;
  return {
    scenario,
    concurrency,
    perSecond: (latencies.length / elapsedMs) * 1000,
    p50Us: at(0.5),
    p99Us: at(0.99),
    serverCpuPercent: (cpuUs / 1000 / elapsedMs) * 100,
  };
}

async function ask<Answer>(server: ChildProcess, question: string): Promise<Answer> {
  server.send(question);
  const [answer] = (await once(server, 'message')) as [Answer];
  return answer;
}

function report(rows: readonly Row[], memory: MemoryAnswer): string {
  const lines = rows.map(
    ({ scenario, concurrency, perSecond, p50Us, p99Us, serverCpuPercent }) =>
      `| ${scenario} | ${concurrency} | ${Math.round(perSecond)} | ${Math.round(p50Us)} | ${Math.round(p99Us)} | ${Math.round(serverCpuPercent)} |`,
  );
  return [
    '| scenario | concurrency | per second | p50 µs | p99 µs | server CPU % |',
    '|---|---|---|---|---|---|',
    ...lines,
    `memory per cached item: ${memory.heapBytesPerItem.toFixed(0)} bytes of heap for ${memory.payloadBytesPerItem.toFixed(0)} bytes of key and answer; accounted as ${memory.accountedBytesPerItem.toFixed(0)}`,
    '',
  ].join('\n');
}

void main();

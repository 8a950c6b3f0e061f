/**
 * GetItem hits, misses and writes through the official v3 client, the same calls straight to dynalite, and a TCP echo as the ceiling.
 * `node -r esbuild-register bench/dax-node/run.ts [--seconds 3] [--json] [--profile DIR] [--only TEXT]`
 * `--profile` has the server write a CPU profile there, `--only` runs the scenarios whose name holds the text.
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
const COLD_ITEMS = 4_000;
const BATCH = 25;
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
interface Scenario {
  readonly name: string;
  readonly call: Call;
  /** At most so many calls, each with an index of its own. */
  readonly calls?: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const profiling = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
  const durationMs = Number(values.seconds) * 1000;
  const server = fork(join(__dirname, 'server.ts'), {
    execArgv: ['-r', 'esbuild-register', '--expose-gc', ...profiling],
    stdio: 'inherit',
  });
  const [ready] = (await once(server, 'message')) as [ServerReady];
  const dynamodb = new DynamoDB({ endpoint: ready.dynamodb, region: 'us-east-1', credentials: CREDENTIALS });
  const dax = new Dax({ endpoint: ready.dax, region: 'us-east-1', credentials: CREDENTIALS });
  await createTable(dynamodb);
  const rows: Row[] = [];
  for (const concurrency of CONCURRENCIES) {
    const echo = await echoCalls(ready.echoPort, concurrency);
    const scenarios: readonly Scenario[] = [
      { name: 'TCP echo (ceiling)', call: echo.call },
      { name: 'DAX GetItem hit', call: (index) => dax.getItem({ TableName: TABLE, Key: hot(index) }) },
      {
        name: 'DAX GetItem miss',
        call: (index) => dax.getItem({ TableName: TABLE, Key: cold(concurrency, index) }),
        calls: COLD_ITEMS,
      },
      { name: 'DAX PutItem', call: (index) => dax.putItem({ TableName: TABLE, Item: item(`w${index % HOT_ITEMS}`) }) },
      { name: 'dynalite GetItem', call: (index) => dynamodb.getItem({ TableName: TABLE, Key: hot(index) }) },
      {
        name: 'dynalite PutItem',
        call: (index) => dynamodb.putItem({ TableName: TABLE, Item: item(`w${index % HOT_ITEMS}`) }),
      },
    ];
    for (const scenario of scenarios) {
      if (scenario.name.includes(values.only)) rows.push(await measure(scenario, server, concurrency, durationMs));
    }
    echo.close();
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
  const keys = Array.from({ length: HOT_ITEMS }, (_, index) => hot(index).pk.S);
  for (const concurrency of CONCURRENCIES) {
    for (let index = 1; index <= COLD_ITEMS; index += 1) keys.push(cold(concurrency, index).pk.S);
  }
  for (let at = 0; at < keys.length; at += BATCH) {
    const requests = keys.slice(at, at + BATCH).map((key) => ({ PutRequest: { Item: item(key) } }));
    await dynamodb.batchWriteItem({ RequestItems: { [TABLE]: requests } });
  }
}

/** Each is asked for once. */
function cold(concurrency: number, index: number): { pk: { S: string } } {
  return { pk: { S: `c${concurrency}-${index}` } };
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
  { name, call, calls = Number.POSITIVE_INFINITY }: Scenario,
  server: ChildProcess,
  concurrency: number,
  durationMs: number,
): Promise<Row> {
  let next = 0;
  const latencies: number[] = [];
  const loop = async (untilMs: number, record: boolean): Promise<void> => {
    while (performance.now() < untilMs && next < calls) {
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
  if (!Number.isFinite(calls)) await run(WARM_UP_MS, false);
  const cpuBefore = await ask<NodeJS.CpuUsage>(server, 'cpu');
  const started = performance.now();
  await run(durationMs, true);
  const elapsedMs = performance.now() - started;
  const cpuAfter = await ask<NodeJS.CpuUsage>(server, 'cpu');
  const cpuUs = cpuAfter.user + cpuAfter.system - cpuBefore.user - cpuBefore.system;
  latencies.sort((left, right) => left - right);
  const at = (ratio: number): number => (latencies[Math.floor((latencies.length - 1) * ratio)] ?? 0) * 1000;
  return {
    scenario: name,
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

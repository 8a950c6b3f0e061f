/**
 * The module against the bare transport client on the same node, interleaved; medians of the runs with their spread, and their ratios.
 * `node -r esbuild-register bench/dax-access/run.ts [--runs 11] [--seconds 2] [--concurrency 16] [--json]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { openAccess } from '../../shared/dax-access/index';
import type { ServerReady } from '../dax-node/server';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';
const TABLE = 'Access';
const ITEMS = 1_000;

interface Contender {
  readonly name: string;
  get(id: string): Promise<unknown>;
}
interface Row {
  readonly name: string;
  readonly medianPerSecond: number;
  readonly spread: readonly [number, number];
  readonly medianP50Us: number;
  readonly medianP99Us: number;
  readonly ratio: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '11' },
      seconds: { type: 'string', default: '2' },
      concurrency: { type: 'string', default: '16' },
      json: { type: 'boolean', default: false },
    },
  });
  const server = fork(join(__dirname, '../dax-node/server.ts'), {
    execArgv: ['-r', 'esbuild-register', '--expose-gc'],
    stdio: 'inherit',
  });
  const [ready] = (await once(server, 'message')) as [ServerReady];
  await seed(ready.dynamodb);
  const shared = {
    endpoint: ready.dax,
    region,
    credentials,
    dynamodb: { endpoint: ready.dynamodb },
    itemTtlMs: 300_000,
  };
  const bare = new DaxDocument({ endpoint: ready.dax, region, credentials });
  const everything = openAccess(shared);
  const quiet = openAccess({ ...shared, telemetry: { openTelemetry: false } });
  const read = (client: { get(input: object): Promise<unknown> }) => (id: string) =>
    client.get({ TableName: TABLE, Key: { id } });
  const contenders: readonly Contender[] = [
    { name: 'bare lib-dax', get: read(bare as never) },
    { name: 'module, everything on', get: read(everything.document as never) },
    { name: 'module, telemetry off', get: read(quiet.document as never) },
  ];
  const concurrency = Number(values.concurrency);
  for (const contender of contenders) await run(contender, concurrency, 500);
  const results = contenders.map((): { perSecond: number; p50Us: number; p99Us: number }[] => []);
  for (let round = 0; round < Number(values.runs); round += 1)
    for (const [index, contender] of contenders.entries())
      results[index]?.push(await run(contender, concurrency, Number(values.seconds) * 1_000));
  const base = median((results[0] ?? []).map(({ perSecond }) => perSecond));
  const rows = contenders.map(({ name }, index): Row => {
    const rates = (results[index] ?? []).map(({ perSecond }) => perSecond);
    return {
      name,
      medianPerSecond: Math.round(median(rates)),
      spread: [Math.round(Math.min(...rates)), Math.round(Math.max(...rates))],
      medianP50Us: Math.round(median((results[index] ?? []).map(({ p50Us }) => p50Us))),
      medianP99Us: Math.round(median((results[index] ?? []).map(({ p99Us }) => p99Us))),
      ratio: Number((median(rates) / base).toFixed(3)),
    };
  });
  if (values.json) console.log(JSON.stringify({ concurrency, runs: Number(values.runs), rows }));
  else console.table(rows);
  (bare as unknown as { shutdown(): void }).shutdown();
  await Promise.all([everything.close(), quiet.close()]);
  server.kill();
}

async function run(
  { get }: Contender,
  concurrency: number,
  lastsMs: number,
): Promise<{ perSecond: number; p50Us: number; p99Us: number }> {
  const latencies: number[] = [];
  const startMs = performance.now();
  const endMs = startMs + lastsMs;
  let next = 0;
  const worker = async () => {
    for (;;) {
      const begunMs = performance.now();
      if (begunMs >= endMs) return;
      next += 1;
      await get(`p${next % ITEMS}`);
      latencies.push(performance.now() - begunMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  latencies.sort((left, right) => left - right);
  const at = (share: number) => (latencies[Math.floor(share * latencies.length)] ?? 0) * 1_000;
  return { perSecond: (latencies.length / (performance.now() - startMs)) * 1_000, p50Us: at(0.5), p99Us: at(0.99) };
}

async function seed(endpoint: string): Promise<void> {
  const dynamodb = new DynamoDB({ endpoint, region, credentials });
  await dynamodb.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  for (let look = 0; look < 100; look += 1) {
    const { Table } = await dynamodb.describeTable({ TableName: TABLE });
    if (Table?.TableStatus === 'ACTIVE') break;
  }
  for (let number = 0; number < ITEMS; number += 1)
    await dynamodb.putItem({
      TableName: TABLE,
      Item: {
        id: { S: `p${number}` },
        name: { S: `Product ${number}` },
        price: { N: '9.99' },
        note: { S: 'x'.repeat(100) },
      },
    });
  dynamodb.destroy();
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

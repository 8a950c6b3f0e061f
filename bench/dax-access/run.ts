/**
 * The module against the bare transport client on the same node, with the same options. Short slices in turn, in changing order, so that a
 * disturbance of the machine meets all of them; a ratio for each round, and the median of those with a 95 % confidence interval. CPU time per request of
 * this process stands beside it: other load moves it less.
 * `node -r esbuild-register bench/dax-access/run.ts [--runs 11] [--slices 8] [--ms 250] [--concurrency 16] [--json]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { ServerReady } from '../dax-node/server';
import { builtModule } from './built-module';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';
const TABLE = 'Access';
const ITEMS = 1_000;
/** What the module sets for the client by default. */
const SAME = {
  requestTimeout: 3_000,
  connectTimeout: 1_000,
  maxRetries: 0,
  maxRetryDelay: 1_000,
  maxConcurrentConnections: 100,
};

interface Contender {
  readonly name: string;
  get(id: string): Promise<unknown>;
}
interface Slice {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
}
interface Row {
  readonly name: string;
  readonly medianPerSecond: number;
  readonly spread: readonly [number, number];
  readonly p50Us: number;
  readonly p99Us: number;
  readonly ratio: number;
  readonly ratio95: readonly [number, number];
  readonly cpuUsPerRequest: number;
  readonly cpuRatio: number;
  readonly cpuRatio95: readonly [number, number];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '11' },
      slices: { type: 'string', default: '8' },
      ms: { type: 'string', default: '250' },
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
  const bare = new DaxDocument({ endpoint: ready.dax, region, credentials, ...SAME });
  const { openAccess } = builtModule();
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
  for (let warm = 0; warm < 2; warm += 1) for (const contender of contenders) await run(contender, concurrency, 500);
  const rounds: (readonly Slice[])[] = [];
  const runs = Number(values.runs);
  const slices = Number(values.slices);
  const lastsMs = Number(values.ms);
  for (let round = 0; round < runs * slices; round += 1) {
    const measured: Slice[] = [];
    for (const at of orderOf(round, contenders.length))
      measured[at] = await run(contenders[at] as Contender, concurrency, lastsMs);
    rounds.push(measured);
  }
  const rows = contenders.map(({ name }, at) => rowOf(name, rounds, at, slices));
  if (values.json) console.log(JSON.stringify({ concurrency, runs, slices, lastsMs, rows }));
  else console.table(rows);
  (bare as unknown as { shutdown(): void }).shutdown();
  await Promise.all([everything.close(), quiet.close()]);
  server.kill();
}

/** Each contender comes first, last and after each other one equally often: who follows itself finds its own traces in the caches. */
function orderOf(round: number, many: number): readonly number[] {
  const forth = Array.from({ length: many }, (_, step) => (round + step) % many);
  return Math.floor(round / many) % 2 === 0 ? forth : forth.reverse();
}

/** A run is so many rounds; its throughput is their mean. */
function rowOf(name: string, rounds: readonly (readonly Slice[])[], at: number, slices: number): Row {
  const own = rounds.map((round) => round[at] as Slice);
  const ratios = rounds.map((round) => (round[at] as Slice).perSecond / (round[0] as Slice).perSecond);
  const cpuRatios = rounds.map((round) => (round[0] as Slice).cpuUs / (round[at] as Slice).cpuUs);
  const runs = Array.from({ length: Math.ceil(own.length / slices) }, (_, number) => {
    const part = own.slice(number * slices, (number + 1) * slices);
    return part.reduce((sum, { perSecond }) => sum + perSecond, 0) / part.length;
  });
  return {
    name,
    medianPerSecond: Math.round(median(runs)),
    spread: [Math.round(Math.min(...runs)), Math.round(Math.max(...runs))],
    p50Us: Math.round(median(own.map(({ p50Us }) => p50Us))),
    p99Us: Math.round(median(own.map(({ p99Us }) => p99Us))),
    ratio: rounded(median(ratios)),
    ratio95: interval(ratios),
    cpuUsPerRequest: rounded(median(own.map(({ cpuUs }) => cpuUs))),
    cpuRatio: rounded(median(cpuRatios)),
    cpuRatio95: interval(cpuRatios),
  };
}

/** Of the median, from the order statistics that it lies between with 95 % (binomial, normal approximation). */
function interval(values: readonly number[]): readonly [number, number] {
  const sorted = [...values].sort((left, right) => left - right);
  const half = 0.98 * Math.sqrt(sorted.length);
  const pick = (index: number) => rounded(sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(index)))] ?? 0);
  return [pick(sorted.length / 2 - half - 0.5), pick(sorted.length / 2 + half - 0.5)];
}

const rounded = (value: number): number => Number(value.toFixed(3));

async function run({ get }: Contender, concurrency: number, lastsMs: number): Promise<Slice> {
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
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
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((left, right) => left - right);
  const at = (share: number) => (latencies[Math.floor(share * latencies.length)] ?? 0) * 1_000;
  return {
    perSecond: (latencies.length / tookMs) * 1_000,
    cpuUs: (user + system) / latencies.length,
    p50Us: at(0.5),
    p99Us: at(0.99),
  };
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

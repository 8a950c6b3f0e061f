/**
 * GetItem hits, misses and writes through the official v3 client, the same calls straight to dynalite, and two ceilings of a hit: a TCP echo,
 * and the same client with a server that says a recorded answer.
 * `node -r esbuild-register bench/dax-node/run.ts [--seconds 3] [--json] [--profile DIR] [--only TEXT]`
 * `--profile` has the server write a CPU profile there, `--only` runs the groups (`hit`, `miss`, `table`) whose name holds the text.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Dax } from '@amazon-dax-sdk/client-dax';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { HitStages } from './hit-stages';
import { keepCalling, measureInTurn, measureOnce, numbered, type Plan, type Row } from './measure';
import type { MemoryAnswer } from './memory-per-item';
import { type BenchResult, report } from './report';
import type { ServerReady } from './server';
import { echoCalls, hitSubjects, missSubject, type Subject, tableSubjects } from './subjects';
import { createTable, HOT_ITEMS, hot, TABLE } from './table';

const CONCURRENCIES = [1, 16, 64] as const;
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const SLICES = 5;
/** Both sides' code is compiled for speed only after tens of thousands of calls. */
const HIT_WARM_UP = { concurrency: 16, ms: 1_500 } as const;
const TABLE_WARM_UP = { concurrency: 16, ms: 400 } as const;

interface Bench {
  readonly ready: ServerReady;
  readonly dax: Dax;
  readonly canned: Dax;
  readonly dynamodb: DynamoDB;
  readonly plan: Omit<Plan, 'concurrency'>;
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
  const server = fork(join(__dirname, 'server.ts'), {
    execArgv: ['-r', 'esbuild-register', '--expose-gc', ...profiling],
    stdio: 'inherit',
  });
  const [ready] = (await once(server, 'message')) as [ServerReady];
  const client = { region: 'us-east-1', credentials: CREDENTIALS };
  const bench: Bench = {
    ready,
    dax: new Dax({ ...client, endpoint: ready.dax }),
    canned: new Dax({ ...client, endpoint: ready.canned }),
    dynamodb: new DynamoDB({ ...client, endpoint: ready.dynamodb }),
    plan: {
      slices: SLICES,
      sliceMs: (Number(values.seconds) * 1000) / SLICES,
      serverCpu: () => ask<NodeJS.CpuUsage>(server, 'cpu'),
    },
  };
  await createTable(bench.dynamodb, CONCURRENCIES);
  const wanted = (group: string): boolean => group.includes(values.only);
  const rows: Row[] = [];
  if (wanted('hit')) rows.push(...(await measureHits(bench)));
  if (wanted('miss')) rows.push(...(await measureMisses(bench)));
  if (wanted('table')) rows.push(...(await measureTable(bench)));
  const memory = await ask<MemoryAnswer>(server, 'memory');
  const result: BenchResult = { rows, memory, stages: await ask<HitStages>(server, 'stages') };
  for (const dax of [bench.dax, bench.canned]) (dax as unknown as { shutdown(): void }).shutdown();
  bench.dynamodb.destroy();
  server.send('stop');
  await once(server, 'exit');
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : report(result));
}

async function measureHits({ ready, dax, canned, plan }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const concurrency of CONCURRENCIES) {
    const echo = await echoCalls(ready.echoPort, Math.max(concurrency, HIT_WARM_UP.concurrency));
    const subjects = hitSubjects(echo.call, canned, dax);
    if (rows.length === 0) {
      for (let index = 0; index < HOT_ITEMS; index += 1) await dax.getItem({ TableName: TABLE, Key: hot(index) });
      await warmUp(subjects, HIT_WARM_UP);
    }
    rows.push(...(await measureInTurn(subjects, { ...plan, concurrency })));
    echo.close();
  }
  return rows;
}

async function measureMisses({ dax, plan }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const concurrency of CONCURRENCIES) {
    rows.push(await measureOnce(missSubject(dax, concurrency), { ...plan, concurrency }));
  }
  return rows;
}

async function measureTable({ dax, dynamodb, plan }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const subjects = tableSubjects(dax, dynamodb);
  await warmUp(subjects, TABLE_WARM_UP);
  for (const concurrency of CONCURRENCIES) {
    rows.push(...(await measureInTurn(subjects, { ...plan, slices: Math.ceil(SLICES / 2), concurrency })));
  }
  return rows;
}

async function warmUp(
  subjects: readonly Subject[],
  how: { readonly concurrency: number; readonly ms: number },
): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    for (const { call } of subjects) await keepCalling(numbered(call), how.concurrency, how.ms);
  }
}

async function ask<Answer>(server: ChildProcess, question: string): Promise<Answer> {
  server.send(question);
  const [answer] = (await once(server, 'message')) as [Answer];
  return answer;
}

void main();

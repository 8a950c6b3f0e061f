import {
  type Access,
  AmbiguousWriteError,
  type Input,
  type Operation,
  type Output,
  openAccess,
  type TableClient,
} from '../../../shared/dax-access/index';
import { SdkTableClient } from '../../../shared/dax-access/table/table-client';
import { region } from '../fixture';
import { violations } from '../simulation/checker';
import type { Applied, Call } from '../simulation/history';
import { seeded } from '../simulation/seeded';
import { aWorld, LEDGER, type World } from './a-world';
import { disturb, SLOWEST_MS } from './disturb';
import { firstRecord, handOver, TARGET, writeRecord } from './hand-over';
import { Stalls } from './stalls';

export interface ChaosResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

export interface ChaosOptions {
  readonly lastsMs?: number;
  /** Every second seed, by default, follows an endpoint record that is taken through all phases. */
  readonly follows?: 'cluster' | 'record';
}

const PROCESSES = [0, 1];
const WORKERS = [0, 1, 2];
const callerOf = (process: number): string => `AKIDPROC${process}`;
/** Each worker writes an item of its own and reads everyone's, so that the order of writes is known. */
const KEYS = PROCESSES.flatMap((process) => WORKERS.map((worker) => keyOf(process, worker)));
const DEADLINE_MS = 1_000;
const CONNECT_MS = 200;
/** Short, so that what is cached for too long is seen within the run. */
const TTL_MS = 700;
/** What may be added to a deadline besides the time in which this process had no turn: timers and promises queue behind work. */
const SCHEDULING_MS = 500;
/** Between DynamoDB carrying out a write and our seeing it. */
const TOLERANCE_MS = 100;

/**
 * Real nodes, the official client and real sockets. Processes read and write while nodes and whole clusters die, wires are cut, DynamoDB is slow and fails,
 * and (every second seed) the endpoint record is taken from one cluster to the other. What becomes of all of it is then checked.
 */
export async function runChaos(
  seed: number,
  { lastsMs = 3_000, follows = seed % 2 === 0 ? 'record' : 'cluster' }: ChaosOptions = {},
): Promise<ChaosResult> {
  const random = seeded(seed);
  const world = await aWorld(TTL_MS);
  const applied = recordApplied(world);
  const stalls = new Stalls();
  const around = new Set<string>();
  await writeRecord(world.ledger, firstRecord);
  const processes = PROCESSES.map((process) => aProcess(process, world, follows, around));
  const calls: Call[] = [];
  const counts: Record<string, number> = {};
  let ended = false;
  try {
    await Promise.all(processes.map((access) => access.ready(10_000)));
    const endMs = performance.now() + lastsMs;
    // A hand-over takes the time that it takes; a run that hangs is ended.
    const tooLong = () => performance.now() > endMs + 60_000;
    const steps =
      follows === 'cluster'
        ? Promise.resolve(0)
        : handOver(world.ledger, PROCESSES.length, TTL_MS + SLOWEST_MS, tooLong);
    const over = () => ended && performance.now() > endMs;
    const work = processes.flatMap((access, process) =>
      WORKERS.map((worker) => drive(access, process, worker, random, calls, over)),
    );
    const chaos = disturb(world, PROCESSES.map(callerOf), random, over);
    counts['record steps'] = await steps;
    ended = true;
    await Promise.all(work);
    for (const [name, count] of Object.entries(await chaos)) counts[`chaos: ${name}`] = count;
    await settle(applied);
  } finally {
    ended = true;
    stalls.stop();
    for (const access of processes) await access.close();
    await world.close();
  }
  const marked = calls.map((call) =>
    call.kind === 'write' ? { ...call, around: call.outcome === 'ambiguous' || around.has(call.value) } : call,
  );
  const bounds = {
    deadlineMs: DEADLINE_MS + SCHEDULING_MS,
    staleMs: TTL_MS + 2_000,
    toleranceMs: TOLERANCE_MS,
    stalledMs: stalls.within.bind(stalls),
  };
  const broken = violations({ calls: marked, applied }, bounds);
  const stuck = follows === 'record' && counts['record steps'] !== 5 ? ['the hand-over did not come to its end'] : [];
  return { seed, violations: [...broken, ...stuck], counts: { ...counts, ...countsOf(calls) } };
}

function aProcess(process: number, world: World, follows: 'cluster' | 'record', around: Set<string>): Access {
  const record = {
    table: LEDGER,
    target: TARGET,
    pollMs: 100,
    handoverPollMs: 100,
    processId: `p${process}`,
  };
  const credentials = { accessKeyId: callerOf(process), secretAccessKey: 'secret' };
  return openAccess({
    endpoint: follows === 'cluster' ? { cluster: 'old' } : { record },
    region,
    credentials,
    controlPlane: { endpoint: world.plane.endpoint },
    dynamodb: { endpoint: world.ledgerEndpoint },
    deadlineMs: DEADLINE_MS,
    connectTimeoutMs: CONNECT_MS,
    itemTtlMs: TTL_MS,
    canaryShare: 0.02,
    keys: { items: ['id'] },
    telemetry: { openTelemetry: false },
    testing: {
      table: new WatchedTable(new SdkTableClient({ endpoint: world.dynamodb.endpoint, region, credentials }), around),
    },
  });
}

/** Remembers what was written to the table itself. */
class WatchedTable implements TableClient {
  constructor(
    private readonly inner: SdkTableClient,
    private readonly around: Set<string>,
  ) {}

  call<Name extends Operation>(operation: Name, input: Input<Name>, withinMs: number): Promise<Output<Name>> {
    const value = (input as Input<'putItem'>).Item?.v?.S;
    if (value !== undefined) this.around.add(value);
    return this.inner.call(operation, input, withinMs);
  }

  close(): void {
    this.inner.close();
  }
}

function keyOf(process: number, worker: number): string {
  return `k${process}${worker}`;
}

/** The way to the table sees each write right after DynamoDB carried it out, whoever asked. */
function recordApplied(world: World): readonly Applied[] {
  const applied: Applied[] = [];
  world.dynamodb.carriedOut = ({ operation, body }) => {
    const { Item } = body as {
      readonly Item?: { readonly id: { readonly S: string }; readonly v: { readonly S: string } };
    };
    if (operation === 'PutItem' && Item !== undefined)
      applied.push({ atMs: performance.now(), key: Item.id.S, value: Item.v.S });
  };
  return applied;
}

async function drive(
  access: Access,
  process: number,
  worker: number,
  random: () => number,
  calls: Call[],
  over: () => boolean,
): Promise<void> {
  for (let number = 0; !over(); number += 1) {
    await pause(random() * 20);
    const key = KEYS[Math.floor(random() * KEYS.length)] as string;
    const startMs = performance.now();
    if (random() < 0.7) {
      const strong = random() < 0.1;
      const [outcome, value] = await readOnce(access, key, strong);
      calls.push({ kind: 'read', process, key, value, startMs, endMs: performance.now(), strong, outcome });
      continue;
    }
    const value = `p${process}w${worker}n${number}`;
    const own = keyOf(process, worker);
    const outcome = await writeOnce(access, own, value);
    calls.push({ kind: 'write', process, key: own, value, startMs, endMs: performance.now(), outcome, around: false });
  }
}

async function readOnce(access: Access, id: string, strong: boolean): Promise<['read' | 'failed', string | undefined]> {
  try {
    const { Item } = await access.document.get({ TableName: 'items', Key: { id }, ConsistentRead: strong });
    return ['read', Item?.v as string | undefined];
  } catch {
    return ['failed', undefined];
  }
}

async function writeOnce(access: Access, id: string, v: string): Promise<'acknowledged' | 'not-done' | 'ambiguous'> {
  try {
    await access.document.put({ TableName: 'items', Item: { id, v } });
    return 'acknowledged';
  } catch (error) {
    return error instanceof AmbiguousWriteError ? 'ambiguous' : 'not-done';
  }
}

/** Until no write has been carried out for a while. */
async function settle(applied: readonly Applied[]): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    const before = applied.length;
    await pause(200);
    if (applied.length === before && look >= 8) return;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function countsOf(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind, outcome } of calls) counts[`${kind} ${outcome}`] = (counts[`${kind} ${outcome}`] ?? 0) + 1;
  return counts;
}

import { type Access, AmbiguousWriteError, BatchIncompleteError, openAccess } from '../../../shared/dax-access/index';
import { type Bounds, violations } from './checker';
import { DaxModel, type Partition } from './dax-model';
import type { Call, History } from './history';
import { seeded } from './seeded';
import { LossyTable, type PipeFaults, TableModel } from './table-model';
import { VirtualTime } from './virtual-time';

export interface SeedOptions {
  readonly processes?: number;
  readonly callsPerWorker?: number;
  /** Reads by a module that knows nothing of the writes, as one that forgot its keys would be; it must be found out. */
  readonly forgets?: boolean;
  readonly repeats?: 'never' | 'as-the-client-does';
  /** Keys written around DAX that the module remembers. */
  readonly keysRemembered?: number;
}

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const TTL_MS = 10_000;
const DEADLINE_MS = 1_000;
const KEYS = ['a', 'b', 'c', 'd'];
const SETTLE_MS = 60_000;

/** One run in virtual time: processes that read and write, nodes that die and stall, a network that loses; then what came of it. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const time = new VirtualTime();
  const random = seeded(seed);
  const faults: PipeFaults = { time, random, trouble: 0 };
  const table = new TableModel(time);
  const dax = new DaxModel(table, faults, TTL_MS, 3);
  const calls: Call[] = [];
  const processes = Array.from({ length: options.processes ?? 3 }, (_, number) =>
    aProcess(number, time, random, faults, table, dax, options),
  );
  let over = false;
  const chaos = disturb(dax, processes.length, faults, time, random, () => over);
  const work = Promise.all(
    processes.flatMap(({ access, reader, wentAround }, process) =>
      [0, 1, 2].map((worker) =>
        drive(
          access,
          reader,
          wentAround,
          { process, worker, calls: options.callsPerWorker ?? 40 },
          time,
          random,
          calls,
        ),
      ),
    ),
  ).then(() => {
    over = true;
  });
  await time.until(Promise.all([work, chaos]));
  await time.until(time.sleep(SETTLE_MS));
  await Promise.all(processes.flatMap(({ access, reader }) => [access.close(), reader.close()]));
  const history: History = { calls, applied: table.applied };
  const bounds: Bounds = { deadlineMs: DEADLINE_MS, staleMs: TTL_MS + 2_000 };
  return {
    seed,
    violations: violations(history, bounds),
    counts: { ...countsOf(calls), 'chaos: partitions': await chaos },
  };
}

interface Process {
  readonly access: Access;
  /** The same, but for one that forgets. */
  readonly reader: Access;
  /** Whether a write with this value was sent to the table itself. */
  readonly wentAround: (value: string) => boolean;
}

function aProcess(
  number: number,
  time: VirtualTime,
  random: () => number,
  faults: PipeFaults,
  table: TableModel,
  dax: DaxModel,
  { forgets = false, repeats = 'never', keysRemembered = 100 }: SeedOptions,
): Process {
  const around = new Set<string>();
  const open = () =>
    openAccess({
      endpoint: `dax://127.0.0.1:${number + 1}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      transport: () => Promise.resolve(dax.transport(number, repeats)),
      itemTtlMs: TTL_MS,
      deadlineMs: DEADLINE_MS,
      connectTimeoutMs: 200,
      canaryShare: 0.02,
      repeatAmbiguous: true,
      keys: { items: ['id'] },
      fallback: { maxKeys: keysRemembered },
      telemetry: { openTelemetry: false },
      testing: {
        clock: time,
        random,
        table: new LossyTable(table, faults, (values) => {
          for (const value of values) around.add(value);
        }),
      },
    });
  const access = open();
  return { access, reader: forgets ? open() : access, wentAround: (value) => around.has(value) };
}

interface Worker {
  readonly process: number;
  readonly worker: number;
  readonly calls: number;
}

async function drive(
  access: Access,
  reader: Access,
  wentAround: (value: string) => boolean,
  { process, worker, calls: many }: Worker,
  time: VirtualTime,
  random: () => number,
  calls: Call[],
): Promise<void> {
  const versioned = access.versioned({ TableName: 'items', key: ['id'] });
  for (let number = 0; number < many; number += 1) {
    await time.sleep(random() * 1_500);
    const key = KEYS[Math.floor(random() * KEYS.length)] as string;
    const value = `p${process}w${worker}n${number}`;
    const dice = random();
    const startMs = time.now();
    if (dice < 0.6) {
      const strong = dice < 0.1;
      const [outcome, found] = await readOnce(reader, key, strong);
      calls.push({ kind: 'read', process, key, value: found, startMs, endMs: time.now(), strong, outcome });
      continue;
    }
    if (dice > 0.9) {
      const known = await versioned.get({ id: `v${key}` }).catch(() => 'failed' as const);
      if (known === 'failed') continue;
      const from = time.now();
      const outcome = await writeOnce(() => versioned.put({ ...known, id: `v${key}`, v: value }));
      // Several calls and a look at the item: each has a deadline of its own.
      calls.push({
        kind: 'write',
        process,
        key: `v${key}`,
        value,
        startMs: from,
        endMs: Math.min(time.now(), from + DEADLINE_MS),
        outcome: outcome === 'acknowledged' ? 'ambiguous' : outcome,
        around: false,
      });
      continue;
    }
    const write =
      dice > 0.85
        ? () =>
            access.document.transactWrite({
              ClientRequestToken: value,
              TransactItems: [{ Put: { TableName: 'items', Item: { id: key, v: value } } }],
            })
        : () => access.document.put({ TableName: 'items', Item: { id: key, v: value } });
    const outcome = await writeOnce(write);
    const around = wentAround(value) || outcome === 'ambiguous';
    calls.push({
      kind: 'write',
      process,
      key,
      value,
      startMs,
      endMs: time.now(),
      outcome,
      around: around && outcome !== 'not-done',
    });
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

async function writeOnce(write: () => Promise<unknown>): Promise<'acknowledged' | 'not-done' | 'ambiguous'> {
  try {
    await write();
    return 'acknowledged';
  } catch (error) {
    return error instanceof AmbiguousWriteError || error instanceof BatchIncompleteError ? 'ambiguous' : 'not-done';
  }
}

/** Nodes and network get worse and better again, until the work is over. */
async function disturb(
  dax: DaxModel,
  processes: number,
  faults: PipeFaults,
  time: VirtualTime,
  random: () => number,
  over: () => boolean,
): Promise<number> {
  let partitions = 0;
  while (!over()) {
    await time.sleep(random() * 4_000);
    faults.trouble = random() < 0.5 ? 0 : random();
    const hit = random() < 0.15 ? dax.nodes : [dax.nodes[Math.floor(random() * dax.nodes.length)]];
    for (const node of hit) {
      if (node === undefined) continue;
      const before = node.state;
      node.state = stateFor(random());
      // A node that comes back has forgotten everything.
      if (before === 'down' && node.state !== 'down') node.cache.clear();
    }
    if (random() < 0.5) dax.heal();
    if (random() < 0.3) {
      partitions += 1;
      dax.part(Math.floor(random() * processes), Math.floor(random() * dax.nodes.length), partitionFor(random()));
    }
  }
  for (const node of dax.nodes) node.state = 'up';
  faults.trouble = 0;
  return partitions;
}

function partitionFor(dice: number): Partition {
  if (dice < 0.3) return 'to-node';
  return dice < 0.7 ? 'to-client' : 'both';
}

function stateFor(dice: number): 'up' | 'paused' | 'down' {
  if (dice < 0.6) return 'up';
  return dice < 0.8 ? 'paused' : 'down';
}

function countsOf(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const call of calls) {
    const name = `${call.kind} ${call.outcome}${call.kind === 'write' && call.around ? ' around' : ''}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

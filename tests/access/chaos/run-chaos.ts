import type { DaxCluster } from '../../../local/dax-node';
import {
  type Access,
  AmbiguousWriteError,
  type Input,
  type Operation,
  type Output,
  type TableClient,
} from '../../../shared/dax-access/index';
import { SdkTableClient } from '../../../shared/dax-access/table/table-client';
import { aGatedStage, credentials, type GatedStage, region } from '../fixture';
import { violations } from '../simulation/checker';
import type { Applied, Call } from '../simulation/history';
import { seeded } from '../simulation/seeded';

export interface ChaosResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const PROCESSES = [0, 1];
const WORKERS = [0, 1, 2];
/** Each worker writes an item of its own and reads everyone's, so that the order of writes is known. */
const KEYS = PROCESSES.flatMap((process) => WORKERS.map((worker) => keyOf(process, worker)));
const DEADLINE_MS = 1_000;
const TTL_MS = 60_000;
/** What scheduling on a busy machine may add to a deadline. */
const SCHEDULING_MS = 2_000;
/** Between DynamoDB carrying out a write and our seeing it. */
const TOLERANCE_MS = 100;

/**
 * Real nodes, the official client and real sockets: nodes are killed, restarted and added while processes read and write; answers of
 * DynamoDB are held back or lost on their way. Lasts about `lastsMs`.
 */
export async function runChaos(seed: number, lastsMs = 3_000): Promise<ChaosResult> {
  const random = seeded(seed);
  const stage = await aGatedStage({ nodes: 3, recordTtlMs: TTL_MS });
  const applied = recordApplied(stage, random, () => trouble);
  let trouble = 0;
  const around = new Set<string>();
  const processes = PROCESSES.map(() =>
    stage.open({
      deadlineMs: DEADLINE_MS,
      connectTimeoutMs: 200,
      itemTtlMs: TTL_MS,
      canaryShare: 0.02,
      keys: { items: ['id'] },
      telemetry: { openTelemetry: false },
      testing: { table: new WatchedTable(stage.gate.endpoint, around) },
    }),
  );
  const calls: Call[] = [];
  const endMs = performance.now() + lastsMs;
  try {
    await Promise.all(processes.map((access) => access.ready()));
    const over = () => performance.now() > endMs;
    await Promise.all([
      ...processes.flatMap((access, process) =>
        WORKERS.map((worker) => drive(access, process, worker, random, calls, over)),
      ),
      disturb(stage.cluster, random, over, (share) => {
        trouble = share;
      }),
    ]);
    trouble = 0;
    await settle(applied);
  } finally {
    trouble = 0;
    await stage.close();
  }
  const marked = calls.map((call) =>
    call.kind === 'write' ? { ...call, around: call.outcome === 'ambiguous' || around.has(call.value) } : call,
  );
  const bounds = { deadlineMs: DEADLINE_MS + SCHEDULING_MS, staleMs: TTL_MS + 2_000, toleranceMs: TOLERANCE_MS };
  return { seed, violations: violations({ calls: marked, applied }, bounds), counts: countsOf(calls) };
}

/** Remembers what was written to the table itself. */
class WatchedTable implements TableClient {
  private readonly inner: SdkTableClient;

  constructor(
    endpoint: string,
    private readonly around: Set<string>,
  ) {
    this.inner = new SdkTableClient({ endpoint, region, credentials });
  }

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

/** The gate sees each write right after DynamoDB carried it out, whoever asked. */
function recordApplied(stage: GatedStage, random: () => number, trouble: () => number): readonly Applied[] {
  const applied: Applied[] = [];
  stage.gate.rule = ({ operation, body }) => {
    const { Item } = body as {
      readonly Item?: { readonly id: { readonly S: string }; readonly v: { readonly S: string } };
    };
    if (operation === 'PutItem' && Item !== undefined)
      applied.push({ atMs: performance.now(), key: Item.id.S, value: Item.v.S });
    const dice = random();
    if (dice < trouble() * 0.1) return Promise.resolve('drop');
    if (dice < trouble() * 0.2) return new Promise((resolve) => setTimeout(() => resolve('answer'), random() * 1_500));
    return undefined;
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

async function disturb(
  cluster: DaxCluster,
  random: () => number,
  over: () => boolean,
  setTrouble: (share: number) => void,
): Promise<void> {
  while (!over()) {
    await pause(100 + random() * 300);
    setTrouble(random() < 0.5 ? 0 : random() * 0.5);
    const dice = random();
    const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)];
    if (node === undefined) continue;
    if (dice < 0.35 && cluster.nodes.length > 1) await cluster.killNode(node.id);
    else if (dice < 0.6) await cluster.rebootNode(node.id);
    else if (cluster.nodes.length < 4) await cluster.addNode();
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

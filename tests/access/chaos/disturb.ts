import type { DaxCluster } from '../../../local/dax-node';
import type { Fate } from '../network/failing-dynamodb';
import type { Flow, Wires } from '../network/wires';
import type { World } from './a-world';

export const SLOWEST_MS = 1_500;

/** What was done, counted by name. */
export type Done = Record<string, number>;

const NODES_AT_MOST = 4;

/** Until it is over: nodes die, restart and join; wires are cut one way or both; whole clusters vanish; the table is slow and fails. */
export async function disturb(
  world: World,
  callers: readonly string[],
  random: () => number,
  over: () => boolean,
): Promise<Done> {
  const done: Done = {};
  const did = (what: string) => {
    done[what] = (done[what] ?? 0) + 1;
  };
  while (!over()) {
    await pause(100 + random() * 300);
    world.dynamodb.fate = fateOf(random() < 0.5 ? 0 : random() * 0.5, random);
    const { cluster, wires } = world.clusters[random() < 0.7 ? 0 : 1] as World['clusters'][number];
    const dice = random();
    if (dice < 0.5) did(await changeNodes(cluster, dice * 2, random));
    else if (dice < 0.7) did(cut(wires, callers, random));
    else if (dice < 0.78) did(stall(wires, callers, random));
    else if (dice < 0.86) {
      did('cluster gone');
      wires.cutOff();
    } else {
      did('healed');
      wires.heal();
    }
    await world.connect();
  }
  for (const { wires } of world.clusters) wires.heal();
  world.dynamodb.fate = () => ({ kind: 'answer', afterMs: 0 });
  return done;
}

async function changeNodes(cluster: DaxCluster, dice: number, random: () => number): Promise<string> {
  const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)];
  if (node === undefined) return 'nothing';
  if (dice < 0.35 && cluster.nodes.length > 1) {
    await cluster.killNode(node.id);
    return 'node killed';
  }
  if (dice < 0.6) {
    await cluster.rebootNode(node.id);
    return 'node restarted';
  }
  if (dice < 0.7) {
    for (const { id } of cluster.nodes) await cluster.rebootNode(id);
    return 'cluster restarted';
  }
  if (cluster.nodes.length >= NODES_AT_MOST) return 'nothing';
  await cluster.addNode();
  return 'node added';
}

/** One process loses one node: what it sends, what it should get, or both. Later healing lets what was held arrive after all. */
function cut(wires: Wires, callers: readonly string[], random: () => number): string {
  const caller = callers[Math.floor(random() * callers.length)] as string;
  const port = wires.ports[Math.floor(random() * wires.ports.length)] as number;
  const flow = (): Flow => (random() < 0.5 ? 'held' : 'passes');
  const [toNode, toClient] = [flow(), flow()];
  wires.set(caller, port, { toNode, toClient });
  if (toNode === toClient) return toNode === 'held' ? 'wire cut' : 'wire mended';
  return toNode === 'held' ? 'wire cut towards the node' : 'wire cut towards the client';
}

/** A node that takes nothing in and says nothing, until it is healed. */
function stall(wires: Wires, callers: readonly string[], random: () => number): string {
  const port = wires.ports[Math.floor(random() * wires.ports.length)] as number;
  for (const caller of callers) wires.set(caller, port, { toNode: 'held', toClient: 'held' });
  return 'node paused';
}

function fateOf(trouble: number, random: () => number): () => Fate {
  return () => {
    const dice = random();
    if (dice < trouble * 0.1) return { kind: 'lost' };
    if (dice < trouble * 0.2) return { kind: 'answer', afterMs: random() * SLOWEST_MS };
    if (dice < trouble * 0.25) return { kind: 'throttled' };
    if (dice < trouble * 0.3) return { kind: 'failed', carriedOut: 'before' };
    return dice < trouble * 0.35 ? { kind: 'failed', carriedOut: 'never' } : { kind: 'answer', afterMs: 0 };
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

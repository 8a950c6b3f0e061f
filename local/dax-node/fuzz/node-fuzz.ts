import { aCluster, eventually } from '../testing/fixture';
import { RawClient } from '../testing/raw-client';
import { corpus } from './corpus';
import { mutated } from './mutate';
import { Random } from './random';

export interface NodeFuzzReport {
  readonly connections: number;
  readonly closedByNode: number;
  readonly failures: readonly string[];
}

const FRAMES_PER_CONNECTION = 5;
const CHECK_EVERY = 20;
/** Turns of the event loop that a connection is given before it goes away. */
const TURNS = 10;

/** Mutated frames over real connections to a live node over an embedded dynalite; the node must go on answering good clients. */
export async function fuzzNode(seed: number, connections: number): Promise<NodeFuzzReport> {
  const random = new Random(seed);
  const fixture = await aCluster({ weight: () => 0.001 });
  await fixture.table('TTT');
  await fixture.table('TTR', 'SN');
  const port = fixture.cluster.nodes[0]?.port ?? 0;
  const failures: string[] = [];
  let closedByNode = 0;
  const good = await RawClient.open(port);
  const lists = await good.call('defineAttributeListId', Buffer.from('82616e6173', 'hex'));
  const listId = lists.kind === 'success' ? Number.parseInt(lists.payload.subarray(1).toString('hex'), 16) : 1;
  const frames = corpus(listId);
  for (let count = 0; count < connections; count += 1) {
    const client = await RawClient.open(port, random.chance(0.9) ? 0 : 'nothing said');
    const sent = Array.from({ length: FRAMES_PER_CONNECTION }, () => mutated(frames, random));
    for (const bytes of sent) client.write(bytes);
    for (let turn = 0; turn < TURNS && !client.closed; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (client.closed) closedByNode += 1;
    if (random.chance(0.5)) client.socket.resetAndDestroy();
    else client.socket.end();
    if (count % CHECK_EVERY !== 0) continue;
    const alive = await good.call('endpoints', Buffer.alloc(0)).catch((error: Error) => error);
    if (alive instanceof Error || alive.kind !== 'success') {
      failures.push(`not alive after connection ${count}: ${Buffer.concat(sent).toString('hex')}`);
      break;
    }
  }
  await eventually(() => fixture.cluster.stats().nodes[0]?.connections === 1, 20_000).catch(() =>
    failures.push('connections of clients that went away were not given back'),
  );
  good.destroy();
  await fixture.close();
  return { connections, closedByNode, failures };
}

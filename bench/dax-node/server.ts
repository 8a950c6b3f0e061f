/** Runs as a child of run.ts: a cluster of one node over an embedded dynalite, and a TCP echo as the ceiling of any server here. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { NodeCache } from '../../local/dax-node/cache/node-cache';
import { startDaxCluster } from '../../local/dax-node/index';
import { itemReply } from '../../local/dax-node/protocol/reply';

const ECHO_REPLY_BYTES = 160;
const MEMORY_ITEMS = 100_000;

export interface ServerReady {
  readonly dax: string;
  readonly dynamodb: string;
  readonly echoPort: number;
}
export interface MemoryAnswer {
  readonly items: number;
  readonly heapBytesPerItem: number;
  readonly accountedBytesPerItem: number;
  readonly payloadBytesPerItem: number;
}

async function main(): Promise<void> {
  // The rate model would throttle a benchmark, so the node counts one thousandth of each request.
  const cluster = await startDaxCluster({
    nodes: 1,
    port: 0,
    dynamodb: { embedded: true },
    attributeListsFile: false,
    weight: () => 0.001,
    recordTtlMs: 0,
  });
  const reply = Buffer.alloc(ECHO_REPLY_BYTES, 1);
  const echo = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(reply));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    echo.listen(0, '127.0.0.1', resolve);
  });
  process.on('message', (message) => {
    if (message === 'memory') process.send?.(memoryPerItem());
    if (message === 'cpu') process.send?.(process.cpuUsage());
    if (message === 'stop') void cluster.close().then(() => process.exit(0));
  });
  const ready: ServerReady = {
    dax: cluster.endpoints[0] ?? '',
    dynamodb: cluster.dynamodbEndpoint,
    echoPort: (echo.address() as AddressInfo).port,
  };
  process.send?.(ready);
}

/** Heap before and after a cache of items of 150 bytes was filled. */
function memoryPerItem(): MemoryAnswer {
  const cache = new NodeCache({
    limitBytes: 1024 ** 3,
    recordTtlMs: () => 0,
    queryTtlMs: () => 0,
    now: () => 0,
    fixedBytes: () => 0,
  });
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let payload = 0;
  for (let index = 0; index < MEMORY_ITEMS; index += 1) {
    const key = Buffer.from(`Bench\0item-${index}`).toString('latin1');
    const value = itemReply(Buffer.alloc(150, index & 0x7f).toString('latin1'));
    // A string that was put together keeps its parts; going through a buffer makes it one piece, as an answer from the writer is.
    const flat = Buffer.from(value, 'latin1').toString('latin1');
    payload += key.length + flat.length;
    cache.set(key, { reply: flat, kind: 'item', storedAtMs: 0, sequence: index });
  }
  global.gc?.();
  const used = process.memoryUsage().heapUsed - before;
  return {
    items: MEMORY_ITEMS,
    heapBytesPerItem: used / MEMORY_ITEMS,
    accountedBytesPerItem: cache.bytes / MEMORY_ITEMS,
    payloadBytesPerItem: payload / MEMORY_ITEMS,
  };
}

void main();

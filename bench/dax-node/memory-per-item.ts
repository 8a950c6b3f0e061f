import { NodeCache } from '../../local/dax-node/cache/node-cache';
import { itemReply } from '../../local/dax-node/protocol/reply';

const MEMORY_ITEMS = 100_000;

export interface MemoryAnswer {
  readonly items: number;
  readonly heapBytesPerItem: number;
  readonly accountedBytesPerItem: number;
  readonly payloadBytesPerItem: number;
}

/** Heap before and after a cache of items of 150 bytes was filled. */
export function memoryPerItem(): MemoryAnswer {
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

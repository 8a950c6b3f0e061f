import type { WatchedCall } from '../cache/key-guard';
import type { CachedValue } from '../cache/node-cache';
import type { NodeContext } from '../cluster/context';
import { outcomeUnknown } from './dax-error-of';

/**
 * Writes to DynamoDB first and to the item cache after its word, never for a write that failed. `left` says what the write left of each key
 * (undefined: forget the key). Where another write of the same key was under way at any moment, what it left is not certain: forgotten too.
 */
export async function writeThrough<Output>(
  node: NodeContext,
  keys: readonly string[],
  write: () => Promise<Output>,
  left: (output: Output, key: string, index: number, sequence: number) => CachedValue | undefined,
): Promise<Output> {
  const { cluster } = node;
  const calls = keys.map((key) => cluster.guards.beginWrite(key));
  let output: Output;
  try {
    output = await write();
  } catch (error) {
    const unknown = outcomeUnknown(error);
    for (const call of calls) {
      cluster.guards.endWrite(call, unknown ? 'unknown' : 'known');
      if (unknown) cluster.publish(cluster.leader(), call.key, undefined, cluster.nextSequence());
    }
    throw error;
  }
  settle(node, calls, (key, index, sequence) => left(output, key, index, sequence));
  return output;
}

function settle(
  node: NodeContext,
  calls: readonly WatchedCall[],
  left: (key: string, index: number, sequence: number) => CachedValue | undefined,
): void {
  const { cluster } = node;
  calls.forEach((call, index) => {
    const certain = cluster.guards.endWrite(call, 'known');
    const sequence = cluster.nextSequence();
    cluster.publish(cluster.leader(), call.key, certain ? left(call.key, index, sequence) : undefined, sequence);
  });
}

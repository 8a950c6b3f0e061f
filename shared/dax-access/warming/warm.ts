import { chunks, inParallel } from '../batch/chunks';
import type { Engine } from '../calls/engine';
import type { Translator } from '../document/translator';
import { AccessError } from '../errors/access-error';

export interface WarmOptions {
  /** Requests at a time. Default 2. */
  readonly parallel?: number;
  /** In a hand-over: the new cluster is sealed, nothing sent through the old one can still land. */
  readonly sealed?: boolean;
  readonly deadlineMs?: number;
}

export interface Warmed {
  readonly keys: number;
  readonly failed: number;
}

const KEYS_PER_REQUEST = 100;

/** Reads items so that the cluster caches them, by BatchGetItem alone: results of queries do not fill the item cache. */
export async function warm(
  engine: Engine,
  translator: Translator,
  TableName: string,
  keys: readonly Readonly<Record<string, unknown>>[],
  { parallel = 2, sealed = false, deadlineMs = 10_000 }: WarmOptions = {},
): Promise<Warmed> {
  const route = await engine.route(deadlineMs);
  const cluster = route.reads ?? (sealed ? route.writes : undefined);
  if (cluster === undefined)
    throw new AccessError(
      'warming must wait: reads do not go through a cluster now, and what is cached before the seal may stay older than the table',
      { code: 'access.unsupported', retryable: true },
    );
  const wanted = keys.map((Key) => translator.input('getItem', { TableName, Key }).Key ?? {});
  const requests = chunks(wanted, KEYS_PER_REQUEST);
  const outcomes = await inParallel(requests, parallel, (Keys) =>
    cluster.call('batchGetItem', { RequestItems: { [TableName]: { Keys: [...Keys] } } }, deadlineMs),
  );
  const failed = outcomes.reduce(
    (sum, { status }, at) => sum + (status === 'rejected' ? (requests[at]?.length ?? 0) : 0),
    0,
  );
  return { keys: keys.length - failed, failed };
}

import type { AttributeValue, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { pause } from '../calls/backoff';
import type { CallOptions } from '../calls/engine';
import type { Input, Output } from '../calls/operation';
import { validation } from '../errors/validation';
import { itemKey } from '../stale/item-key';
import type { BatchParts } from './batch-parts';
import { chunks, inParallel } from './chunks';

export const KEYS_PER_REQUEST = 100;
const ROUNDS = 8;

type Attributes = Record<string, AttributeValue>;
type Requests = Record<string, KeysAndAttributes>;
interface Wanted {
  readonly table: string;
  readonly key: Attributes;
}

/**
 * BatchGetItem of any length: in requests of 100 keys, each with its own deadline; what comes back unprocessed is asked for again.
 * Only what is left after that stands in UnprocessedKeys.
 */
export async function batchGet(
  parts: BatchParts,
  input: Input<'batchGetItem'>,
  options: CallOptions | undefined,
): Promise<Output<'batchGetItem'>> {
  const wanted = wantedOf(input.RequestItems ?? {});
  refuseDuplicates(wanted);
  if (wanted.length <= KEYS_PER_REQUEST) return untilProcessed(parts, input, options);
  const requests = chunks(wanted, KEYS_PER_REQUEST).map((chunk) => ({
    ...input,
    RequestItems: requestOf(input, chunk),
  }));
  const outcomes = await inParallel(requests, parts.parallel, (request) => untilProcessed(parts, request, options));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes
    .map((outcome) => (outcome as PromiseFulfilledResult<Output<'batchGetItem'>>).value)
    .reduce((all, output) => merged(all, output));
}

async function untilProcessed(
  parts: BatchParts,
  input: Input<'batchGetItem'>,
  options: CallOptions | undefined,
): Promise<Output<'batchGetItem'>> {
  const untilMs = parts.clock.now() + (options?.deadlineMs ?? parts.deadlineMs);
  let all = await parts.engine.call('batchGetItem', input, options);
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = all.UnprocessedKeys ?? {};
    if (Object.keys(left).length === 0) return all;
    if (!(await pause(round + 1, untilMs, parts.clock, parts.random))) return all;
    const { UnprocessedKeys: _left, ...sofar } = all;
    const deadlineMs = untilMs - parts.clock.now();
    all = merged(sofar, await parts.engine.call('batchGetItem', { ...input, RequestItems: left }, { deadlineMs }));
  }
  return all;
}

function wantedOf(requests: Requests): readonly Wanted[] {
  return Object.entries(requests).flatMap(([table, { Keys = [] }]) => (Keys ?? []).map((key) => ({ table, key })));
}

function requestOf({ RequestItems = {} }: Input<'batchGetItem'>, chunk: readonly Wanted[]): Requests {
  const requests: Requests = {};
  for (const { table, key } of chunk) {
    const known = requests[table];
    if (known === undefined) requests[table] = { ...RequestItems[table], Keys: [key] };
    else known.Keys?.push(key);
  }
  return requests;
}

function refuseDuplicates(wanted: readonly Wanted[]): void {
  const seen = new Set<string>();
  for (const { table, key } of wanted) seen.add(itemKey(table, key));
  if (seen.size === wanted.length) return;
  throw validation('Provided list of item keys contains duplicates');
}

function merged(left: Output<'batchGetItem'>, right: Output<'batchGetItem'>): Output<'batchGetItem'> {
  const Responses = { ...left.Responses };
  for (const [table, items] of Object.entries(right.Responses ?? {}))
    Responses[table] = [...(Responses[table] ?? []), ...items];
  const UnprocessedKeys = { ...left.UnprocessedKeys };
  for (const [table, request] of Object.entries(right.UnprocessedKeys ?? {})) {
    const known = UnprocessedKeys[table]?.Keys ?? [];
    UnprocessedKeys[table] = { ...request, Keys: [...known, ...(request.Keys ?? [])] };
  }
  const capacity = [...(left.ConsumedCapacity ?? []), ...(right.ConsumedCapacity ?? [])];
  return { Responses, UnprocessedKeys, ...(capacity.length > 0 && { ConsumedCapacity: capacity }) };
}

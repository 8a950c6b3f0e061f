import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { pause } from '../calls/backoff';
import type { CallOptions } from '../calls/engine';
import type { Input, Output } from '../calls/operation';
import { AccessError, AmbiguousWriteError, textOf } from '../errors/access-error';
import { validation } from '../errors/validation';
import { writtenKeys } from '../stale/written-keys';
import type { BatchParts } from './batch-parts';
import { chunks, inParallel } from './chunks';

export const WRITES_PER_REQUEST = 25;
const ROUNDS = 8;

type Requests = Record<string, WriteRequest[]>;

/** Some of a long batch was written and some was not; which is which. */
export class BatchIncompleteError extends AccessError {
  constructor(
    /** Surely not written. */
    readonly notWritten: Requests,
    /** May have been written, or may still be. */
    readonly unknown: Requests,
    cause: unknown,
  ) {
    super(
      `a part of the batch failed: ${count(notWritten)} requests were not written, of ${count(unknown)} it is not known (${textOf(cause)})`,
      {
        code: 'access.batch-incomplete',
        retryable: count(unknown) === 0,
        cause,
      },
    );
  }
}

/** BatchWriteItem of any length: in requests of 25, each with its own deadline; what comes back unprocessed is sent again. */
export async function batchWrite(
  parts: BatchParts,
  input: Input<'batchWriteItem'>,
  options: CallOptions | undefined,
): Promise<Output<'batchWriteItem'>> {
  const all = Object.entries(input.RequestItems ?? {}).flatMap(([table, requests]) =>
    requests.map((request) => ({ table, request })),
  );
  refuseDuplicates(parts, input);
  if (all.length <= WRITES_PER_REQUEST) return untilProcessed(parts, input, options);
  const requests = chunks(all, WRITES_PER_REQUEST).map((chunk) => ({ ...input, RequestItems: grouped(chunk) }));
  const outcomes = await inParallel(requests, parts.parallel, (request) => untilProcessed(parts, request, options));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw incomplete(requests, outcomes, failed.reason);
  return outcomes
    .map((outcome) => (outcome as PromiseFulfilledResult<Output<'batchWriteItem'>>).value)
    .reduce((left, right) => merged(left, right));
}

async function untilProcessed(
  parts: BatchParts,
  input: Input<'batchWriteItem'>,
  options: CallOptions | undefined,
): Promise<Output<'batchWriteItem'>> {
  const untilMs = parts.clock.now() + (options?.deadlineMs ?? parts.deadlineMs);
  let all = await parts.engine.call('batchWriteItem', input, options);
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = all.UnprocessedItems ?? {};
    if (Object.keys(left).length === 0) return all;
    if (!(await pause(round + 1, untilMs, parts.clock, parts.random))) return all;
    const { UnprocessedItems: _left, ...sofar } = all;
    const deadlineMs = untilMs - parts.clock.now();
    const next = await parts.engine.call('batchWriteItem', { ...input, RequestItems: left }, { deadlineMs });
    all = merged(sofar, next);
  }
  return all;
}

function grouped(chunk: readonly { readonly table: string; readonly request: WriteRequest }[]): Requests {
  const requests: Requests = {};
  for (const { table, request } of chunk) requests[table] = [...(requests[table] ?? []), request];
  return requests;
}

/** Where the key of a put is not known yet, DynamoDB finds duplicates within a request itself. */
function refuseDuplicates({ keyNames }: BatchParts, input: Input<'batchWriteItem'>): void {
  const keys = writtenKeys('batchWriteItem', input, keyNames).flatMap(({ key }) => key ?? []);
  if (new Set(keys).size < keys.length) throw validation('Provided list of item keys contains duplicates');
}

function incomplete(
  requests: readonly Input<'batchWriteItem'>[],
  outcomes: readonly PromiseSettledResult<Output<'batchWriteItem'>>[],
  cause: unknown,
): BatchIncompleteError {
  const notWritten: Requests = {};
  const unknown: Requests = {};
  for (const [index, outcome] of outcomes.entries()) {
    const ambiguous = outcome.status === 'rejected' && outcome.reason instanceof AmbiguousWriteError;
    const left = outcome.status === 'rejected' ? requests[index]?.RequestItems : outcome.value.UnprocessedItems;
    const into = ambiguous ? unknown : notWritten;
    for (const [table, list] of Object.entries(left ?? {})) into[table] = [...(into[table] ?? []), ...list];
  }
  return new BatchIncompleteError(notWritten, unknown, cause);
}

function merged(left: Output<'batchWriteItem'>, right: Output<'batchWriteItem'>): Output<'batchWriteItem'> {
  const UnprocessedItems = { ...left.UnprocessedItems };
  for (const [table, list] of Object.entries(right.UnprocessedItems ?? {}))
    UnprocessedItems[table] = [...(UnprocessedItems[table] ?? []), ...list];
  const capacity = [...(left.ConsumedCapacity ?? []), ...(right.ConsumedCapacity ?? [])];
  return {
    UnprocessedItems,
    ItemCollectionMetrics: { ...left.ItemCollectionMetrics, ...right.ItemCollectionMetrics },
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
}

const count = (requests: Requests): number => Object.values(requests).reduce((sum, { length }) => sum + length, 0);

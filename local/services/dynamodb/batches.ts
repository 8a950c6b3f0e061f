import { Reservation } from './admission';
import { type DynamoDbContext, servingTable } from './context';
import { indexWrites } from './index-writes';
import { hashOf, lockKey } from './item-keys';
import { isJson, itemOf, type Json, jsonOf, listOf, textOf, type WireItem } from './json';
import { askingAll } from './read-items';
import { storedItem } from './stored-item';
import type { TableRecord } from './table';
import { addUsage, consumedCapacity, type Usage, usageOf } from './usage';
import { withoutConsumed } from './wire-answer';
import { writeWants } from './write-item';

interface PutOrDelete {
  readonly operation: 'PutItem' | 'DeleteItem';
  readonly keyed: WireItem;
  readonly request: Json;
}

/** Items that the throughput keeps out come back as unprocessed; only if that is all of them the call fails. */
export const batchGetItem = async (context: DynamoDbContext, input: Json): Promise<Json> => {
  const tables = tablesOf(context, input);
  if (!tables) return context.engine.call('BatchGetItem', input);
  const reservation = new Reservation(context, 'BatchGetItem');
  const startedMs = performance.now();
  try {
    const wanted: Record<string, Json> = {};
    const unprocessed: Record<string, Json> = {};
    for (const [table, request] of tables) {
      const keys = listOf(request.Keys) as readonly WireItem[];
      await context.locks.settled(keys.map((key) => lockKey(table, key) ?? ''));
      const units = request.ConsistentRead === true ? 1 : 0.5;
      const letIn = keys.map((key) =>
        reservation.tryTake([{ table, dimension: 'read', units, hashKey: hashOf(table.keySchema, key) }]),
      );
      const within = keys.filter((_, index) => letIn[index]);
      const without = keys.filter((_, index) => !letIn[index]);
      if (within.length > 0 || keys.length === 0) wanted[table.name] = { ...request, Keys: within };
      if (without.length > 0) unprocessed[table.name] = { ...request, Keys: without };
    }
    if (Object.keys(wanted).length === 0) return reservation.refuse(tables[0]?.[0].name ?? '');
    const answer = await context.engine.call('BatchGetItem', { ...input, RequestItems: wanted, ...askingAll(input) });
    const usages = usagesOf(answer);
    for (const [table] of tables) {
      const usage = usages.get(table.name);
      if (usage) reservation.settle(table, 'read', usage);
      context.meter.succeeded(table.name, 'BatchGetItem', performance.now() - startedMs);
    }
    return {
      ...withoutConsumed(answer),
      UnprocessedKeys: { ...jsonOf(answer.UnprocessedKeys), ...unprocessed },
      ...consumedOf(usages, input),
    };
  } finally {
    reservation.release();
  }
};

export const batchWriteItem = async (context: DynamoDbContext, input: Json): Promise<Json> => {
  const tables = tablesOf(context, input);
  if (!tables) return context.engine.call('BatchWriteItem', input);
  context.engine.validate?.('BatchWriteItem', input);
  const writes = tables.map(([table]) => [table, writesOf(jsonOf(input.RequestItems)[table.name])] as const);
  const keys = writes.flatMap(([table, list]) => list.map(({ keyed }) => lockKey(table, keyed) ?? ''));
  return context.locks.run(keys, () => batchWriteLocked(context, input, writes));
};

const batchWriteLocked = async (
  context: DynamoDbContext,
  input: Json,
  writes: readonly (readonly [TableRecord, readonly PutOrDelete[]])[],
): Promise<Json> => {
  const reservation = new Reservation(context, 'BatchWriteItem');
  const startedMs = performance.now();
  try {
    const wanted: Record<string, Json[]> = {};
    const unprocessed: Record<string, Json[]> = {};
    const indexed = new Map<string, Usage>();
    for (const [table, list] of writes)
      for (const { operation, keyed, request } of list) {
        const whole = lockKey(table, keyed) !== undefined;
        const hasIndexes = table.globalIndexes.length > 0 || table.localIndexes.length > 0;
        const before = hasIndexes && whole ? await storedItem(context, table, keyed) : undefined;
        const letIn = reservation.tryTake(writeWants(operation, input, table, keyed, before));
        const target = letIn ? wanted : unprocessed;
        target[table.name] = [...(target[table.name] ?? []), request];
        if (!letIn || !hasIndexes) continue;
        const used = { table: 0, ...indexWrites(table, before, operation === 'PutItem' ? keyed : undefined) };
        indexed.set(table.name, addUsage(indexed.get(table.name) ?? { table: 0, locals: {}, globals: {} }, used));
      }
    if (Object.keys(wanted).length === 0) return reservation.refuse(writes[0]?.[0].name ?? '');
    const answer = await context.engine.call('BatchWriteItem', { ...input, RequestItems: wanted, ...askingAll(input) });
    const usages = usagesOf(answer);
    for (const [table] of writes) {
      const base = usages.get(table.name);
      if (!base) continue;
      const usage = addUsage(base, indexed.get(table.name) ?? { table: 0, locals: {}, globals: {} });
      usages.set(table.name, usage);
      reservation.settle(table, 'write', usage);
      context.meter.succeeded(table.name, 'BatchWriteItem', performance.now() - startedMs);
    }
    return {
      ...withoutConsumed(answer),
      UnprocessedItems: { ...jsonOf(answer.UnprocessedItems), ...unprocessed },
      ...consumedOf(usages, input),
    };
  } finally {
    reservation.release();
  }
};

/** The tables named by the request; `undefined` where the request has not even that form, so that the engine refuses it. */
const tablesOf = (context: DynamoDbContext, input: Json): readonly (readonly [TableRecord, Json])[] | undefined => {
  const requested = input.RequestItems;
  if (!isJson(requested) || Object.keys(requested).length === 0) return undefined;
  context.engine.validate?.('RequestItems' in input && isWrite(requested) ? 'BatchWriteItem' : 'BatchGetItem', input);
  return Object.entries(requested).map(([name, request]) => [servingTable(context, name), jsonOf(request)] as const);
};

const isWrite = (requested: Json): boolean => Object.values(requested).some(Array.isArray);

const writesOf = (requests: unknown): readonly PutOrDelete[] =>
  listOf(requests).flatMap((request): readonly PutOrDelete[] => {
    const item = itemOf(jsonOf(request.PutRequest).Item);
    if (item) return [{ operation: 'PutItem', keyed: item, request }];
    const key = itemOf(jsonOf(request.DeleteRequest).Key);
    return key ? [{ operation: 'DeleteItem', keyed: key, request }] : [];
  });

const usagesOf = (answer: Json): Map<string, Usage> =>
  new Map(listOf(answer.ConsumedCapacity).map((one) => [textOf(one.TableName) ?? '', usageOf(one)]));

const consumedOf = (usages: ReadonlyMap<string, Usage>, input: Json): Json => {
  const asked = input.ReturnConsumedCapacity;
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
  return { ConsumedCapacity: [...usages].map(([name, usage]) => consumedCapacity(name, usage, asked)) };
};

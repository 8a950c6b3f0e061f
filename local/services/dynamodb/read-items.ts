import { Reservation } from './admission';
import { type DynamoDbContext, servingTable } from './context';
import { hashOf, lockKey } from './item-keys';
import { itemOf, type Json, numberOf, textOf } from './json';
import { invalid } from './refusals';
import { consumedCapacity, usageOf } from './usage';
import { withoutConsumed } from './wire-answer';

/** GetItem, Query and Scan: let in by the table's or the global index's read units, charged by what the engine says it read. */
export const readItems = async (
  context: DynamoDbContext,
  operation: 'GetItem' | 'Query' | 'Scan',
  input: Json,
): Promise<Json> => {
  const { engine, meter } = context;
  const tableName = textOf(input.TableName);
  if (tableName === undefined) return engine.call(operation, input);
  const table = servingTable(context, tableName);
  const index = table.globalIndexes.find((one) => one.name === input.IndexName);
  if (index?.status === 'CREATING') throw invalid(`Cannot read from backfilling global secondary index: ${index.name}`);
  const units = input.ConsistentRead === true ? 1 : 0.5;
  const key = operation === 'GetItem' ? itemOf(input.Key) : undefined;
  const hashKey = key && hashOf(table.keySchema, key);
  const reservation = new Reservation(context, operation);
  reservation.take([{ table, dimension: 'read', units, hashKey, ...(index ? { indexName: index.name } : {}) }]);
  const startedMs = performance.now();
  try {
    const locked = key && lockKey(table, key);
    if (locked !== undefined) await context.locks.settled([locked]);
    const answer = await engine.call(operation, { ...input, TableName: table.name, ...askingAll(input) });
    const read = usageOf(answer.ConsumedCapacity);
    const total = read.table + (read.globals[index?.name ?? ''] ?? 0);
    const usage = operation === 'Query' && total === 0 ? { ...read, ...leastOf(index?.name, units) } : read;
    reservation.settle(table, 'read', usage, hashKey);
    meter.succeeded(table.name, operation, performance.now() - startedMs);
    const returned = numberOf(answer.Count);
    if (returned !== undefined) meter.returned(table.name, operation, returned);
    const consumed = consumedCapacity(table.name, usage, input.ReturnConsumedCapacity);
    return { ...withoutConsumed(answer), ...(consumed ? { ConsumedCapacity: consumed } : {}) };
  } finally {
    reservation.release();
  }
};

/** A query that finds nothing costs as much as the smallest read. */
const leastOf = (indexName: string | undefined, units: number) =>
  indexName === undefined ? { table: units } : { globals: { [indexName]: units } };

/** The engine is always asked for everything; a value that AWS does not know goes through, so that the engine refuses it. */
export const askingAll = (input: Json): Json => {
  const asked = input.ReturnConsumedCapacity;
  return asked === undefined || asked === 'NONE' || asked === 'TOTAL' ? { ReturnConsumedCapacity: 'INDEXES' } : {};
};

import { ServiceError } from '../../kernel/service-error';
import { Reservation, type Want } from './admission';
import { type DynamoDbContext, servingTable } from './context';
import { indexWrites } from './index-writes';
import { hashOf, lockKey } from './item-keys';
import { itemBytes, writeUnits } from './item-size';
import { itemOf, type Json, textOf, type WireItem } from './json';
import { askingAll } from './read-items';
import { invalid } from './refusals';
import { storedItem } from './stored-item';
import type { TableRecord } from './table';
import { consumedCapacity, type Usage, usageOf } from './usage';
import { withoutConsumed } from './wire-answer';

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** One write of one item: let in by table and touched indexes, serialised with every other write of the item. */
export const writeItem = async (context: DynamoDbContext, operation: WriteOperation, input: Json): Promise<Json> => {
  const { engine } = context;
  const onFailure = input.ReturnValuesOnConditionCheckFailure;
  if (onFailure !== undefined && onFailure !== 'NONE' && onFailure !== 'ALL_OLD')
    throw invalid(
      `1 validation error detected: Value '${String(onFailure)}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  const tableName = textOf(input.TableName);
  const keyed = itemOf(operation === 'PutItem' ? input.Item : input.Key);
  if (tableName === undefined) return engine.call(operation, input);
  const table = servingTable(context, tableName);
  const key = lockKey(table, keyed);
  if (key === undefined || keyed === undefined) return engine.call(operation, { ...input, TableName: table.name });
  return context.locks.run([key], () => writeLocked(context, operation, input, table, keyed));
};

const writeLocked = async (
  context: DynamoDbContext,
  operation: WriteOperation,
  input: Json,
  table: TableRecord,
  keyed: WireItem,
): Promise<Json> => {
  const { engine, meter } = context;
  const startedMs = performance.now();
  const wantsOld = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const indexed = table.globalIndexes.length > 0 || table.localIndexes.length > 0;
  const before = indexed || wantsOld ? await storedItem(context, table, keyed) : undefined;
  const hashKey = hashOf(table.keySchema, keyed);
  const reservation = new Reservation(context, operation);
  reservation.take(writeWants(operation, input, table, keyed, before));
  try {
    const answer = await engine.call(operation, { ...input, TableName: table.name, ...askingAll(input) });
    const after = indexed ? await itemAfter(context, operation, table, keyed) : undefined;
    const base = usageOf(answer.ConsumedCapacity);
    const usage: Usage = indexed ? { table: base.table, ...indexWrites(table, before, after) } : base;
    reservation.settle(table, 'write', usage, hashKey);
    meter.succeeded(table.name, operation, performance.now() - startedMs);
    const consumed = consumedCapacity(table.name, usage, input.ReturnConsumedCapacity);
    return { ...withoutConsumed(answer), ...(consumed ? { ConsumedCapacity: consumed } : {}) };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.name !== 'ConditionalCheckFailedException') throw error;
    // A condition that fails costs the write units of the item that is there, one at least.
    const units = before ? writeUnits(itemBytes(before)) : 1;
    reservation.settle(table, 'write', { table: units, locals: {}, globals: {} }, hashKey);
    meter.conditionFailed(table.name);
    if (!wantsOld || !before) throw error;
    throw new ServiceError(error.name, error.message, error.statusCode, { ...error.members, Item: before });
  } finally {
    reservation.release();
  }
};

const itemAfter = async (
  context: DynamoDbContext,
  operation: WriteOperation,
  table: TableRecord,
  keyed: WireItem,
): Promise<WireItem | undefined> => {
  if (operation === 'PutItem') return keyed;
  return operation === 'DeleteItem' ? undefined : storedItem(context, table, keyed);
};

/** Units of the table, and of each global index that the write will touch or, for an update, may touch. */
export const writeWants = (
  operation: WriteOperation,
  input: Json,
  table: TableRecord,
  keyed: WireItem,
  before: WireItem | undefined,
): readonly Want[] => {
  const hashKey = hashOf(table.keySchema, keyed);
  const units = operation === 'PutItem' ? writeUnits(itemBytes(keyed)) : 1;
  const own: Want = { table, dimension: 'write', units, hashKey };
  if (table.globalIndexes.length === 0) return [own];
  if (operation === 'UpdateItem') {
    const mentioned = JSON.stringify([input.UpdateExpression, input.ExpressionAttributeNames, input.AttributeUpdates]);
    const touched = table.globalIndexes.filter((index) =>
      index.keySchema.some(
        ({ AttributeName }) => before?.[AttributeName] !== undefined || mentioned.includes(AttributeName),
      ),
    );
    return [own, ...touched.map((index): Want => ({ table, indexName: index.name, dimension: 'write', units: 1 }))];
  }
  const { globals } = indexWrites(table, before, operation === 'PutItem' ? keyed : undefined);
  return [
    own,
    ...Object.entries(globals).map(
      ([indexName, cost]): Want => ({ table, indexName, dimension: 'write', units: cost }),
    ),
  ];
};

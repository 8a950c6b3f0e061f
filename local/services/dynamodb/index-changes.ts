import { configureGuards, type DynamoDbContext, finishLater, replaceTable } from './context';
import { indexOf, newCapacity } from './create-table';
import { lockKey } from './item-keys';
import { isJson, type Json, listOf, textOf } from './json';
import { invalid, invalidValues, limitExceeded, notHere } from './refusals';
import { storedItem } from './stored-item';
import type { GlobalIndexRecord, TableRecord } from './table';
import { describe } from './table-description';
import { checkQuotas } from './throughput-quotas';

const globalIndexesPerTable = 20;

/** The index is CREATING and backfilling for its time; it exists for reads and writes once it is filled. */
export const addIndex = (context: DynamoDbContext, table: TableRecord, create: Json, input: Json): Json => {
  const { clock } = context.platform;
  const add = context.engine.addIndex;
  if (!add) throw notHere('UpdateTable', 'GlobalSecondaryIndexUpdates.Create on this engine');
  const index: GlobalIndexRecord = {
    ...indexOf(table.arn, create),
    status: 'CREATING',
    backfilling: true,
    capacity: newCapacity(table.mode, create),
  };
  if (table.mode === 'PROVISIONED' && !isJson(create.ProvisionedThroughput))
    throw invalidValues(`ProvisionedThroughput must be specified for index: ${index.name}`);
  if (table.mode === 'PAY_PER_REQUEST' && isJson(create.ProvisionedThroughput))
    throw invalidValues(
      `ProvisionedThroughput should not be specified for index: ${index.name} when BillingMode is PAY_PER_REQUEST`,
    );
  if ([...table.globalIndexes, ...table.localIndexes].some((one) => one.name === index.name))
    throw invalid(`Attempting to create an index which already exists: ${index.name}`);
  if (table.globalIndexes.length >= globalIndexesPerTable)
    throw limitExceeded(`GlobalSecondaryIndex count exceeds the per-table limit of ${globalIndexesPerTable}`);
  const definitions = mergedDefinitions(table, listOf(input.AttributeDefinitions));
  const undefinedKey = index.keySchema.find(
    ({ AttributeName }) => !definitions.some((definition) => definition.AttributeName === AttributeName),
  );
  if (undefinedKey)
    throw invalidValues(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${undefinedKey.AttributeName}]`,
    );
  const during: TableRecord = { ...table, status: 'UPDATING', globalIndexes: [...table.globalIndexes, index] };
  checkQuotas(context, during);
  context.tables.set(table.name, during);
  finishLater(context, table.name, context.durations.createIndexMs, async () => {
    if (context.tables.get(table.name)?.status !== 'UPDATING') return;
    await add(table.name, engineIndex(create, index), definitions, async (item, task) => {
      const key = lockKey(table, item) ?? '';
      await context.locks.run([key], async () => {
        const current = await storedItem(context, table, item);
        if (current) await task(current);
      });
    });
    const { backfilling: _, ...filled } = index;
    const done = replaceTable(context, table.name, (now) => ({
      ...now,
      status: 'ACTIVE',
      attributeDefinitions: definitions,
      globalIndexes: [...now.globalIndexes.filter((one) => one.name !== index.name), { ...filled, status: 'ACTIVE' }],
    }));
    if (done) configureGuards(context, done);
  });
  configureGuards(context, during);
  return { TableDescription: describe(during, clock.now()) };
};

/** The engine keeps the same units as the front, so that both find the same changes to be changes. */
const engineIndex = ({ IndexName, KeySchema, Projection }: Json, { capacity }: GlobalIndexRecord): Json => ({
  IndexName,
  KeySchema,
  Projection,
  ProvisionedThroughput: {
    ReadCapacityUnits: capacity.provisioned.read,
    WriteCapacityUnits: capacity.provisioned.write,
    NumberOfDecreasesToday: 0,
  },
});

const mergedDefinitions = (table: TableRecord, given: readonly Json[]): readonly Json[] => {
  const known = new Map(table.attributeDefinitions.map((definition) => [definition.AttributeName, definition]));
  for (const definition of given)
    if (!known.has(definition.AttributeName)) known.set(definition.AttributeName, definition);
  return [...known.values()];
};

export const dropIndex = async (context: DynamoDbContext, table: TableRecord, request: Json): Promise<Json> => {
  const { engine, platform } = context;
  const name = textOf(request.IndexName) ?? '';
  if (!table.globalIndexes.some((index) => index.name === name))
    throw invalid(`The table does not have the specified index: ${name}`);
  if (!engine.dropIndex) throw notHere('UpdateTable', 'GlobalSecondaryIndexUpdates.Delete on this engine');
  const during: TableRecord = {
    ...table,
    status: 'UPDATING',
    globalIndexes: table.globalIndexes.map((index) => (index.name === name ? { ...index, status: 'DELETING' } : index)),
  };
  context.tables.set(table.name, during);
  await engine.dropIndex(table.name, name);
  finishLater(context, table.name, context.durations.deleteIndexMs, () => {
    const done = replaceTable(context, table.name, (now) => ({
      ...now,
      status: now.status === 'UPDATING' ? 'ACTIVE' : now.status,
      globalIndexes: now.globalIndexes.filter((index) => index.name !== name),
    }));
    if (done) configureGuards(context, done);
  });
  return { TableDescription: describe(during, platform.clock.now()) };
};

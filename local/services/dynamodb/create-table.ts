import { randomUUID } from 'node:crypto';
import { configureGuards, type DynamoDbContext, finishLater, nameOf, replaceTable } from './context';
import { settledEngine } from './engine-settled';
import { isJson, type Json, jsonOf, listOf, numberOf, textOf } from './json';
import { inUse, invalidValues, limitExceeded, refuseStrangers } from './refusals';
import {
  type BillingMode,
  type Capacity,
  freshCapacity,
  type IndexRecord,
  type KeyElement,
  noUnits,
  type Projection,
  type TableRecord,
  type Units,
} from './table';
import { describe } from './table-description';
import { capacityMembers } from './table-settings';
import { tagsOf } from './tags';
import { checkQuotas } from './throughput-quotas';

const known = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
  'StreamSpecification',
  'SSESpecification',
  'Tags',
  'TableClass',
  'DeletionProtectionEnabled',
  'WarmThroughput',
  'OnDemandThroughput',
];
const openChangesAllowed = 500;

export const createTable = async (
  context: DynamoDbContext,
  input: Json,
  createMs = context.durations.createMs,
): Promise<Json> => {
  const { engine, platform } = context;
  refuseStrangers('CreateTable', input, known);
  refuseStream('CreateTable', input);
  engine.validate?.('CreateTable', forEngine(input));
  const name = nameOf(textOf(input.TableName) ?? '');
  if (context.tables.has(name)) throw inUse(`Table already exists: ${name}`);
  const open = [...context.tables.values()].filter((table) => table.status !== 'ACTIVE').length;
  if (open >= openChangesAllowed)
    throw limitExceeded(`There is a limit of ${openChangesAllowed} tables being created, updated or deleted at once.`);
  const table = newTable(context, name, input);
  checkQuotas(context, table);
  await engine.call('CreateTable', forEngine(input));
  await settledEngine(engine, name);
  context.tables.set(name, table);
  configureGuards(context, table, createMs > 0 ? 1 : Number.POSITIVE_INFINITY);
  platform.log.write('dynamodb.table.creating', { table: name, mode: table.mode, ...table.capacity.provisioned });
  const ready = (): void => {
    replaceTable(context, name, (old) => ({
      ...old,
      status: 'ACTIVE',
      globalIndexes: old.globalIndexes.map((index) => ({ ...index, status: 'ACTIVE' })),
    }));
    platform.log.write('dynamodb.table.active', { table: name });
  };
  if (createMs > 0) finishLater(context, name, createMs, ready);
  else ready();
  return { TableDescription: describe(context.tables.get(name) ?? table, platform.clock.now()) };
};

export const refuseStream = (operation: string, input: Json): void => {
  if (jsonOf(input.StreamSpecification).StreamEnabled === true)
    refuseStrangers(operation, { StreamSpecification: input.StreamSpecification }, []);
};

/** What the engine is told: the members that it knows, with the table's name in place of an ARN. */
export const forEngine = (input: Json): Json => {
  const { Tags: _tags, StreamSpecification: _stream, TableName, ...rest } = input;
  return typeof TableName === 'string' ? { ...rest, TableName: nameOf(TableName) } : rest;
};

const newTable = (context: DynamoDbContext, name: string, input: Json): TableRecord => {
  const { account, clock, region } = context.platform;
  const nowMs = clock.now();
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const mode: BillingMode = input.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED';
  const sse = jsonOf(input.SSESpecification);
  const tableClass = textOf(input.TableClass);
  return {
    name,
    arn,
    id: randomUUID(),
    createdAtMs: nowMs,
    status: 'CREATING',
    attributeDefinitions: listOf(input.AttributeDefinitions),
    keySchema: listOf(input.KeySchema) as unknown as readonly KeyElement[],
    localIndexes: listOf(input.LocalSecondaryIndexes).map((index) => indexOf(arn, index)),
    globalIndexes: listOf(input.GlobalSecondaryIndexes).map((index) => ({
      ...indexOf(arn, index),
      status: 'CREATING',
      capacity: newCapacity(mode, index),
    })),
    mode,
    enforcedMode: mode,
    wasOnDemand: mode === 'PAY_PER_REQUEST',
    ...(mode === 'PAY_PER_REQUEST' ? { lastOnDemandAtMs: nowMs } : {}),
    switchesToOnDemandAtMs: [],
    capacity: newCapacity(mode, input),
    ...(tableClass === undefined ? {} : { tableClass: { name: tableClassOf(tableClass) } }),
    deletionProtection: input.DeletionProtectionEnabled === true,
    ...(sse.Enabled === true ? { sse: { Status: 'ENABLED', SSEType: textOf(sse.SSEType) ?? 'KMS' } } : {}),
    tags: tagsOf(new Map(), listOf(input.Tags)),
  };
};

export const newCapacity = (mode: BillingMode, given: Json): Capacity => {
  const throughput = given.ProvisionedThroughput;
  const units = isJson(throughput) ? unitsOf(throughput) : noUnits;
  return capacityMembers(mode, freshCapacity(mode === 'PROVISIONED' ? units : noUnits), given);
};

export const unitsOf = (throughput: Json): Units => ({
  read: numberOf(throughput.ReadCapacityUnits) ?? 0,
  write: numberOf(throughput.WriteCapacityUnits) ?? 0,
});

export const indexOf = (tableArn: string, index: Json): IndexRecord => ({
  name: textOf(index.IndexName) ?? '',
  arn: `${tableArn}/index/${textOf(index.IndexName)}`,
  keySchema: listOf(index.KeySchema) as unknown as readonly KeyElement[],
  projection: jsonOf(index.Projection) as unknown as Projection,
});

export const tableClassOf = (name: string): string => {
  if (name === 'STANDARD' || name === 'STANDARD_INFREQUENT_ACCESS') return name;
  throw invalidValues(`TableClass '${name}' must be STANDARD or STANDARD_INFREQUENT_ACCESS`);
};

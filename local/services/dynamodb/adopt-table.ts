import { configureGuards, type DynamoDbContext, nameOf } from './context';
import { indexOf, unitsOf } from './create-table';
import { type Json, jsonOf, listOf, numberOf, textOf } from './json';
import { freshCapacity, type KeyElement, type TableRecord } from './table';

/** A table that another endpoint had before this front stood before it: taken over as it is described there. */
const adoptTable = async (context: DynamoDbContext, given: unknown): Promise<void> => {
  const name = nameOf(textOf(given) ?? '');
  if (name === '' || context.tables.has(name)) return;
  const described = await context.engine.call('DescribeTable', { TableName: name }).catch(() => undefined);
  if (!described || context.tables.has(name)) return;
  const table = recordOf(context, name, jsonOf(described.Table));
  context.tables.set(name, table);
  configureGuards(context, table, Number.POSITIVE_INFINITY);
};

/** Every table that a request names. */
export const adoptTables = async (context: DynamoDbContext, input: Json): Promise<void> => {
  if (!context.engine.mayHoldTables) return;
  const inTransaction = listOf(input.TransactItems).flatMap((item) =>
    Object.values(item).map((action) => jsonOf(action).TableName),
  );
  for (const name of [input.TableName, ...Object.keys(jsonOf(input.RequestItems)), ...inTransaction])
    await adoptTable(context, name);
};

const recordOf = (context: DynamoDbContext, name: string, described: Json): TableRecord => {
  const { account, region } = context.platform;
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const onDemand = jsonOf(described.BillingModeSummary).BillingMode === 'PAY_PER_REQUEST';
  return {
    name,
    arn,
    id: textOf(described.TableId) ?? '',
    createdAtMs: (numberOf(described.CreationDateTime) ?? 0) * 1000,
    status: 'ACTIVE',
    attributeDefinitions: listOf(described.AttributeDefinitions),
    keySchema: listOf(described.KeySchema) as unknown as readonly KeyElement[],
    localIndexes: listOf(described.LocalSecondaryIndexes).map((index) => indexOf(arn, index)),
    globalIndexes: listOf(described.GlobalSecondaryIndexes).map((index) => ({
      ...indexOf(arn, index),
      status: 'ACTIVE',
      capacity: freshCapacity(unitsOf(jsonOf(index.ProvisionedThroughput))),
    })),
    mode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    enforcedMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    wasOnDemand: onDemand,
    switchesToOnDemandAtMs: [],
    capacity: freshCapacity(unitsOf(jsonOf(described.ProvisionedThroughput))),
    deletionProtection: described.DeletionProtectionEnabled === true,
    tags: new Map(),
  };
};

import { type DynamoDbContext, knownTable } from './context';
import { type Json, numberOf, textOf } from './json';
import { invalid } from './refusals';
import { describe } from './table-description';

export const describeTable = (context: DynamoDbContext, input: Json): Json => {
  context.engine.validate?.('DescribeTable', { TableName: input.TableName });
  return { Table: describe(knownTable(context, textOf(input.TableName) ?? ''), context.platform.clock.now()) };
};

export const listTables = (context: DynamoDbContext, input: Json): Json => {
  const limit = numberOf(input.Limit) ?? 100;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100`,
    );
  const after = textOf(input.ExclusiveStartTableName) ?? '';
  const names = [...context.tables.keys()].sort().filter((name) => name > after);
  const page = names.slice(0, limit);
  const last = page.at(-1);
  return { TableNames: page, ...(names.length > limit && last ? { LastEvaluatedTableName: last } : {}) };
};

export const describeLimits = (context: DynamoDbContext): Json => {
  const tableQuota = context.options.tableQuota ?? 40_000;
  const accountQuota = context.options.accountQuota ?? 80_000;
  return {
    AccountMaxReadCapacityUnits: accountQuota,
    AccountMaxWriteCapacityUnits: accountQuota,
    TableMaxReadCapacityUnits: tableQuota,
    TableMaxWriteCapacityUnits: tableQuota,
  };
};

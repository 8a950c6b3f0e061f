import { type DynamoDbContext, dropGuards, finishLater, knownTable, replaceTable, restingTable } from './context';
import { type Json, textOf } from './json';
import { invalid } from './refusals';
import { describe } from './table-description';

export const deleteTable = async (context: DynamoDbContext, input: Json): Promise<Json> => {
  const { durations, engine, platform } = context;
  engine.validate?.('DeleteTable', { TableName: input.TableName });
  const given = textOf(input.TableName) ?? '';
  const known = knownTable(context, given);
  if (known.deletionProtection)
    throw invalid(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  const table = known.status === 'UPDATING' ? known : restingTable(context, given);
  const going = replaceTable(context, table.name, (old) => ({ ...old, status: 'DELETING' })) ?? table;
  await engine.call('DeleteTable', { TableName: table.name });
  platform.log.write('dynamodb.table.deleting', { table: table.name });
  finishLater(context, table.name, durations.deleteMs, () => {
    context.tables.delete(table.name);
    dropGuards(context, table);
  });
  return { TableDescription: describe(going, platform.clock.now()) };
};

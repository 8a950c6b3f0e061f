import type { DynamoDbContext } from './context';
import { keyAttributesOf } from './item-keys';
import { itemOf, type WireItem } from './json';
import type { TableRecord } from './table';

/** The item as it is stored now; costs nothing. `keyed` holds at least the key. */
export const storedItem = async (
  context: DynamoDbContext,
  table: TableRecord,
  keyed: WireItem,
): Promise<WireItem | undefined> => {
  const answer = await context.engine.call('GetItem', {
    TableName: table.name,
    Key: keyAttributesOf(table, keyed),
    ConsistentRead: true,
  });
  return itemOf(answer.Item);
};

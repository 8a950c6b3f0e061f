import type { Input, ReadOperation } from '../calls/operation';
import type { AroundKeys } from './around-keys';
import { itemKey, tableName } from './item-key';

/**
 * The same read in its strongly consistent form if it touches an item that was written around DAX; else undefined. Query and Scan
 * are left alone: DAX never keeps their results in step with writes, so nothing is promised of them.
 */
export function readAround<Name extends ReadOperation>(
  operation: Name,
  input: Input<Name>,
  around: AroundKeys,
): Input<Name> | undefined {
  if (operation === 'getItem') {
    const get = input as Input<'getItem'>;
    if (get.TableName === undefined || get.Key === undefined || get.ConsistentRead === true) return undefined;
    const touched = around.has(tableName(get.TableName), itemKey(get.TableName, get.Key));
    return touched ? { ...input, ConsistentRead: true } : undefined;
  }
  if (operation === 'batchGetItem') {
    const { RequestItems = {} } = input as Input<'batchGetItem'>;
    const touched = Object.entries(RequestItems).some(([table, { Keys = [] }]) =>
      Keys?.some((key) => around.has(tableName(table), itemKey(table, key))),
    );
    if (!touched) return undefined;
    const strong = Object.entries(RequestItems).map(([table, request]) => [
      table,
      { ...request, ConsistentRead: true },
    ]);
    return { ...input, RequestItems: Object.fromEntries(strong) };
  }
  return undefined;
}

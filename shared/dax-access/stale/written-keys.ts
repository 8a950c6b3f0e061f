import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Input, WriteOperation } from '../calls/operation';
import { itemKey, tableName } from './item-key';
import type { KeyNames } from './key-names';

type Attributes = Record<string, AttributeValue>;

/** What a write touches; without a key, any item of the table. */
export interface Written {
  readonly table: string;
  readonly key: string | undefined;
}

export function writtenKeys<Name extends WriteOperation>(
  operation: Name,
  input: Input<Name>,
  names: KeyNames,
): readonly Written[] {
  switch (operation) {
    case 'putItem': {
      const { TableName, Item } = input as Input<'putItem'>;
      return [put(TableName, Item, names)];
    }
    case 'updateItem':
    case 'deleteItem': {
      const { TableName, Key } = input as Input<'deleteItem'>;
      return [keyed(TableName, Key)];
    }
    case 'batchWriteItem': {
      const { RequestItems = {} } = input as Input<'batchWriteItem'>;
      return Object.entries(RequestItems).flatMap(([table, requests = []]) =>
        requests.map(({ PutRequest, DeleteRequest }) =>
          PutRequest === undefined ? keyed(table, DeleteRequest?.Key) : put(table, PutRequest.Item, names),
        ),
      );
    }
    case 'transactWriteItems': {
      const { TransactItems = [] } = input as Input<'transactWriteItems'>;
      return TransactItems.flatMap(({ Put, Update, Delete }) => {
        if (Put !== undefined) return [put(Put.TableName, Put.Item, names)];
        const change = Update ?? Delete;
        return change === undefined ? [] : [keyed(change.TableName, change.Key)];
      });
    }
  }
  return [];
}

function keyed(table = '', key: Attributes | undefined): Written {
  return { table: tableName(table), key: key && itemKey(table, key) };
}

function put(table = '', item: Attributes | undefined, names: KeyNames): Written {
  const key = item && names.keyOf(table, item);
  return { table: tableName(table), key: key && itemKey(table, key) };
}

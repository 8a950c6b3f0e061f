import batchGetItem from 'dynalite/actions/batchGetItem';
import batchWriteItem from 'dynalite/actions/batchWriteItem';
import createTable from 'dynalite/actions/createTable';
import deleteItem from 'dynalite/actions/deleteItem';
import deleteTable from 'dynalite/actions/deleteTable';
import describeTable from 'dynalite/actions/describeTable';
import getItem from 'dynalite/actions/getItem';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import updateTable from 'dynalite/actions/updateTable';
import * as dynaliteDb from 'dynalite/db';
import * as validations from 'dynalite/validations';
import batchGetItemRules from 'dynalite/validations/batchGetItem';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem';
import createTableRules from 'dynalite/validations/createTable';
import deleteItemRules from 'dynalite/validations/deleteItem';
import deleteTableRules from 'dynalite/validations/deleteTable';
import describeTableRules from 'dynalite/validations/describeTable';
import getItemRules from 'dynalite/validations/getItem';
import putItemRules from 'dynalite/validations/putItem';
import queryRules from 'dynalite/validations/query';
import scanRules from 'dynalite/validations/scan';
import updateItemRules from 'dynalite/validations/updateItem';
import updateTableRules from 'dynalite/validations/updateTable';
import { ServiceError } from '../../kernel/service-error';
import { type Engine, errorFromWire } from './engine';
import { type Json, jsonOf, listOf, textOf, type WireItem } from './json';
import { notHere } from './refusals';

const parts = {
  BatchGetItem: [batchGetItem, batchGetItemRules],
  BatchWriteItem: [batchWriteItem, batchWriteItemRules],
  CreateTable: [createTable, createTableRules],
  DeleteItem: [deleteItem, deleteItemRules],
  DeleteTable: [deleteTable, deleteTableRules],
  DescribeTable: [describeTable, describeTableRules],
  GetItem: [getItem, getItemRules],
  PutItem: [putItem, putItemRules],
  Query: [query, queryRules],
  Scan: [scan, scanRules],
  UpdateItem: [updateItem, updateItemRules],
  UpdateTable: [updateTable, updateTableRules],
} as const;

const isPart = (operation: string): operation is keyof typeof parts => Object.hasOwn(parts, operation);

/** dynalite without its HTTP server: its store, its validation and its actions, called in this process. */
export const createEmbeddedEngine = (account: string, region: string): Engine => {
  const store = dynaliteDb.create({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  store.tableDb.awsAccountId = account;
  store.tableDb.awsRegion = region;

  /** dynalite changes what it is given, so it gets a copy. */
  const checked = (operation: keyof typeof parts, input: Json): Record<string, unknown> => {
    const [, rules] = parts[operation];
    const copy: unknown = JSON.parse(JSON.stringify(input));
    try {
      const data = validations.checkTypes(jsonOf(copy), rules.types);
      validations.checkValidations(data, rules.types, rules.custom, store);
      return data;
    } catch (error) {
      throw engineError(error);
    }
  };

  const call = (operation: string, input: Json): Promise<Json> => {
    if (!isPart(operation)) return Promise.reject(notHere(operation));
    return new Promise((resolve, reject) => {
      const data = checked(operation, input);
      const [action] = parts[operation];
      action(store, data, (error, output) => {
        if (error) reject(engineError(error));
        else resolve(output ?? {});
      });
    });
  };

  const tableRecord = (tableName: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      store.tableDb.get(tableName, (error, table) => (error ? reject(engineError(error)) : resolve(table)));
    });
  const putTable = (tableName: string, table: object): Promise<void> =>
    new Promise((resolve, reject) => {
      store.tableDb.put(tableName, table, (error) => (error ? reject(engineError(error)) : resolve()));
    });

  return {
    call,
    mayHoldTables: false,
    validate: (operation, input) => {
      if (isPart(operation)) checked(operation, input);
    },
    addIndex: async (tableName, index, attributeDefinitions, exclusively) => {
      const table = await tableRecord(tableName);
      const added = { ...index, IndexStatus: 'ACTIVE', ItemCount: 0, IndexSizeBytes: 0 };
      const before = listOf(table.GlobalSecondaryIndexes);
      const changed = { ...table, AttributeDefinitions: attributeDefinitions };
      const indexOnly = { ...changed, LocalSecondaryIndexes: [], GlobalSecondaryIndexes: [added] };
      await putTable(tableName, { ...changed, GlobalSecondaryIndexes: [...before, added] });
      const enter = (item: object): Promise<void> =>
        new Promise((resolve, reject) => {
          dynaliteDb.updateIndexes(store, indexOnly, undefined, item, (error) =>
            error ? reject(engineError(error)) : resolve(),
          );
        });
      for await (const item of allItems(call, tableName)) await exclusively(item, enter);
    },
    dropIndex: async (tableName, indexName) => {
      const table = await tableRecord(tableName);
      const left = listOf(table.GlobalSecondaryIndexes).filter((index) => index.IndexName !== indexName);
      const { GlobalSecondaryIndexes: _, ...bare } = table;
      await putTable(tableName, left.length > 0 ? { ...bare, GlobalSecondaryIndexes: left } : bare);
      await new Promise<void>((resolve) => {
        store.deleteIndexDb('Global', tableName, indexName, () => resolve());
      });
    },
    close: () =>
      new Promise((resolve) => {
        store.db.close(() => resolve());
      }),
  };
};

/** Every item of a table, page by page. */
export async function* allItems(call: Engine['call'], tableName: string): AsyncGenerator<WireItem> {
  let from: Json | undefined;
  do {
    const page: Json = await call('Scan', {
      TableName: tableName,
      ConsistentRead: true,
      ...(from ? { ExclusiveStartKey: from } : {}),
    });
    yield* listOf(page.Items) as readonly WireItem[];
    from = page.LastEvaluatedKey === undefined ? undefined : jsonOf(page.LastEvaluatedKey);
  } while (from);
}

const engineError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  const { statusCode, body } = jsonOf(error);
  if (typeof statusCode === 'number') return errorFromWire(statusCode, body);
  const message = error instanceof Error ? error.message : (textOf(error) ?? String(error));
  return new ServiceError('InternalServerError', message, 500);
};

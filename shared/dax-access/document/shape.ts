import type { Operation } from '../calls/operation';

/** Where in a request or an answer attribute values stand. */
export type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'each'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, Shape])[] };

type Fields = Extract<Shape, { readonly kind: 'fields' }>;

const value: Shape = { kind: 'value' };
const each = (of: Shape): Shape => ({ kind: 'each', of });
const fields = (map: Readonly<Record<string, Shape>>): Fields => ({ kind: 'fields', fields: Object.entries(map) });
/** A map or list of attribute values. */
const values = each(value);

const collectionMetrics = fields({ ItemCollectionKey: values });
const conditions = each(fields({ AttributeValueList: values }));
const expected = each(fields({ Value: value, AttributeValueList: values }));
const written = { Expected: expected, ExpressionAttributeValues: values };
const found = { QueryFilter: conditions, ExclusiveStartKey: values, ExpressionAttributeValues: values };
const change = { Key: values, ExpressionAttributeValues: values };
const pages = fields({ Items: each(values), LastEvaluatedKey: values });
const keysOfTables = each(fields({ Keys: each(values) }));
const writesOfTables = each(
  each(fields({ PutRequest: fields({ Item: values }), DeleteRequest: fields({ Key: values }) })),
);
const afterWrite = fields({ Attributes: values, ItemCollectionMetrics: collectionMetrics });

export const inputShapes: Readonly<Record<Operation, Shape>> = {
  getItem: fields({ Key: values }),
  batchGetItem: fields({ RequestItems: keysOfTables }),
  query: fields({ ...found, KeyConditions: conditions }),
  scan: fields({ ScanFilter: conditions, ExclusiveStartKey: values, ExpressionAttributeValues: values }),
  transactGetItems: fields({ TransactItems: each(fields({ Get: fields({ Key: values }) })) }),
  putItem: fields({ Item: values, ...written }),
  updateItem: fields({ Key: values, AttributeUpdates: each(fields({ Value: value })), ...written }),
  deleteItem: fields({ Key: values, ...written }),
  batchWriteItem: fields({ RequestItems: writesOfTables }),
  transactWriteItems: fields({
    TransactItems: each(
      fields({
        ConditionCheck: fields(change),
        Put: fields({ Item: values, ExpressionAttributeValues: values }),
        Delete: fields(change),
        Update: fields(change),
      }),
    ),
  }),
};

export const outputShapes: Readonly<Record<Operation, Fields>> = {
  getItem: fields({ Item: values }),
  batchGetItem: fields({ Responses: each(each(values)), UnprocessedKeys: keysOfTables }),
  query: pages,
  scan: pages,
  transactGetItems: fields({ Responses: each(fields({ Item: values })) }),
  putItem: afterWrite,
  updateItem: afterWrite,
  deleteItem: afterWrite,
  batchWriteItem: fields({ UnprocessedItems: writesOfTables, ItemCollectionMetrics: each(each(collectionMetrics)) }),
  transactWriteItems: fields({ ItemCollectionMetrics: each(each(collectionMetrics)) }),
};

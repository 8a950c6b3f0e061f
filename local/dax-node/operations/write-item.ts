import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import type { CborReader } from '../codec/cbor-reader';
import { readStreamItem, writeStreamItem, writeUpdatedAttributes } from '../codec/stream-item';
import { ExpressionNames } from '../expression/expression-names';
import { readExpression } from '../expression/expression-node';
import { conditionText, updateText } from '../expression/expression-text';
import {
  type ConsumedCapacity,
  capacityContent,
  collectionMetricsContent,
  type ItemCollectionMetrics,
} from '../protocol/consumed-capacity';
import { type OptionalParameters, readOptionalParameters } from '../protocol/optional-parameters';
import { openResult, Result } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { itemValue } from './get-item';
import { itemCacheKey, keyAttributes, readTableName } from './item-key';
import { writeThrough } from './write-through';

interface WriteOutput {
  readonly Attributes?: Attributes;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

export async function putItem(node: NodeContext, reader: CborReader): Promise<string> {
  const { table, keyBytes } = await target(node, reader);
  const attributes = readStreamItem(reader.bytes(), node.cluster.lists);
  const parameters = readOptionalParameters(reader);
  const item = { ...keyAttributes(table, keyBytes), ...attributes };
  const input = { TableName: table.name, Item: item, ...conditions(parameters), ...returned(parameters) };
  const key = itemCacheKey(table, keyBytes);
  const output = await writeThrough(
    node,
    [key],
    () => node.cluster.dynamodb.call<WriteOutput>('PutItem', input),
    (_output, _key, _index, sequence) => {
      const value = itemValue(node, table, item, sequence);
      node.cluster.spendWrite(value.reply.length);
      return value;
    },
  );
  return answer(node, table, output, parameters);
}

export async function deleteItem(node: NodeContext, reader: CborReader): Promise<string> {
  const { table, keyBytes } = await target(node, reader);
  const parameters = readOptionalParameters(reader);
  const input = {
    TableName: table.name,
    Key: keyAttributes(table, keyBytes),
    ...conditions(parameters),
    ...returned(parameters),
  };
  const output = await writeThrough(
    node,
    [itemCacheKey(table, keyBytes)],
    () => node.cluster.dynamodb.call<WriteOutput>('DeleteItem', input),
    () => undefined,
  );
  node.cluster.spendWrite(keyBytes.length);
  return answer(node, table, output, parameters);
}

/**
 * DynamoDB is asked for the whole new item where the caller does not want something else back, and the cache takes that. Where the caller
 * wants old values or touched attributes only, nobody saw the new item: the entry is forgotten and the next read brings it.
 */
export async function updateItem(node: NodeContext, reader: CborReader): Promise<string> {
  const { table, keyBytes } = await target(node, reader);
  const parameters = readOptionalParameters(reader);
  const wanted = parameters.returnValues ?? 'NONE';
  const seesNew = wanted === 'NONE' || wanted === 'ALL_NEW';
  const input = {
    TableName: table.name,
    Key: keyAttributes(table, keyBytes),
    ...conditions(parameters),
    ...returned(parameters),
    ...(seesNew ? { ReturnValues: 'ALL_NEW' } : {}),
  };
  const output = await writeThrough(
    node,
    [itemCacheKey(table, keyBytes)],
    () => node.cluster.dynamodb.call<WriteOutput>('UpdateItem', input),
    ({ Attributes: item }, _key, _index, sequence) => {
      if (!seesNew || item === undefined) return undefined;
      return itemValue(node, table, item, sequence);
    },
  );
  node.cluster.spendWrite(JSON.stringify(output.Attributes ?? {}).length);
  return answer(node, table, output, parameters);
}

async function target(
  node: NodeContext,
  reader: CborReader,
): Promise<{ readonly table: Table; readonly keyBytes: Buffer }> {
  const name = readTableName(reader);
  const keyBytes = reader.bytes();
  return { table: node.cluster.tables.known(name) ?? (await node.cluster.tables.get(name)), keyBytes };
}

/** Condition and update expressions with the placeholders that they share. */
export function conditions({ condition, update }: Pick<OptionalParameters, 'condition' | 'update'>): object {
  const names = new ExpressionNames();
  const texts = {
    ...(condition === undefined ? {} : { ConditionExpression: conditionText(readExpression(condition), names) }),
    ...(update === undefined ? {} : { UpdateExpression: updateText(readExpression(update), names) }),
  };
  return { ...texts, ...names.members() };
}

function returned(parameters: Readonly<OptionalParameters>): object {
  const { returnValues, consumedCapacity, itemCollectionMetrics } = parameters;
  return {
    ...(returnValues === undefined ? {} : { ReturnValues: returnValues }),
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
    ...(itemCollectionMetrics === undefined ? {} : { ReturnItemCollectionMetrics: itemCollectionMetrics }),
  };
}

function answer(
  node: NodeContext,
  table: Table,
  output: WriteOutput,
  parameters: Readonly<OptionalParameters>,
): string {
  const writer = openResult();
  const attributes = attributesContent(node, table, output.Attributes, parameters);
  if (output.ConsumedCapacity !== undefined) {
    writer.integer(Result.ConsumedCapacity).bytesLatin1(capacityContent(output.ConsumedCapacity));
  }
  if (attributes !== undefined) writer.integer(Result.Attributes).bytesLatin1(attributes);
  const metrics = collectionMetricsContent(output.ItemCollectionMetrics);
  if (metrics !== undefined) writer.integer(Result.ItemCollectionMetrics).bytesLatin1(metrics);
  return writer.end().latin1();
}

function attributesContent(
  node: NodeContext,
  table: Table,
  attributes: Attributes | undefined,
  { returnValues }: Readonly<OptionalParameters>,
): string | undefined {
  if (attributes === undefined || returnValues === undefined || returnValues === 'NONE') return undefined;
  const { lists } = node.cluster;
  if (returnValues === 'UPDATED_OLD' || returnValues === 'UPDATED_NEW')
    return writeUpdatedAttributes(attributes, lists);
  return writeStreamItem(attributes, table.schema, lists);
}

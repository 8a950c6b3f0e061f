import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { CborWriter } from '../codec/cbor-writer';
import { readStreamItem } from '../codec/stream-item';
import type { ClientTraits } from '../protocol/client-traits';
import {
  type ConsumedCapacity,
  collectionMetricsContent,
  type ItemCollectionMetrics,
} from '../protocol/consumed-capacity';
import { readOptionalParameters } from '../protocol/optional-parameters';
import { OK } from '../protocol/reply';
import type { Require } from '../protocol/rights';
import type { Table } from '../upstream/table-directory';
import { daxErrorOf } from './dax-error-of';
import { itemValue } from './get-item';
import { itemCacheKey, keyAttributes, readTableName } from './item-key';
import { bytesOrNull, readArray, sameLength } from './request-lists';
import { type TransactGetOutput, writeCapacities } from './transact-get';
import { conditions } from './write-item';
import { writeThrough } from './write-through';

interface TransactWriteOutput {
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>;
}

/** Numbers of the four kinds of actions, and the member of a transaction item that each becomes. */
const ACTIONS: Readonly<Record<number, 'Put' | 'Delete' | 'Update' | 'ConditionCheck'>> = {
  2: 'Put',
  7: 'Delete',
  9: 'Update',
  12: 'ConditionCheck',
};
const ALL_OLD = 2;

interface Action {
  readonly kind: 'Put' | 'Delete' | 'Update' | 'ConditionCheck';
  readonly table: Table;
  readonly key: Attributes;
  readonly cacheKey: string;
  readonly request: object;
}

/** Passed through; what it changed is forgotten by the item cache and read again in the background, as DAX does. */
export async function transactWriteItems(
  node: NodeContext,
  reader: CborReader,
  _client: ClientTraits,
  require: Require,
): Promise<string> {
  const { actions, input } = await readRequest(node, reader);
  for (const { kind } of actions) require(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`);
  const changed = actions.filter((action) => action.kind !== 'ConditionCheck');
  let output: TransactWriteOutput;
  try {
    output = await writeThrough(
      node,
      changed.map((action) => action.cacheKey),
      () => node.cluster.dynamodb.call<TransactWriteOutput>('TransactWriteItems', input),
      () => undefined,
    );
  } catch (error) {
    const tables = actions.map((action) => action.table);
    throw daxErrorOf(error, node.cluster, { operation: 'TransactWriteItems', write: true, tables });
  }
  for (const action of changed) node.cluster.spendWrite(JSON.stringify(action.request).length);
  void refresh(node, changed);
  return reply(output);
}

async function readRequest(
  node: NodeContext,
  reader: CborReader,
): Promise<{ readonly actions: readonly Action[]; readonly input: object }> {
  const operations = readArray(reader, () => reader.integer());
  const names = readArray(reader, () => readTableName(reader));
  const keys = readArray(reader, () => reader.bytes());
  const values = readArray(reader, () => bytesOrNull(reader));
  reader.skip();
  const onFailure = readArray(reader, () => (reader.takeNull() ? 1 : reader.integer()));
  const conditionBytes = readArray(reader, () => bytesOrNull(reader));
  const updates = readArray(reader, () => bytesOrNull(reader));
  sameLength({ operations, tables: names, keys, values, onFailure, conditions: conditionBytes, updates });
  const { consumedCapacity, itemCollectionMetrics, clientRequestToken } = readOptionalParameters(reader);
  const actions: Action[] = [];
  for (const [index, operation] of operations.entries()) {
    const kind = ACTIONS[operation];
    if (kind === undefined) throw new CborError(`${operation} is no action of a transaction`);
    const table =
      node.cluster.tables.known(names[index] as string) ?? (await node.cluster.tables.get(names[index] as string));
    const keyBytes = keys[index] as Buffer;
    const key = keyAttributes(table, keyBytes);
    const value = values[index];
    const target =
      kind === 'Put' ? { Item: { ...key, ...(value && readStreamItem(value, node.cluster.lists)) } } : { Key: key };
    const request = {
      [kind]: {
        TableName: table.name,
        ...target,
        ...conditions(given({ condition: conditionBytes[index], update: updates[index] })),
        ...(onFailure[index] === ALL_OLD ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {}),
      },
    };
    actions.push({ kind, table, key, cacheKey: itemCacheKey(table, keyBytes), request });
  }
  const input = {
    TransactItems: actions.map((action) => action.request),
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
    ...(itemCollectionMetrics === undefined ? {} : { ReturnItemCollectionMetrics: itemCollectionMetrics }),
    ...(clientRequestToken === undefined ? {} : { ClientRequestToken: clientRequestToken }),
  };
  return { actions, input };
}

function given({ condition, update }: { condition: Buffer | undefined; update: Buffer | undefined }): {
  condition?: Buffer;
  update?: Buffer;
} {
  return { ...(condition === undefined ? {} : { condition }), ...(update === undefined ? {} : { update }) };
}

/** Best effort: where it fails, the next read of the item brings it. */
async function refresh(node: NodeContext, changed: readonly Action[]): Promise<void> {
  const { cluster } = node;
  if (changed.length === 0) return;
  const sequence = cluster.nextSequence();
  const calls = changed.map((action) => cluster.guards.beginRead(action.cacheKey));
  const input = { TransactItems: changed.map(({ table, key }) => ({ Get: { TableName: table.name, Key: key } })) };
  const output = await cluster.dynamodb.call<TransactGetOutput>('TransactGetItems', input).catch(() => undefined);
  changed.forEach(({ table, cacheKey }, index) => {
    const certain = cluster.guards.endRead(calls[index] as (typeof calls)[number]);
    const answer = output?.Responses?.[index];
    if (certain && answer !== undefined) {
      cluster.publish(cluster.leader(), cacheKey, itemValue(node, table, answer.Item, sequence), sequence);
    }
  });
}

function reply({ ConsumedCapacity: capacities, ItemCollectionMetrics: metrics }: TransactWriteOutput): string {
  const writer = new CborWriter(256).rawLatin1(OK).array(3).array(0);
  writeCapacities(writer, capacities);
  const tables = Object.entries(metrics ?? {});
  writer.map(tables.length);
  for (const [name, entries] of tables) {
    const contents = entries.map(collectionMetricsContent).filter((content) => content !== undefined);
    writer.text(name).array(contents.length);
    for (const content of contents) writer.bytesLatin1(content);
  }
  return writer.latin1();
}

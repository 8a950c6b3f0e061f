import { setTimeout as wait } from 'node:timers/promises';
import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { CborWriter } from '../codec/cbor-writer';
import { writePrimaryKey } from '../codec/primary-key';
import { readStreamItem } from '../codec/stream-item';
import {
  type ConsumedCapacity,
  capacityContent,
  collectionMetricsContent,
  type ItemCollectionMetrics,
} from '../protocol/consumed-capacity';
import { DaxError, validationError } from '../protocol/dax-error';
import { readOptionalParameters } from '../protocol/optional-parameters';
import { OK } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { itemValue } from './get-item';
import { itemCacheKey, keyAttributes } from './item-key';
import { bytesOrNull, readArray, readTables } from './request-lists';
import { writeThrough } from './write-through';

type WriteRequest =
  | { readonly PutRequest: { readonly Item: Attributes } }
  | { readonly DeleteRequest: { readonly Key: Attributes } };
type RequestItems = Readonly<Record<string, readonly WriteRequest[]>>;
interface BatchWriteOutput {
  readonly UnprocessedItems?: RequestItems;
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>;
}
interface Outcome {
  readonly unprocessed: RequestItems;
  readonly capacity: readonly ConsumedCapacity[];
  readonly metrics: Readonly<Record<string, readonly ItemCollectionMetrics[]>>;
}
interface Change {
  readonly table: Table;
  readonly cacheKey: string;
  readonly item: Attributes | undefined;
  readonly request: WriteRequest;
}

const MAX_WRITES = 25;
/** Wall-clock waits before what DynamoDB left over is sent again. */
const RETRY_WAITS_MS = [25, 50, 100, 200, 400, 800];

export async function batchWriteItem(node: NodeContext, reader: CborReader): Promise<string> {
  const requested = readTables(reader, () => readWrites(reader));
  const { consumedCapacity, itemCollectionMetrics } = readOptionalParameters(reader);
  const changes: Change[] = [];
  const tables = new Map<string, Table>();
  for (const [name, entries] of requested) {
    const table = node.cluster.tables.known(name) ?? (await node.cluster.tables.get(name));
    tables.set(name, table);
    for (const { key, item } of entries) changes.push(changeOf(node, table, key, item));
  }
  check(changes);
  const options = {
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
    ...(itemCollectionMetrics === undefined ? {} : { ReturnItemCollectionMetrics: itemCollectionMetrics }),
  };
  const outcome = await writeThrough(
    node,
    changes.map((change) => change.cacheKey),
    () => writeAll(node, groupByTable(changes), options),
    (_outcome, _key, index, sequence) => {
      const { table, item } = changes[index] as Change;
      if (item === undefined) return undefined;
      const value = itemValue(node, table, item, sequence);
      node.cluster.spendWrite(value.reply.length);
      return value;
    },
  );
  return reply(outcome, tables);
}

/** Keys and items by turns; null in an item's place deletes. */
function readWrites(reader: CborReader): readonly { readonly key: Buffer; readonly item: Buffer | undefined }[] {
  const values = readArray(reader, () => bytesOrNull(reader));
  if (values.length % 2 !== 0)
    throw new CborError(`${values.length} keys and items; each key must have its item or null`);
  return Array.from({ length: values.length / 2 }, (_, index) => {
    const key = values[index * 2];
    if (key === undefined) throw new CborError('null in the place of a key');
    return { key, item: values[index * 2 + 1] };
  });
}

function changeOf(node: NodeContext, table: Table, keyBytes: Buffer, itemBytes: Buffer | undefined): Change {
  const key = keyAttributes(table, keyBytes);
  const cacheKey = itemCacheKey(table, keyBytes);
  if (itemBytes === undefined) return { table, cacheKey, item: undefined, request: { DeleteRequest: { Key: key } } };
  const item = { ...key, ...readStreamItem(itemBytes, node.cluster.lists) };
  return { table, cacheKey, item, request: { PutRequest: { Item: item } } };
}

function check(changes: readonly Change[]): void {
  if (changes.length > MAX_WRITES) throw validationError('Too many items requested for the BatchWriteItem call');
  if (new Set(changes.map((change) => change.cacheKey)).size !== changes.length) {
    throw validationError('Provided list of item keys contains duplicates');
  }
}

function groupByTable(changes: readonly Change[]): RequestItems {
  const grouped: Record<string, WriteRequest[]> = {};
  for (const { table, request } of changes) {
    const requests = grouped[table.name] ?? [];
    requests.push(request);
    grouped[table.name] = requests;
  }
  return grouped;
}

/** Clients cannot use puts that come back to them, so what DynamoDB leaves over is sent again here; at the end only deletes may be left. */
async function writeAll(node: NodeContext, requestItems: RequestItems, options: object): Promise<Outcome> {
  let unprocessed = requestItems;
  const capacity: ConsumedCapacity[] = [];
  const metrics: Record<string, ItemCollectionMetrics[]> = {};
  for (const waitMs of [0, ...RETRY_WAITS_MS]) {
    if (waitMs > 0) await wait(waitMs);
    const output: BatchWriteOutput = await node.cluster.dynamodb.call('BatchWriteItem', {
      RequestItems: unprocessed,
      ...options,
    });
    capacity.push(...(output.ConsumedCapacity ?? []));
    for (const [table, entries] of Object.entries(output.ItemCollectionMetrics ?? {})) {
      metrics[table] = [...(metrics[table] ?? []), ...entries];
    }
    unprocessed = output.UnprocessedItems ?? {};
    if (Object.keys(unprocessed).length === 0) break;
  }
  const putsLeft = Object.values(unprocessed)
    .flat()
    .some((request) => 'PutRequest' in request);
  if (putsLeft) {
    throw new DaxError(
      'ProvisionedThroughputExceededException',
      'DynamoDB left items of the batch unprocessed, also when they were sent again; some items may have been written',
      undefined,
      400,
    );
  }
  return { unprocessed, capacity, metrics };
}

function reply({ unprocessed, capacity, metrics }: Outcome, tables: ReadonlyMap<string, Table>): string {
  const writer = new CborWriter(256).rawLatin1(OK);
  writeUnprocessed(writer, unprocessed, tables);
  writer.array(capacity.length);
  for (const entry of capacity) writer.bytesLatin1(capacityContent(entry));
  const names = Object.keys(metrics);
  writer.map(names.length);
  for (const name of names) {
    const contents = (metrics[name] ?? []).map(collectionMetricsContent).filter((content) => content !== undefined);
    writer.text(name).array(contents.length);
    for (const content of contents) writer.bytesLatin1(content);
  }
  return writer.latin1();
}

function writeUnprocessed(writer: CborWriter, unprocessed: RequestItems, tables: ReadonlyMap<string, Table>): void {
  const names = Object.keys(unprocessed).filter((name) => tables.has(name));
  writer.map(names.length);
  for (const name of names) {
    const keys = (unprocessed[name] ?? []).flatMap((request) =>
      'DeleteRequest' in request ? [request.DeleteRequest.Key] : [],
    );
    writer.text(name).array(keys.length * 2);
    for (const key of keys) writer.bytes(writePrimaryKey(key, (tables.get(name) as Table).schema)).null();
  }
}

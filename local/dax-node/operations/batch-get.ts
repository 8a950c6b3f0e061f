import type { CachedValue } from '../cache/node-cache';
import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import type { CborReader } from '../codec/cbor-reader';
import { CborWriter } from '../codec/cbor-writer';
import { writePrimaryKey } from '../codec/primary-key';
import type { DocumentPath } from '../expression/document-path';
import { ExpressionNames } from '../expression/expression-names';
import { readProjection } from '../expression/expression-node';
import { hasOverlap } from '../expression/project';
import { type ConsumedCapacity, capacityContent } from '../protocol/consumed-capacity';
import { validationError } from '../protocol/dax-error';
import { readOptionalParameters } from '../protocol/optional-parameters';
import { itemOfReply, OK, writeProjected } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { cachedItem, itemValue } from './get-item';
import { itemCacheKey, keyAttributes } from './item-key';
import { bytesOrNull, readArray, readTables } from './request-lists';

interface BatchGetOutput {
  readonly Responses?: Readonly<Record<string, readonly Attributes[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly Attributes[] }>>;
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

interface WantedKey {
  readonly bytes: Buffer;
  readonly cacheKey: string;
  /** Found in the cache, or later read. Undefined once everything is read: the item is absent or was not processed. */
  found: CachedValue | undefined;
  unprocessed: boolean;
}
interface WantedTable {
  readonly table: Table;
  readonly consistent: boolean;
  readonly paths: readonly DocumentPath[] | undefined;
  readonly keys: readonly WantedKey[];
}

const MAX_KEYS = 100;

/** Each key is looked up like a GetItem; what is missing is asked for in one call. */
export async function batchGetItem(node: NodeContext, reader: CborReader): Promise<string> {
  const requested = readTables(reader, () => {
    reader.array();
    const consistent = reader.flag() !== 0;
    return { consistent, projection: bytesOrNull(reader), keys: readArray(reader, () => reader.bytes()) };
  });
  const { consumedCapacity } = readOptionalParameters(reader);
  const wanted: WantedTable[] = [];
  for (const [name, { consistent, projection, keys }] of requested) {
    const table = node.cluster.tables.known(name) ?? (await node.cluster.tables.get(name));
    const paths = projection === undefined ? undefined : readProjection(projection);
    wanted.push({ table, consistent, paths, keys: keys.map((bytes) => lookUp(node, table, bytes, consistent)) });
  }
  check(wanted);
  const missing = wanted.some(({ keys, paths }) => mustAsk(paths) || keys.some((key) => key.found === undefined));
  const capacity = missing || wanted.length === 0 ? await readMissing(node, wanted, consumedCapacity) : [];
  return reply(node, wanted, capacity);
}

function lookUp(node: NodeContext, table: Table, bytes: Buffer, consistent: boolean): WantedKey {
  const cacheKey = itemCacheKey(table, bytes);
  if (consistent) return { bytes, cacheKey, found: undefined, unprocessed: false };
  const found = node.cache.get(cacheKey);
  node.counters.count(found === undefined ? 'ItemCacheMisses' : 'ItemCacheHits');
  if (found !== undefined) node.load.hit(found.reply.length);
  return { bytes, cacheKey, found, unprocessed: false };
}

function check(wanted: readonly WantedTable[]): void {
  const keys = wanted.flatMap((table) => table.keys.map((key) => key.cacheKey));
  if (keys.length > MAX_KEYS) throw validationError('Too many items requested for the BatchGetItem call');
  if (new Set(keys).size !== keys.length) throw validationError('Provided list of item keys contains duplicates');
}

/** Overlapping paths are DynamoDB's to refuse. */
function mustAsk(paths: readonly DocumentPath[] | undefined): boolean {
  return paths !== undefined && hasOverlap(paths);
}

async function readMissing(
  node: NodeContext,
  wanted: readonly WantedTable[],
  consumedCapacity: string | undefined,
): Promise<readonly ConsumedCapacity[]> {
  const { cluster } = node;
  const asked = wanted.map((entry) => ({
    ...entry,
    keys: entry.keys.filter((key) => mustAsk(entry.paths) || key.found === undefined),
  }));
  const input = {
    RequestItems: Object.fromEntries(
      asked.filter(({ keys }) => keys.length > 0).map((entry) => [entry.table.name, keysAndNames(entry)]),
    ),
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
  };
  const sequence = cluster.nextSequence();
  const calls = asked.map(({ consistent, keys }) =>
    consistent ? [] : keys.map((key) => cluster.guards.beginRead(key.cacheKey)),
  );
  const certain = new Set<string>();
  let output: BatchGetOutput;
  try {
    output = await cluster.dynamodb.call<BatchGetOutput>('BatchGetItem', input);
  } finally {
    for (const call of calls.flat()) if (cluster.guards.endRead(call)) certain.add(call.key);
  }
  for (const entry of asked) take(node, entry, output, sequence, certain);
  return output.ConsumedCapacity ?? [];
}

function keysAndNames({ table, consistent, paths, keys }: WantedTable): object {
  const names = new ExpressionNames();
  const projection = mustAsk(paths) ? { ProjectionExpression: paths?.map((path) => names.path(path)).join(', ') } : {};
  return {
    Keys: keys.map((key) => keyAttributes(table, key.bytes)),
    ...(consistent ? { ConsistentRead: true } : {}),
    ...projection,
    ...names.members(),
  };
}

function take(
  node: NodeContext,
  entry: WantedTable,
  output: BatchGetOutput,
  sequence: number,
  certain: ReadonlySet<string>,
): void {
  const { table, keys } = entry;
  const nameOf = (attributes: Attributes): string => itemCacheKey(table, writePrimaryKey(attributes, table.schema));
  const items = new Map((output.Responses?.[table.name] ?? []).map((item) => [nameOf(item), item]));
  const unprocessed = new Set((output.UnprocessedKeys?.[table.name]?.Keys ?? []).map(nameOf));
  for (const key of keys) {
    key.unprocessed = unprocessed.has(key.cacheKey);
    if (key.unprocessed) continue;
    key.found = itemValue(node, table, items.get(key.cacheKey), sequence);
    node.load.miss(key.found.reply.length);
    if (certain.has(key.cacheKey)) node.cluster.publish(node, key.cacheKey, key.found, sequence);
  }
}

/** Announced as two values, three follow: an old mistake that every client relies on. */
function reply(node: NodeContext, wanted: readonly WantedTable[], capacity: readonly ConsumedCapacity[]): string {
  const writer = new CborWriter(1024).rawLatin1(OK).array(2).map(wanted.length);
  for (const entry of wanted) writeFound(writer.text(entry.table.name), node, entry);
  writer.map(wanted.length);
  for (const { table, keys } of wanted) {
    const left = keys.filter((key) => key.unprocessed);
    writer.text(table.name).array(left.length);
    for (const key of left) writer.bytes(key.bytes);
  }
  writer.array(capacity.length);
  for (const entry of capacity) writer.bytesLatin1(capacityContent(entry));
  return writer.latin1();
}

function writeFound(writer: CborWriter, node: NodeContext, { table, paths, keys }: WantedTable): void {
  const found = keys.filter((key) => key.found?.kind === 'item');
  writer.array(paths === undefined ? found.length * 2 : found.length);
  for (const key of found) {
    const value = key.found as CachedValue;
    if (paths !== undefined) writeProjected(writer, cachedItem(node, table, value, key.bytes), paths);
    else
      writer.bytes(writePrimaryKey(keyAttributes(table, key.bytes), table.schema)).rawLatin1(itemOfReply(value.reply));
  }
}

import type { CachedValue } from '../cache/node-cache';
import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import type { CborReader } from '../codec/cbor-reader';
import { readStreamItem, writeStreamItem } from '../codec/stream-item';
import type { DocumentPath } from '../expression/document-path';
import { ExpressionNames } from '../expression/expression-names';
import { readProjection } from '../expression/expression-node';
import { hasOverlap } from '../expression/project';
import { type ConsumedCapacity, capacityContent } from '../protocol/consumed-capacity';
import { type OptionalParameters, readOptionalParameters } from '../protocol/optional-parameters';
import { contentOf, EMPTY_REPLY, itemOfReply, itemReply, openResult, Result, writeProjected } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { itemCacheKey, keyAttributes, readTableName } from './item-key';

interface GetItemOutput {
  readonly Item?: Attributes;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

/** Answers at once on a hit: nothing is decoded and nothing encoded then. */
export function getItem(node: NodeContext, reader: CborReader): string | Promise<string> {
  const { tables } = node.cluster;
  const { recent } = tables;
  if (recent !== undefined && reader.takeBytes(recent.name)) return getFrom(node, recent, readRequest(reader));
  const name = readTableName(reader);
  const request = readRequest(reader);
  const table = tables.known(name);
  if (table !== undefined) return getFrom(node, table, request);
  return tables.get(name).then((found) => getFrom(node, found, request));
}

/** The key stays where it came: a hit needs its text only. */
interface GetItemRequest {
  readonly buffer: Buffer;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly parameters: Readonly<OptionalParameters>;
}

function readRequest(reader: CborReader): GetItemRequest {
  const keyStart = reader.passBytes();
  const keyEnd = reader.position;
  return { buffer: reader.buffer, keyStart, keyEnd, parameters: readOptionalParameters(reader) };
}

function getFrom(node: NodeContext, table: Table, request: GetItemRequest): string | Promise<string> {
  const { buffer, keyStart, keyEnd, parameters } = request;
  if (parameters.consistentRead === true) return readThrough(node, table, keyBytesOf(request), parameters);
  const key = itemCacheKey(table, buffer, keyStart, keyEnd);
  const cached = node.cache.get(key);
  if (cached === undefined) {
    node.counters.count('ItemCacheMisses');
    return readAndCache(node, table, key, keyBytesOf(request), parameters);
  }
  node.counters.count('ItemCacheHits');
  node.load.hit(cached.reply.length);
  if (parameters.projection === undefined) return cached.reply;
  return projectedHit(node, table, cached, keyBytesOf(request), parameters);
}

function keyBytesOf({ buffer, keyStart, keyEnd }: GetItemRequest): Buffer {
  return buffer.subarray(keyStart, keyEnd);
}

function projectedHit(
  node: NodeContext,
  table: Table,
  cached: CachedValue,
  keyBytes: Buffer,
  parameters: Readonly<OptionalParameters>,
): string | Promise<string> {
  const paths = readProjection(parameters.projection as Buffer);
  if (hasOverlap(paths)) return readThrough(node, table, keyBytes, parameters);
  if (cached.kind === 'absent') return cached.reply;
  return projectedReply(cachedItem(node, table, cached, keyBytes), paths, undefined);
}

/** The item of a cache entry as attributes, keys included. */
export function cachedItem(node: NodeContext, table: Table, cached: CachedValue, keyBytes: Buffer): Attributes {
  const content = Buffer.from(contentOf(itemOfReply(cached.reply)), 'latin1');
  return { ...keyAttributes(table, keyBytes), ...readStreamItem(content, node.cluster.lists) };
}

async function readAndCache(
  node: NodeContext,
  table: Table,
  key: string,
  keyBytes: Buffer,
  parameters: Readonly<OptionalParameters>,
): Promise<string> {
  const { cluster } = node;
  const paths = parameters.projection === undefined ? undefined : readProjection(parameters.projection);
  if (paths !== undefined && hasOverlap(paths)) return readThrough(node, table, keyBytes, parameters);
  const input = getItemInput(table, keyBytes, parameters);
  const sequence = cluster.nextSequence();
  const watched = cluster.guards.beginRead(key);
  let certain = false;
  let output: GetItemOutput;
  try {
    output = await cluster.dynamodb.call<GetItemOutput>('GetItem', input);
  } finally {
    certain = cluster.guards.endRead(watched);
  }
  const value = itemValue(node, table, output.Item, sequence);
  node.load.miss(value.reply.length);
  if (certain) cluster.publish(node, key, value, sequence);
  return answer(output, value.reply, paths);
}

/** What the item cache holds of an item, or of its absence. */
export function itemValue(
  node: NodeContext,
  table: Table,
  item: Attributes | undefined,
  sequence: number,
): CachedValue {
  const storedAtMs = node.cluster.now();
  if (item === undefined) return { reply: EMPTY_REPLY, kind: 'absent', storedAtMs, sequence };
  return {
    reply: itemReply(writeStreamItem(item, table.schema, node.cluster.lists)),
    kind: 'item',
    storedAtMs,
    sequence,
  };
}

/** Strongly consistent, or a projection that only DynamoDB can judge: nothing of it is cached. */
async function readThrough(
  node: NodeContext,
  table: Table,
  keyBytes: Buffer,
  parameters: Readonly<OptionalParameters>,
): Promise<string> {
  const paths = parameters.projection === undefined ? undefined : readProjection(parameters.projection);
  const names = new ExpressionNames();
  const refused = paths !== undefined && hasOverlap(paths);
  const projection = refused ? { ProjectionExpression: paths.map((path) => names.path(path)).join(', ') } : {};
  const output = await node.cluster.dynamodb.call<GetItemOutput>('GetItem', {
    ...getItemInput(table, keyBytes, parameters),
    ...(parameters.consistentRead === true ? { ConsistentRead: true } : {}),
    ...projection,
    ...names.members(),
  });
  const { reply } = itemValue(node, table, output.Item, 0);
  node.load.miss(reply.length);
  return answer(output, reply, paths);
}

function getItemInput(table: Table, keyBytes: Buffer, { consumedCapacity }: Readonly<OptionalParameters>): object {
  return {
    TableName: table.name,
    Key: keyAttributes(table, keyBytes),
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
  };
}

function answer(output: GetItemOutput, reply: string, paths: readonly DocumentPath[] | undefined): string {
  const { Item: item, ConsumedCapacity: capacity } = output;
  if (paths !== undefined && item !== undefined) return projectedReply(item, paths, capacity);
  if (capacity === undefined) return reply;
  const writer = openResult();
  if (item !== undefined) writer.integer(Result.Item).rawLatin1(itemOfReply(reply));
  return writer.integer(Result.ConsumedCapacity).bytesLatin1(capacityContent(capacity)).end().latin1();
}

function projectedReply(
  item: Attributes,
  paths: readonly DocumentPath[],
  capacity: ConsumedCapacity | undefined,
): string {
  const writer = openResult().integer(Result.Item);
  writeProjected(writer, item, paths);
  if (capacity !== undefined) writer.integer(Result.ConsumedCapacity).bytesLatin1(capacityContent(capacity));
  return writer.end().latin1();
}

import type { NodeContext } from '../cluster/context';
import { type Attributes, readAttributeValue, writeAttributeValue } from '../codec/attribute-value';
import { CborReader } from '../codec/cbor-reader';
import { CborWriter } from '../codec/cbor-writer';
import { writePrimaryKey } from '../codec/primary-key';
import { writeStreamItem } from '../codec/stream-item';
import type { DocumentPath } from '../expression/document-path';
import { ExpressionNames } from '../expression/expression-names';
import { readExpression, readProjection } from '../expression/expression-node';
import { conditionText } from '../expression/expression-text';
import { hasOverlap, topLevelPaths } from '../expression/project';
import type { ClientTraits } from '../protocol/client-traits';
import { type ConsumedCapacity, capacityContent } from '../protocol/consumed-capacity';
import { validationError } from '../protocol/dax-error';
import { type OptionalParameters, readOptionalParameters } from '../protocol/optional-parameters';
import { openResult, Result, writeProjected } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { keyAttributes, readTableName, SEPARATOR } from './item-key';

interface PageOutput {
  readonly Items?: readonly Attributes[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Attributes;
  readonly ConsumedCapacity?: ConsumedCapacity;
}
interface PageRequest {
  readonly kind: 'query' | 'scan';
  readonly keyCondition: Buffer | undefined;
  readonly parameters: Readonly<OptionalParameters>;
}
type Known<Value> = Value | undefined;

export function query(node: NodeContext, reader: CborReader, client: ClientTraits): string | Promise<string> {
  const name = readTableName(reader);
  if (reader.takeNull()) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const keyCondition = reader.bytes();
  return page(node, name, { kind: 'query', keyCondition, parameters: readParameters(reader, client) });
}

export function scan(node: NodeContext, reader: CborReader, client: ClientTraits): string | Promise<string> {
  const name = readTableName(reader);
  return page(node, name, { kind: 'scan', keyCondition: undefined, parameters: readParameters(reader, client) });
}

function readParameters(reader: CborReader, { swapsSelect }: ClientTraits): Readonly<OptionalParameters> {
  const parameters = readOptionalParameters(reader);
  if (!swapsSelect) return parameters;
  const { select, ...others } = parameters;
  if (select === 'ALL_ATTRIBUTES') return others;
  const explicit = select === undefined && others.indexName !== undefined && others.projection === undefined;
  return explicit ? { ...others, select: 'ALL_ATTRIBUTES' } : parameters;
}

function page(node: NodeContext, name: string, request: PageRequest): string | Promise<string> {
  const { cluster, counters, load, cache } = node;
  const cacheable = request.parameters.consistentRead !== true && cluster.cachesQueries();
  const key = pageCacheKey(name, request);
  const ofQuery = request.kind === 'query';
  if (request.parameters.consistentRead !== true) {
    const cached = cacheable ? cache.get(key) : undefined;
    if (cached !== undefined) {
      counters.count(ofQuery ? 'QueryCacheHits' : 'ScanCacheHits');
      load.hit(cached.reply.length);
      return cached.reply;
    }
    counters.count(ofQuery ? 'QueryCacheMisses' : 'ScanCacheMisses');
  }
  return readPage(node, name, request, cacheable ? key : undefined);
}

/** Everything that changes the answer, and nothing else: clients send the same parameters in different order and with other placeholders. */
function pageCacheKey(name: string, { kind, keyCondition, parameters }: PageRequest): string {
  const { projection, filter, startKey, indexName, limit, scanIndexForward, select, segment, totalSegments } =
    parameters;
  const parts = [
    kind,
    name,
    keyCondition?.toString('latin1'),
    projection?.toString('latin1'),
    filter?.toString('latin1'),
    startKey?.toString('latin1'),
    indexName,
    limit,
    scanIndexForward ?? true,
    select,
    segment,
    totalSegments,
  ];
  return SEPARATOR + parts.map((part) => (part === undefined ? '-' : `${String(part).length}:${part}`)).join('');
}

async function readPage(
  node: NodeContext,
  name: string,
  request: PageRequest,
  cacheKey: Known<string>,
): Promise<string> {
  const { cluster } = node;
  const table = cluster.tables.known(name) ?? (await cluster.tables.get(name));
  const paths = request.parameters.projection === undefined ? undefined : readProjection(request.parameters.projection);
  const sequence = cluster.nextSequence();
  const output = await cluster.dynamodb.call<PageOutput>(
    request.kind === 'query' ? 'Query' : 'Scan',
    pageInput(table, request, paths),
  );
  const { ConsumedCapacity: capacity, ...rest } = output;
  const reply = pageReply(node, table, rest, request, paths);
  node.load.miss(reply.length);
  if (cacheKey !== undefined) {
    const storedAtMs = cluster.now();
    cluster.publish(node, cacheKey, { reply, kind: request.kind, storedAtMs, sequence }, sequence);
  }
  return capacity === undefined ? reply : pageReply(node, table, output, request, paths);
}

function pageInput(
  table: Table,
  { keyCondition, parameters }: PageRequest,
  paths: Known<readonly DocumentPath[]>,
): object {
  const names = new ExpressionNames();
  const { filter, startKey, consistentRead, consumedCapacity } = parameters;
  const asked = paths !== undefined && !hasOverlap(paths) ? topLevelPaths(paths) : paths;
  const input = {
    TableName: table.name,
    KeyConditionExpression: keyCondition && conditionText(readExpression(keyCondition), names),
    FilterExpression: filter && conditionText(readExpression(filter), names),
    ProjectionExpression: asked?.map((path) => names.path(path)).join(', '),
    ExclusiveStartKey: startKey && startKeyOf(table, startKey, parameters.indexName),
    ConsistentRead: consistentRead,
    ReturnConsumedCapacity: consumedCapacity,
    IndexName: parameters.indexName,
    Limit: parameters.limit,
    ScanIndexForward: parameters.scanIndexForward,
    Select: parameters.select,
    Segment: parameters.segment,
    TotalSegments: parameters.totalSegments,
  };
  return { ...input, ...names.members() };
}

/** Key bytes on a table; on an index a map of the table's and the index' key attributes. */
function startKeyOf(table: Table, bytes: Buffer, indexName: Known<string>): Attributes {
  if (indexName === undefined) return keyAttributes(table, bytes);
  const value = readAttributeValue(new CborReader(bytes));
  if (!('M' in value)) throw validationError('The provided starting key is invalid: not a map');
  return value.M;
}

function pageReply(
  node: NodeContext,
  table: Table,
  output: PageOutput,
  { parameters }: PageRequest,
  paths: Known<readonly DocumentPath[]>,
): string {
  const writer = openResult();
  const { Items: items, LastEvaluatedKey: lastKey, ConsumedCapacity: capacity } = output;
  if (items !== undefined) {
    writer.integer(Result.Items).array(items.length);
    for (const item of items) writePageItem(writer, node, table, item, paths);
  }
  writer.integer(Result.Count).integer(output.Count ?? 0);
  writer.integer(Result.ScannedCount).integer(output.ScannedCount ?? 0);
  if (lastKey !== undefined) {
    writer.integer(Result.LastEvaluatedKey).bytes(lastKeyBytes(table, lastKey, parameters.indexName));
  }
  if (capacity !== undefined) writer.integer(Result.ConsumedCapacity).bytesLatin1(capacityContent(capacity));
  return writer.end().latin1();
}

function writePageItem(
  writer: CborWriter,
  node: NodeContext,
  table: Table,
  item: Attributes,
  paths: Known<readonly DocumentPath[]>,
): void {
  if (paths !== undefined) {
    writeProjected(writer, item, paths);
    return;
  }
  writer
    .array(2)
    .bytes(writePrimaryKey(item, table.schema))
    .bytesLatin1(writeStreamItem(item, table.schema, node.cluster.lists));
}

function lastKeyBytes(table: Table, key: Attributes, indexName: Known<string>): Buffer {
  if (indexName === undefined) return writePrimaryKey(key, table.schema);
  const writer = new CborWriter(64).openMap();
  for (const [name, value] of Object.entries(key)) writeAttributeValue(writer.text(name), value);
  return writer.end().view();
}

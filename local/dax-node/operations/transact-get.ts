import type { NodeContext } from '../cluster/context';
import type { Attributes } from '../codec/attribute-value';
import type { CborReader } from '../codec/cbor-reader';
import { CborWriter } from '../codec/cbor-writer';
import { writeStreamItem } from '../codec/stream-item';
import type { DocumentPath } from '../expression/document-path';
import { ExpressionNames } from '../expression/expression-names';
import { readProjection } from '../expression/expression-node';
import { hasOverlap, topLevelPaths } from '../expression/project';
import { type ConsumedCapacity, writeExtendedCapacity } from '../protocol/consumed-capacity';
import { readOptionalParameters } from '../protocol/optional-parameters';
import { OK, writeProjected } from '../protocol/reply';
import type { Table } from '../upstream/table-directory';
import { daxErrorOf } from './dax-error-of';
import { keyAttributes, readTableName } from './item-key';
import { bytesOrNull, readArray, sameLength } from './request-lists';

export interface TransactGetOutput {
  readonly Responses?: readonly { readonly Item?: Attributes }[];
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}
interface Get {
  readonly table: Table;
  readonly key: Attributes;
  readonly paths: readonly DocumentPath[] | undefined;
}

/** Passed through: nothing is looked up and nothing cached. */
export async function transactGetItems(node: NodeContext, reader: CborReader): Promise<string> {
  const names = readArray(reader, () => readTableName(reader));
  const keys = readArray(reader, () => reader.bytes());
  const projections = readArray(reader, () => bytesOrNull(reader));
  sameLength({ tables: names, keys, projections });
  const { consumedCapacity } = readOptionalParameters(reader);
  const gets: Get[] = [];
  for (const [index, name] of names.entries()) {
    const table = node.cluster.tables.known(name) ?? (await node.cluster.tables.get(name));
    const projection = projections[index];
    const paths = projection === undefined ? undefined : readProjection(projection);
    gets.push({ table, key: keyAttributes(table, keys[index] as Buffer), paths });
  }
  const output = await ask(node, gets, consumedCapacity);
  for (const { Item: item } of output.Responses ?? []) node.load.miss(JSON.stringify(item ?? {}).length);
  return reply(node, gets, output);
}

async function ask(
  node: NodeContext,
  gets: readonly Get[],
  consumedCapacity: string | undefined,
): Promise<TransactGetOutput> {
  const input = {
    TransactItems: gets.map(getRequest),
    ...(consumedCapacity === undefined ? {} : { ReturnConsumedCapacity: consumedCapacity }),
  };
  try {
    return await node.cluster.dynamodb.call<TransactGetOutput>('TransactGetItems', input);
  } catch (error) {
    const tables = gets.map((get) => get.table);
    throw daxErrorOf(error, node.cluster, { operation: 'TransactGetItems', write: false, tables });
  }
}

function getRequest({ table, key, paths }: Get): object {
  const names = new ExpressionNames();
  const asked = paths !== undefined && !hasOverlap(paths) ? topLevelPaths(paths) : paths;
  const projection =
    asked === undefined ? {} : { ProjectionExpression: asked.map((path) => names.path(path)).join(', ') };
  return { Get: { TableName: table.name, Key: key, ...projection, ...names.members() } };
}

function reply(node: NodeContext, gets: readonly Get[], output: TransactGetOutput): string {
  const writer = new CborWriter(1024).rawLatin1(OK).array(2).array(gets.length);
  gets.forEach(({ table, paths }, index) => {
    const item = output.Responses?.[index]?.Item;
    if (item === undefined) writer.null();
    else if (paths === undefined) writer.bytesLatin1(writeStreamItem(item, table.schema, node.cluster.lists));
    else writeProjected(writer, item, paths);
  });
  writeCapacities(writer, output.ConsumedCapacity);
  return writer.latin1();
}

export function writeCapacities(writer: CborWriter, capacities: readonly ConsumedCapacity[] | undefined): void {
  writer.array(capacities?.length ?? 0);
  for (const capacity of capacities ?? []) writeExtendedCapacity(writer, capacity);
}

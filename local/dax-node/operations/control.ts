import type { NodeContext } from '../cluster/context';
import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { Major, Tag } from '../codec/cbor-type';
import { CborWriter } from '../codec/cbor-writer';
import { DaxError } from '../protocol/dax-error';
import { OK } from '../protocol/reply';
import { readTableName } from './item-key';

/** Names in one item; DynamoDB's 400 KB hold no more than that. */
const MAX_NAMES = 100_000;
const MAX_NAME_BYTES = 65_535;

/** Name and type of the hash key, then of the range key. */
export async function defineKeySchema(node: NodeContext, reader: CborReader): Promise<string> {
  const table = await node.cluster.tables.fresh(readTableName(reader));
  const writer = new CborWriter(64).rawLatin1(OK).map(table.schema.length);
  for (const { name, type } of table.schema) writer.text(name).text(type);
  return writer.latin1();
}

/** Java wraps the names in a string set. */
export function defineAttributeListId(node: NodeContext, reader: CborReader): string {
  if (reader.peekMajor() === Major.Tag && reader.tag() !== Tag.StringSet)
    throw new CborError('attribute names with an unknown tag');
  const count = reader.array();
  if (count > MAX_NAMES) throw new CborError(`${count} attribute names; at most ${MAX_NAMES} fit an item`);
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = reader.text();
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      throw new CborError(`an attribute name of more than ${MAX_NAME_BYTES} bytes`);
    names.push(name);
  }
  return new CborWriter(16).rawLatin1(OK).integer(node.cluster.lists.idOf(names)).latin1();
}

export function defineAttributeList(node: NodeContext, reader: CborReader): string {
  const id = reader.integer();
  const names = node.cluster.lists.namesOf(id);
  if (names === undefined)
    throw new DaxError('InternalServerError', `attribute list ${id} is not known here`, undefined, 400);
  const writer = new CborWriter(256).rawLatin1(OK).array(names.length);
  for (const name of names) writer.text(name);
  return writer.latin1();
}

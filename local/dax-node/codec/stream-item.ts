import {
  type Attributes,
  type AttributeValue,
  define,
  readAttributeValue,
  writeAttributeValue,
} from './attribute-value';
import { CborError } from './cbor-error';
import { CborReader } from './cbor-reader';
import { CborWriter } from './cbor-writer';
import type { KeySchema } from './primary-key';

/** What ids of attribute lists stand for. Clients remember ids for ever, so an id must never come to mean other names. */
export interface AttributeLists {
  idOf(names: readonly string[]): number;
  /** Undefined for an id that was never given out. */
  namesOf(id: number): readonly string[] | undefined;
}

/** An item without its key attributes: the id of its list of names, then the values in the order of the names. */
export function readStreamItem(bytes: Buffer, lists: AttributeLists): Attributes {
  const reader = new CborReader(bytes);
  const id = reader.integer();
  const names = lists.namesOf(id);
  if (names === undefined) throw new UnknownAttributeList(id);
  const item: Record<string, AttributeValue> = {};
  for (const name of names) define(item, name, readAttributeValue(reader));
  if (!reader.done) throw new CborError('bytes after the last attribute of an item');
  return item;
}

export class UnknownAttributeList extends Error {
  constructor(readonly id: number) {
    super(`attribute list ${id} is not known here; it was given out by another cluster or its store was lost`);
    this.name = 'UnknownAttributeList';
  }
}

/** Names in the order of the JavaScript clients, so that the server's lists and the clients' are the same lists. */
export function attributeNames(attributes: Attributes, schema: KeySchema): readonly string[] {
  const [hash, range] = schema;
  return Object.keys(attributes)
    .filter((name) => name !== hash.name && name !== range?.name)
    .sort();
}

export function writeStreamItem(attributes: Attributes, schema: KeySchema, lists: AttributeLists): string {
  const names = attributeNames(attributes, schema);
  const writer = new CborWriter(128);
  writer.integer(lists.idOf(names));
  for (const name of names) writeAttributeValue(writer, attributes[name] as AttributeValue);
  return writer.latin1();
}

/** What UPDATED_OLD and UPDATED_NEW send: the list of the touched attributes and an open map from position to value. */
export function writeUpdatedAttributes(attributes: Attributes, lists: AttributeLists): string {
  const names = Object.keys(attributes).sort();
  const writer = new CborWriter(128);
  writer.integer(lists.idOf(names)).openMap();
  names.forEach((name, ordinal) => {
    writer.integer(ordinal);
    writeAttributeValue(writer, attributes[name] as AttributeValue);
  });
  return writer.end().latin1();
}

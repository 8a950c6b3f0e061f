import { CborError } from './cbor-error';
import { type CborReader, MAX_DEPTH } from './cbor-reader';
import { FALSE, INDEFINITE, Major, NULL, Tag, TRUE, UNDEFINED } from './cbor-type';
import type { CborWriter } from './cbor-writer';
import { readNumber, writeNumber } from './number';

/** A value in DynamoDB's JSON form; binary is base64 text there. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Attributes }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export function readAttributeValue(reader: CborReader, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) throw new CborError('Nesting Levels have exceeded supported limits');
  const major = reader.peekMajor();
  switch (major) {
    case Major.Text:
      return { S: reader.text() };
    case Major.Bytes:
      return { B: reader.bytes().toString('base64') };
    case Major.Unsigned:
    case Major.Negative:
      return { N: readNumber(reader) };
    case Major.Array:
      return { L: readList(reader, depth) };
    case Major.Map:
      return { M: readMap(reader, depth) };
    case Major.Tag:
      return readTagged(reader);
    default:
      return readSimple(reader);
  }
}

function readList(reader: CborReader, depth: number): readonly AttributeValue[] {
  const list: AttributeValue[] = [];
  const count = reader.array();
  if (count === INDEFINITE) {
    while (!reader.takeBreak()) list.push(readAttributeValue(reader, depth + 1));
    return list;
  }
  for (let index = 0; index < count; index += 1) list.push(readAttributeValue(reader, depth + 1));
  return list;
}

function readMap(reader: CborReader, depth: number): Attributes {
  const map: Record<string, AttributeValue> = {};
  const count = reader.map();
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) {
    define(map, reader.text(), readAttributeValue(reader, depth + 1));
  }
  return map;
}

/** Attribute names are the user's: `__proto__` must become a property like any other. */
export function define(map: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  if (name === '__proto__')
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  else map[name] = value;
}

function readSimple(reader: CborReader): AttributeValue {
  const first = reader.peek();
  if (first === NULL || first === UNDEFINED) {
    reader.position += 1;
    return { NULL: true };
  }
  if (first === TRUE || first === FALSE) {
    reader.position += 1;
    return { BOOL: first === TRUE };
  }
  return { N: readNumber(reader) };
}

function readTagged(reader: CborReader): AttributeValue {
  const start = reader.position;
  const tag = reader.tag();
  switch (tag) {
    case Tag.StringSet:
      return { SS: readSet(reader, () => reader.text()) };
    case Tag.NumberSet:
      return { NS: readSet(reader, () => readNumber(reader)) };
    case Tag.BinarySet:
      return { BS: readSet(reader, () => reader.bytes().toString('base64')) };
    default:
      reader.position = start;
      return { N: readNumber(reader) };
  }
}

function readSet(reader: CborReader, element: () => string): readonly string[] {
  const count = reader.array();
  const set: string[] = [];
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) set.push(element());
  return set;
}

export function writeAttributeValue(writer: CborWriter, value: AttributeValue): void {
  if ('S' in value) writer.text(value.S);
  else if ('N' in value) writeNumber(writer, value.N);
  else if ('B' in value) writer.bytes(Buffer.from(value.B, 'base64'));
  else if ('BOOL' in value) writer.boolean(value.BOOL);
  else if ('NULL' in value) writer.null();
  else if ('L' in value) writeList(writer, value.L);
  else if ('M' in value) writeMap(writer, value.M);
  else writeSet(writer, value);
}

function writeList(writer: CborWriter, list: readonly AttributeValue[]): void {
  writer.array(list.length);
  for (const element of list) writeAttributeValue(writer, element);
}

function writeMap(writer: CborWriter, map: Attributes): void {
  const names = Object.keys(map);
  writer.map(names.length);
  for (const name of names) {
    writer.text(name);
    writeAttributeValue(writer, map[name] as AttributeValue);
  }
}

function writeSet(
  writer: CborWriter,
  value: { readonly SS: readonly string[] } | { readonly NS: readonly string[] } | { readonly BS: readonly string[] },
): void {
  if ('SS' in value) {
    writer.tag(Tag.StringSet).array(value.SS.length);
    for (const element of value.SS) writer.text(element);
  } else if ('NS' in value) {
    writer.tag(Tag.NumberSet).array(value.NS.length);
    for (const element of value.NS) writeNumber(writer, element);
  } else {
    writer.tag(Tag.BinarySet).array(value.BS.length);
    for (const element of value.BS) writer.bytes(Buffer.from(element, 'base64'));
  }
}

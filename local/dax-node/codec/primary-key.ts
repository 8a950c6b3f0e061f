import type { Attributes, AttributeValue } from './attribute-value';
import { define } from './attribute-value';
import { CborError } from './cbor-error';
import { CborReader } from './cbor-reader';
import { CborWriter } from './cbor-writer';
import { readLexDecimal, writeLexDecimal } from './lex-decimal';
import { readNumber, writeNumber } from './number';

export type KeyType = 'S' | 'N' | 'B';
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}
/** Hash key, then range key if there is one. */
export type KeySchema = readonly [KeyAttribute] | readonly [KeyAttribute, KeyAttribute];

export function readPrimaryKey(bytes: Buffer, schema: KeySchema): Attributes {
  const [hash, range] = schema;
  const key: Record<string, AttributeValue> = {};
  if (range === undefined) {
    define(key, hash.name, readWhole(bytes, hash.type));
    return key;
  }
  const reader = new CborReader(bytes);
  define(key, hash.name, readHash(reader, hash.type));
  define(key, range.name, readRange(bytes.subarray(reader.position), range.type));
  return key;
}

function readWhole(bytes: Buffer, type: KeyType): AttributeValue {
  if (type === 'S') return { S: bytes.toString('utf8') };
  if (type === 'B') return { B: bytes.toString('base64') };
  const reader = new CborReader(bytes);
  const value = { N: readNumber(reader) };
  if (!reader.done) throw new CborError('bytes after the number of a key');
  return value;
}

function readHash(reader: CborReader, type: KeyType): AttributeValue {
  if (type === 'S') return { S: reader.text() };
  if (type === 'B') return { B: reader.bytes().toString('base64') };
  return { N: readNumber(reader) };
}

function readRange(bytes: Buffer, type: KeyType): AttributeValue {
  if (type === 'S') return { S: bytes.toString('utf8') };
  if (type === 'B') return { B: bytes.toString('base64') };
  return { N: readLexDecimal(bytes) };
}

/** Canonical: equal keys give equal bytes, whatever spelling of a number the client used. Attributes beside the key are ignored. */
export function writePrimaryKey(attributes: Attributes, schema: KeySchema): Buffer {
  const [hash, range] = schema;
  const hashValue = keyValue(attributes, hash);
  if (range === undefined) return wholeBytes(hashValue, hash);
  const writer = new CborWriter(64);
  if ('S' in hashValue) writer.text(hashValue.S);
  else if ('B' in hashValue) writer.bytes(Buffer.from(hashValue.B, 'base64'));
  else writeNumber(writer, hashValue.N);
  writer.raw(rangeBytes(keyValue(attributes, range)));
  return Buffer.from(writer.view());
}

type KeyValue = { readonly S: string } | { readonly N: string } | { readonly B: string };

function keyValue(attributes: Attributes, attribute: KeyAttribute): KeyValue {
  const value = attributes[attribute.name];
  if (value === undefined || !(attribute.type in value)) {
    throw new CborError(`the key attribute '${attribute.name}' of type ${attribute.type} is missing`);
  }
  return value as KeyValue;
}

function wholeBytes(value: KeyValue, attribute: KeyAttribute): Buffer {
  if (attribute.type !== 'N') return rangeBytes(value);
  const writer = new CborWriter(32);
  writeNumber(writer, (value as { readonly N: string }).N);
  return Buffer.from(writer.view());
}

function rangeBytes(value: KeyValue): Buffer {
  if ('S' in value) return Buffer.from(value.S);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  return writeLexDecimal(value.N);
}

/** True if the client's bytes may spell the same key in several ways, so that they must be rewritten before they name a cache entry. */
export function hasNumber(schema: KeySchema): boolean {
  return schema.some((attribute) => attribute.type === 'N');
}

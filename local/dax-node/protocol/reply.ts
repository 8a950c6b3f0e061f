import type { Attributes, AttributeValue } from '../codec/attribute-value';
import { writeAttributeValue } from '../codec/attribute-value';
import { CborWriter } from '../codec/cbor-writer';
import type { DocumentPath } from '../expression/document-path';
import { valueAt } from '../expression/project';

/** Answers are strings of one character per byte, beginning with the empty array that says 'no error'. */
export const OK = '\x80';
/** An open map of numbered results: Java takes no other. */
export const OPEN = '\xbf';
export const CLOSE = '\xff';
/** Keys of the results of single-item operations, queries and scans. */
export const Result = {
  Item: 0,
  ConsumedCapacity: 1,
  Attributes: 2,
  ItemCollectionMetrics: 3,
  Items: 7,
  Count: 8,
  LastEvaluatedKey: 9,
  ScannedCount: 10,
} as const;

export const EMPTY_REPLY = OK + OPEN + CLOSE;
const ITEM_PREFIX_BYTES = 3;

/** The answer to a plain GetItem that found something. */
export function itemReply(streamItem: string): string {
  return `${OK}${OPEN}\x00${byteString(streamItem)}${CLOSE}`;
}

/** The byte string (header and content) of the item in such an answer. */
export function itemOfReply(reply: string): string {
  return reply.slice(ITEM_PREFIX_BYTES, -1);
}

/** The content of a byte string that is known to be whole. */
export function contentOf(bytes: string): string {
  const info = bytes.charCodeAt(0) & 0x1f;
  return bytes.slice(info < 24 ? 1 : 1 + (1 << (info - 24)));
}

export function byteString(latin1: string): string {
  return bytesHeader(latin1.length) + latin1;
}

function bytesHeader(length: number): string {
  if (length < 24) return String.fromCharCode(0x40 | length);
  if (length < 0x100) return String.fromCharCode(0x58, length);
  if (length < 0x1_0000) return String.fromCharCode(0x59, length >> 8, length & 0xff);
  return String.fromCharCode(0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}

/** Ordinals of the request's projection to values; paths that lead nowhere are left out. */
export function writeProjected(writer: CborWriter, item: Attributes, paths: readonly DocumentPath[]): void {
  const found: [number, AttributeValue][] = [];
  paths.forEach((path, ordinal) => {
    const value = valueAt(item, path);
    if (value !== undefined) found.push([ordinal, value]);
  });
  writer.map(found.length);
  for (const [ordinal, value] of found) {
    writer.integer(ordinal);
    writeAttributeValue(writer, value);
  }
}

/** A writer that already holds the beginning of a numbered result. */
export function openResult(): CborWriter {
  return new CborWriter(512).rawLatin1(OK + OPEN);
}

import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { INDEFINITE } from '../codec/cbor-type';

/** Reads a definite array with one reader per element. */
export function readArray<Element>(reader: CborReader, element: () => Element): Element[] {
  const count = reader.array();
  const elements: Element[] = [];
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) elements.push(element());
  return elements;
}

export function bytesOrNull(reader: CborReader): Buffer | undefined {
  return reader.takeNull() ? undefined : reader.bytes();
}

/** Reads a map from table name (text) to something. */
export function readTables<Value>(reader: CborReader, value: (table: string) => Value): Map<string, Value> {
  const tables = new Map<string, Value>();
  const count = reader.map();
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) {
    const name = reader.text();
    if (tables.has(name)) throw new CborError(`the table '${name.slice(0, 255)}' comes twice`);
    tables.set(name, value(name));
  }
  return tables;
}

/** Lists that belong together must be of one length. */
export function sameLength(lists: Readonly<Record<string, readonly unknown[]>>): void {
  const [first, ...others] = Object.entries(lists);
  for (const [name, list] of others) {
    if (list.length !== first?.[1].length) {
      throw new CborError(`${name} has ${list.length} entries, ${first?.[0]} has ${first?.[1].length}`);
    }
  }
}

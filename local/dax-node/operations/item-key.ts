import type { Attributes } from '../codec/attribute-value';
import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { readPrimaryKey, writePrimaryKey } from '../codec/primary-key';
import { DaxError, validationError } from '../protocol/dax-error';
import type { Table } from '../upstream/table-directory';

/** Table names have no such character, and the keys of cached queries begin with it. */
export const SEPARATOR = '\0';

/** The name of an item in the cache: the same for every spelling of its key. */
export function itemCacheKey(table: Table, bytes: Buffer, start = 0, end: number = bytes.length): string {
  if (!table.respellsKeys) return table.name + SEPARATOR + bytes.toString('latin1', start, end);
  const key = keyAttributes(table, bytes.subarray(start, end));
  return table.name + SEPARATOR + writePrimaryKey(key, table.schema).toString('latin1');
}

export function keyAttributes(table: Table, keyBytes: Buffer): Attributes {
  try {
    return readPrimaryKey(keyBytes, table.schema);
  } catch (error) {
    if (error instanceof CborError) {
      throw validationError(
        `The provided key element does not match the schema of table '${table.name}': ${error.message}`,
      );
    }
    throw error;
  }
}

/** DAX reads table names where clients send bytes. */
export function readTableName(reader: CborReader): string {
  const name = reader.latin1();
  if (name.length === 0 || name.length > 1024) {
    throw new DaxError('ValidationException', `a table name of ${name.length} bytes; 3 to 255 characters are allowed`);
  }
  return name;
}

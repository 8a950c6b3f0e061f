import type { Access } from '@daxpilot/access';
import type { Sink } from './generator';

/** Straight through the access module: what the service does, without HTTP in between. */
export function clientSink(access: Access, table: string): Sink {
  return {
    read: (id) => access.document.get({ TableName: table, Key: { id } }),
    write: (id, bytes) =>
      access.document.put({ TableName: table, Item: { id, name: id, price: 1, version: 1, note: 'x'.repeat(bytes) } }),
  };
}

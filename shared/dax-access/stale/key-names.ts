import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableName } from './item-key';

type Attributes = Record<string, AttributeValue>;

/** Names of the key attributes per table, learnt from calls with a key that succeeded. */
export class KeyNames {
  private readonly names = new Map<string, readonly string[]>();

  constructor(known: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [table, names] of Object.entries(known)) this.names.set(table, names);
  }

  knows(table: string): boolean {
    return this.names.has(tableName(table));
  }

  learn(table: string | undefined, key: Attributes | undefined): void {
    if (table === undefined || key === undefined || this.names.has(tableName(table))) return;
    this.names.set(tableName(table), Object.keys(key));
  }

  /** Undefined where the names are not known, or the item lacks one of them. */
  keyOf(table: string, item: Attributes): Attributes | undefined {
    const names = this.names.get(tableName(table));
    if (names === undefined) return undefined;
    const key: Attributes = {};
    for (const name of names) {
      const value = item[name];
      if (value === undefined) return undefined;
      key[name] = value;
    }
    return key;
  }
}

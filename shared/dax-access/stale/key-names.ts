import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Input, Operation } from '../calls/operation';
import { tableName } from './item-key';

type Attributes = Record<string, AttributeValue>;

/** Asks what the key of a table is; undefined or an error where that cannot be found out. */
export type AskKeyNames = (table: string) => Promise<readonly string[] | undefined>;

/** Names of the key attributes per table: given, learnt from calls with a key that succeeded, or asked for once. */
export class KeyNames {
  private readonly names = new Map<string, readonly string[]>();

  private readonly asked = new Set<string>();

  constructor(
    known: Readonly<Record<string, readonly string[]>> = {},
    private readonly ask: AskKeyNames = () => Promise.resolve(undefined),
  ) {
    for (const [table, names] of Object.entries(known)) this.names.set(table, names);
  }

  knows(table: string): boolean {
    return this.names.has(tableName(table));
  }

  of(table: string): readonly string[] | undefined {
    return this.names.get(tableName(table));
  }

  /** From a call that succeeded. */
  learnFrom(operation: Operation, input: object): void {
    const { TableName, Key } = input as Input<'getItem'>;
    if (TableName === undefined || this.knows(TableName)) return;
    if (operation === 'putItem') this.wanted(TableName);
    if (Key === undefined) return;
    // One attribute is a key for certain; of several, DAX would take a strange one without a word.
    const names = Object.keys(Key);
    if (names.length === 1) this.names.set(tableName(TableName), names);
    else this.wanted(TableName);
  }

  /** In the background and once per table: a put may need the names later, when there is no time to ask. */
  wanted(table: string): void {
    const name = tableName(table);
    if (this.names.has(name) || this.asked.has(name)) return;
    this.asked.add(name);
    this.ask(table).then(
      (names) => {
        if (names !== undefined && names.length > 0) this.names.set(name, names);
      },
      () => {},
    );
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

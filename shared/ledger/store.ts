import type { Item, Key, Update, UpdateResult } from './update';

/**
 * The ledger's table as the protocol sees it. Every read is strongly consistent, every write is one conditional update of one
 * item; there are no transactions. Stores throw `PortError` when the table cannot be reached; a write may have landed then.
 */
export interface LedgerStore {
  read(key: Key): Promise<Item | undefined>;
  update(update: Update): Promise<UpdateResult>;
  /** Writes a row that is never changed again. `exists`: a row with this key is there already, and stays as it is. */
  append(row: Item & Key): Promise<'appended' | 'exists'>;
  query(range: RowRange): Promise<readonly Item[]>;
}

/** Rows of one partition with `from <= sk <= to`. */
export interface RowRange {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly order: 'oldest-first' | 'newest-first';
  /** Members of the rows that are wanted; all of them if absent. */
  readonly members?: readonly string[];
}

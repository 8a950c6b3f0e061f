import { evaluateUpdate } from './evaluate-update';
import type { LedgerStore, RowRange } from './store';
import type { Item, Key, Update, UpdateResult } from './update';

/** The ledger in memory, for tests and for playing a protocol through. Contents are immutable, so that a state can be kept and gone back to. */
export class MemoryLedger implements LedgerStore {
  #contents: ReadonlyMap<string, Item>;

  constructor(contents: ReadonlyMap<string, Item> = new Map()) {
    this.#contents = contents;
  }

  contents(): ReadonlyMap<string, Item> {
    return this.#contents;
  }

  async read(key: Key): Promise<Item | undefined> {
    return this.#contents.get(idOf(key));
  }

  async update(update: Update): Promise<UpdateResult> {
    return this.updateNow(update);
  }

  /** The same update without a turn of the event loop. */
  updateNow(update: Update): UpdateResult {
    const { item, result } = evaluateUpdate(this.#contents.get(idOf(update.key)), update);
    if (result.kind === 'done' && item !== undefined) this.#put(update.key, item);
    return result;
  }

  async append(row: Item & Key): Promise<'appended' | 'exists'> {
    if (this.#contents.has(idOf(row))) return 'exists';
    this.#put(row, row);
    return 'appended';
  }

  async query({ pk, from, to, limit, order, members }: RowRange): Promise<readonly Item[]> {
    const rows = [...this.#contents.values()]
      .filter((row) => row.pk === pk && String(row.sk) >= from && String(row.sk) <= to)
      .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    const found = (order === 'newest-first' ? rows.reverse() : rows).slice(0, limit);
    if (members === undefined) return found;
    return found.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => members.includes(name))));
  }

  #put(key: Key, item: Item): void {
    this.#contents = new Map(this.#contents).set(idOf(key), item);
  }
}

const idOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

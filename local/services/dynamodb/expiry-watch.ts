import type { Engine } from './engine';
import { jsonOf, textOf } from './json';

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

/** Remembers, table by table, when the next item expires, so that a table where none can have is not read through. */
export class ExpiryWatch {
  readonly #soonestMs = new Map<string, number>();

  /** The engine, with every write noticed: the table must be looked through again. */
  watching(engine: Engine): Engine {
    return {
      ...engine,
      call: (operation, input) => {
        if (writes.includes(operation)) {
          for (const name of Object.keys(jsonOf(input.RequestItems))) this.#soonestMs.delete(name);
          this.#soonestMs.delete(textOf(input.TableName) ?? '');
        }
        return engine.call(operation, input);
      },
    };
  }

  mayHaveExpired(tableName: string, nowMs: number): boolean {
    return nowMs >= (this.#soonestMs.get(tableName) ?? 0);
  }

  /** Look again in any case: another attribute counts now, or the last look failed. */
  forget(tableName: string): void {
    this.#soonestMs.delete(tableName);
  }

  /** Call before looking: a write meanwhile wins over what the look finds. */
  looking(tableName: string): (soonestMs: number) => void {
    const mark = Number.POSITIVE_INFINITY;
    this.#soonestMs.set(tableName, mark);
    return (soonestMs) => {
      if (this.#soonestMs.get(tableName) === mark) this.#soonestMs.set(tableName, soonestMs);
    };
  }
}

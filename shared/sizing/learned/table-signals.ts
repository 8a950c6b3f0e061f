import { LoadSignals, type Season, SignalsAt } from './load-signals';
import type { TableLook } from './table-variants';

/**
 * What a table's variants look at, for every minute at once. A variant that looks at pairs sees the lesser of two minutes running: a
 * peak of a single minute is not there for it.
 */
export class TableSignals {
  readonly #load: LoadSignals;
  #pairs: LoadSignals | undefined;

  constructor(private readonly demand: Float64Array) {
    this.#load = new LoadSignals(demand);
  }

  now(look: TableLook): Float64Array {
    return look === 'peaks' ? this.#load.now : this.#ofPairs().highest(1);
  }

  /** Largest of the minutes before. */
  highest(look: TableLook, minutes: number): Float64Array {
    return look === 'peaks' ? this.#load.highest(minutes) : this.#ofPairs().highest(minutes);
  }

  season(season: Season): Float64Array {
    return this.#load.season(season);
  }

  #ofPairs(): LoadSignals {
    this.#pairs ??= new LoadSignals(
      this.demand.map((value, minute) => Math.min(value, this.demand[minute - 1] ?? value)),
    );
    return this.#pairs;
  }
}

/** The same for one minute, read straight from the demand, where a minute may be unknown. */
export class TableSignalsAt {
  readonly #load: SignalsAt;

  constructor(
    private readonly demand: ArrayLike<number | null>,
    private readonly minute: number,
  ) {
    this.#load = new SignalsAt(demand, minute);
  }

  /** Of a pair that is not known whole nothing is seen: unknown leads to no change. */
  now(look: TableLook): number {
    if (look === 'peaks') return this.#load.now;
    return Math.min(this.demand[this.minute - 1] ?? 0, this.demand[this.minute - 2] ?? 0);
  }

  /** Of a pair that is not known whole the known minute counts: nothing is given back for what is not known. */
  highest(look: TableLook, minutes: number): number {
    if (look === 'peaks') return this.#load.highest(minutes);
    let highest = 0;
    for (let at = Math.max(0, this.minute - minutes); at < this.minute; at += 1) {
      const value = this.demand[at] ?? this.demand[at - 1] ?? 0;
      highest = Math.max(highest, Math.min(value, this.demand[at - 1] ?? value));
    }
    return highest;
  }

  season(season: Season): number {
    return this.#load.season(season);
  }
}

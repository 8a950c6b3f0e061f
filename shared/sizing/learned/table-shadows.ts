import { type Dimension, provisionedUnitUsdPerHour, requestUnitUsd } from '../capacity-cost';
import type { PriceBook } from '../price-book';
import { shadowTable, type TableShadowHours } from './table-shadow';
import { TableSignals } from './table-signals';
import { tableVariants, type UnitBounds } from './table-variants';

export interface ShadowedTable extends UnitBounds {
  /** Units/s by minute. */
  readonly demand: Float64Array;
  readonly startMs: number;
  /** What its units are; reads if it is not said. */
  readonly dimension?: Dimension;
  readonly book: PriceBook;
}

/** Every variant in shadow over one side of a table's load, reads or writes: played once, and read by reviews of any minute. */
export class TableShadows {
  #played: readonly TableShadowHours[] | undefined;

  constructor(private readonly table: ShadowedTable) {}

  /** In the order of `tableVariants`. */
  get played(): readonly TableShadowHours[] {
    if (this.#played !== undefined) return this.#played;
    const { demand, startMs, book, dimension = 'read', minUnits, maxUnits } = this.table;
    const signals = new TableSignals(demand);
    const rules = {
      minUnits,
      maxUnits,
      unitUsdPerMinute: provisionedUnitUsdPerHour(book, dimension) / 60,
      requestUsd: requestUnitUsd(book, dimension),
      startMinute: Math.floor(startMs / 60_000),
    };
    this.#played = tableVariants.map((variant) => shadowTable(variant, demand, signals, rules));
    return this.#played;
  }
}

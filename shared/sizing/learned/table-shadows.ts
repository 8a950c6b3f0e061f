import { provisionedUnitUsdPerHour, requestUnitUsd } from '../capacity-cost';
import type { PriceBook } from '../price-book';
import { shadowTable, type TableShadowHours } from './table-shadow';
import { TableSignals } from './table-signals';
import { tableVariants, type UnitBounds } from './table-variants';

export interface ShadowedTable extends UnitBounds {
  /** Units/s by minute. */
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly book: PriceBook;
}

/** Every variant in shadow over a table's load: played once, and read by reviews of any minute. */
export class TableShadows {
  #played: readonly TableShadowHours[] | undefined;

  constructor(private readonly table: ShadowedTable) {}

  /** In the order of `tableVariants`. */
  get played(): readonly TableShadowHours[] {
    if (this.#played !== undefined) return this.#played;
    const { demand, startMs, book, minUnits, maxUnits } = this.table;
    const signals = new TableSignals(demand);
    const rules = {
      minUnits,
      maxUnits,
      unitUsdPerMinute: provisionedUnitUsdPerHour(book, 'read') / 60,
      requestUsd: requestUnitUsd(book, 'read'),
      startMinute: Math.floor(startMs / 60_000),
    };
    this.#played = tableVariants.map((variant) => shadowTable(variant, demand, signals, rules));
    return this.#played;
  }
}

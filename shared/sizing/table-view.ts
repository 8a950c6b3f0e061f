import type { Policy } from '../targets';
import type { BillingMode, History } from './decision';
import { compareModes, type ModeComparison } from './mode-comparison';
import type { PriceBook } from './price-book';
import type { Snapshot, TableState } from './snapshot';
import { demandOf, type TableDemand, type Throttling, throttlingOf } from './table-demand';

/** All that the rules of a table look at, computed once. */
export interface TableView {
  readonly table: TableState;
  readonly demand: TableDemand;
  readonly throttling: Throttling;
  readonly comparison: ModeComparison | undefined;
  readonly policy: Policy;
  readonly book: PriceBook;
  readonly history: History;
  readonly nowMs: number;
  /** Mode that a person wants for a while. */
  readonly wantedMode?: BillingMode;
}

export function tableViewOf(
  snapshot: Snapshot,
  table: TableState,
  policy: Policy,
  history: History,
  book: PriceBook,
  nowMs: number,
): TableView {
  const demand = demandOf(snapshot, table, policy.windowsMs.staleAfter, nowMs);
  const throttling = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
  const comparison = demand.kind === 'seen' ? compareModes(demand, policy.capacityMode, book) : undefined;
  return { table, demand, throttling, comparison, policy, book, history, nowMs };
}

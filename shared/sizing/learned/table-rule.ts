import type { Dimension } from '../capacity-cost';
import type { ThroughputPlan } from '../decision';
import type { DemandHistory, Series, TableState } from '../snapshot';
import type { TableChampion } from './champion';
import { type ProvisionedVariant, type TableVariant, tableVariantText } from './table-variants';

/** Reads or writes of a table, or of one of its indexes. */
export interface TableSide {
  /** Absent for the table itself. */
  readonly index?: string;
  readonly dimension: Dimension;
}

export interface SideRule extends TableSide {
  readonly variant: ProvisionedVariant;
}

/**
 * The rule in force for a table: its `variant` is that of its reads, and on demand is on demand for all of it. Plain JSON: it lives
 * in the ledger.
 */
export interface TableRule extends TableChampion {
  /** Writes and indexes; empty on demand. Absent in rules of older reviews, which knew reads of tables without indexes only. */
  readonly others?: readonly SideRule[];
}

/** The table first, then each index. */
export function sidesOf(table: Pick<TableState, 'indexes'>): readonly TableSide[] {
  const indexes = [undefined, ...table.indexes.map(({ name }) => name)];
  return indexes.flatMap((index) =>
    (['read', 'write'] as const).map((dimension) => ({ dimension, ...(index === undefined ? {} : { index }) })),
  );
}

export const isSide = (one: TableSide, other: TableSide): boolean =>
  one.index === other.index && one.dimension === other.dimension;

/** As series of a table and its indexes are named: `TABLE` or `TABLE/INDEX`. */
export const resourceOf = (table: string, { index }: TableSide): string =>
  index === undefined ? table : `${table}/${index}`;

export const sideText = ({ index, dimension }: TableSide): string =>
  index === undefined ? `${dimension}s` : `${dimension}s of ${index}`;

/** How a side is provisioned by the rule; undefined where the rule knows nothing of it. */
export function variantOfSide(rule: TableRule, side: TableSide): TableVariant | undefined {
  if (rule.variant.kind === 'on-demand' || isSide(side, { dimension: 'read' })) return rule.variant;
  return rule.others?.find((one) => isSide(one, side))?.variant;
}

/** Units/s by the minute of one side. */
export function demandOfSide(demand: DemandHistory | undefined, table: string, side: TableSide): Series | undefined {
  const series = side.dimension === 'read' ? demand?.tables : demand?.writes;
  const name = resourceOf(table, side);
  return series !== undefined && Object.hasOwn(series, name) ? series[name] : undefined;
}

export const planOf = ({ throughput, indexes }: TableState): ThroughputPlan => ({
  ...throughput,
  indexes: indexes.map(({ name, throughput: units }) => ({ name, ...units })),
});

export function unitsIn(plan: ThroughputPlan, { index, dimension }: TableSide): number {
  const own = index === undefined ? plan : plan.indexes.find(({ name }) => name === index);
  return own?.[dimension] ?? 0;
}

/** The plan with other units where they are given. */
export function withUnits(plan: ThroughputPlan, changed: readonly (TableSide & { readonly units: number })[]) {
  const units = (side: TableSide): number => changed.find((one) => isSide(one, side))?.units ?? unitsIn(plan, side);
  return {
    read: units({ dimension: 'read' }),
    write: units({ dimension: 'write' }),
    indexes: plan.indexes.map(({ name: index }) => ({
      name: index,
      read: units({ index, dimension: 'read' }),
      write: units({ index, dimension: 'write' }),
    })),
  };
}

export function tableRuleText({ variant, others = [] }: TableRule): string {
  if (others.length === 0) return tableVariantText(variant);
  const sides = [{ dimension: 'read' as const, variant }, ...others];
  return sides.map((side) => `${sideText(side)} ${tableVariantText(side.variant)}`).join('; ');
}

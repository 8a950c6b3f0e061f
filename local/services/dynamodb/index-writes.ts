import { itemBytes, writeUnits } from './item-size';
import type { WireItem } from './json';
import type { IndexRecord, TableRecord } from './table';

/** Write units by index name. */
export type IndexUnits = Readonly<Record<string, number>>;

export interface IndexWrites {
  readonly locals: IndexUnits;
  readonly globals: IndexUnits;
}

/**
 * What a write costs in the indexes (guide, GSI write capacity): an entry that appears or goes costs its size, one that moves
 * costs both, one that changes in place the larger of the two, and one that stays the same nothing.
 */
export const indexWrites = (
  table: TableRecord,
  before: WireItem | undefined,
  after: WireItem | undefined,
): IndexWrites => ({
  locals: unitsOf(table, table.localIndexes, before, after),
  globals: unitsOf(table, table.globalIndexes, before, after),
});

const unitsOf = (
  table: TableRecord,
  indexes: readonly IndexRecord[],
  before: WireItem | undefined,
  after: WireItem | undefined,
): IndexUnits =>
  Object.fromEntries(
    indexes
      .map((index) => [index.name, entryUnits(table, index, before, after)] as const)
      .filter(([, units]) => units > 0),
  );

const entryUnits = (
  table: TableRecord,
  index: IndexRecord,
  before: WireItem | undefined,
  after: WireItem | undefined,
): number => {
  const old = entryOf(table, index, before);
  const now = entryOf(table, index, after);
  if (!old && !now) return 0;
  if (!old || !now) return writeUnits(itemBytes(old ?? now ?? {}));
  if (keysOf(index, old) !== keysOf(index, now)) return writeUnits(itemBytes(old)) + writeUnits(itemBytes(now));
  if (canonical(old) === canonical(now)) return 0;
  return writeUnits(Math.max(itemBytes(old), itemBytes(now)));
};

/** The item as the index holds it; `undefined` when it lacks one of the index's keys. */
export const entryOf = (
  table: Pick<TableRecord, 'keySchema'>,
  index: IndexRecord,
  item: WireItem | undefined,
): WireItem | undefined => {
  if (!item || index.keySchema.some((element) => item[element.AttributeName] === undefined)) return undefined;
  if (index.projection.ProjectionType === 'ALL') return item;
  const names = new Set([
    ...[...table.keySchema, ...index.keySchema].map((element) => element.AttributeName),
    ...(index.projection.NonKeyAttributes ?? []),
  ]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
};

const keysOf = (index: IndexRecord, item: WireItem): string =>
  JSON.stringify(index.keySchema.map((element) => item[element.AttributeName]));

const canonical = (item: WireItem): string =>
  JSON.stringify(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)));

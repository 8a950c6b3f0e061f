import type { IndexUnits } from './index-writes';
import { type Json, jsonOf, numberOf } from './json';

/** Units that one request used on one table, index by index. */
export interface Usage {
  readonly table: number;
  readonly locals: IndexUnits;
  readonly globals: IndexUnits;
}

export const noUsage: Usage = { table: 0, locals: {}, globals: {} };

/** What the engine says that it used; its own INDEXES answer. */
export const usageOf = (consumed: unknown): Usage => {
  const { CapacityUnits, Table, LocalSecondaryIndexes, GlobalSecondaryIndexes } = jsonOf(consumed);
  const locals = indexUnits(LocalSecondaryIndexes);
  const globals = indexUnits(GlobalSecondaryIndexes);
  const total = numberOf(CapacityUnits) ?? 0;
  const table = numberOf(jsonOf(Table).CapacityUnits) ?? total - sum(locals) - sum(globals);
  return { table, locals, globals };
};

const indexUnits = (indexes: unknown): IndexUnits =>
  Object.fromEntries(
    Object.entries(jsonOf(indexes)).map(([name, units]) => [name, numberOf(jsonOf(units).CapacityUnits) ?? 0]),
  );

export const sum = (units: IndexUnits): number => Object.values(units).reduce((total, one) => total + one, 0);

export const addUsage = (one: Usage, other: Usage): Usage => ({
  table: one.table + other.table,
  locals: addUnits(one.locals, other.locals),
  globals: addUnits(one.globals, other.globals),
});

const addUnits = (one: IndexUnits, other: IndexUnits): IndexUnits => {
  const added: Record<string, number> = { ...one };
  for (const [name, units] of Object.entries(other)) added[name] = (added[name] ?? 0) + units;
  return added;
};

/** ConsumedCapacity as the caller asked for it: nothing, the total, or index by index. Transactions also say which kind of units. */
export const consumedCapacity = (
  tableName: string,
  usage: Usage,
  asked: unknown,
  kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): Json | undefined => {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const units = (one: number): Json => ({ CapacityUnits: one, ...(kind ? { [kind]: one } : {}) });
  const perIndex = (indexes: IndexUnits): Json =>
    Object.fromEntries(Object.entries(indexes).map(([name, one]) => [name, units(one)]));
  return {
    TableName: tableName,
    ...units(usage.table + sum(usage.locals) + sum(usage.globals)),
    ...(asked === 'INDEXES'
      ? {
          Table: units(usage.table),
          ...(Object.keys(usage.locals).length > 0 ? { LocalSecondaryIndexes: perIndex(usage.locals) } : {}),
          ...(Object.keys(usage.globals).length > 0 ? { GlobalSecondaryIndexes: perIndex(usage.globals) } : {}),
        }
      : {}),
  };
};

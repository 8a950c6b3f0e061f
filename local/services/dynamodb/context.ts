import type { Platform } from '../../kernel/service';
import type { Engine } from './engine';
import type { ExpiryWatch } from './expiry-watch';
import type { KeyLocks } from './key-locks';
import type { DynamoDbOptions, TableDurations } from './options';
import { inUse, resourceNotFound, tableNotFound } from './refusals';
import type { TableRecord } from './table';
import type { TableMeter } from './table-meter';
import { ThroughputGuard } from './throughput-guard';

/** Everything that the front remembers. Records are replaced, never changed in place. */
export interface DynamoDbContext {
  readonly platform: Platform;
  readonly options: DynamoDbOptions;
  readonly durations: TableDurations;
  readonly engine: Engine;
  readonly tables: Map<string, TableRecord>;
  /** By ARN of table or global index. */
  readonly guards: Map<string, ThroughputGuard>;
  readonly meter: TableMeter;
  readonly locks: KeyLocks;
  readonly expiries: ExpiryWatch;
  weight(tableName: string): number;
  /** Runs `task` after `ms` of virtual time, unless the platform stops first. */
  later(ms: number, task: () => void | Promise<void>): void;
}

export const replaceTable = (
  context: DynamoDbContext,
  name: string,
  change: (table: TableRecord) => TableRecord,
): TableRecord | undefined => {
  const table = context.tables.get(name);
  if (!table) return undefined;
  const changed = change(table);
  context.tables.set(name, changed);
  return changed;
};

/** A table name may come as the table's ARN. */
export const nameOf = (given: string): string => given.replace(/^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\//, '');

/** For data calls: a table that is being created or deleted is not there. */
export const servingTable = (context: DynamoDbContext, given: string): TableRecord => {
  const table = context.tables.get(nameOf(given));
  if (!table || table.status === 'CREATING' || table.status === 'DELETING') throw resourceNotFound();
  return table;
};

export const knownTable = (context: DynamoDbContext, given: string): TableRecord => {
  const table = context.tables.get(nameOf(given));
  if (!table) throw tableNotFound(nameOf(given));
  return table;
};

/** For changes: the table and every index must be at rest. */
export const restingTable = (context: DynamoDbContext, given: string): TableRecord => {
  const table = knownTable(context, given);
  const words = { CREATING: 'created', UPDATING: 'updated', DELETING: 'deleted' };
  if (table.status !== 'ACTIVE')
    throw inUse(
      `Attempt to change a resource which is still in use: Table is being ${words[table.status]}: ${table.name}`,
    );
  const busy = table.globalIndexes.find((index) => index.status !== 'ACTIVE');
  if (busy) throw inUse(`Attempt to change a resource which is still in use: Index is being changed: ${busy.name}`);
  return table;
};

/** Guards as the table's enforced mode and capacity want them; those of indexes that went are dropped. */
export const configureGuards = (context: DynamoDbContext, table: TableRecord, initialSeconds = 1): void => {
  const nowMs = context.platform.clock.now();
  const quota = context.options.tableQuota ?? 40_000;
  const resources = [
    { kind: 'Table', arn: table.arn, capacity: table.capacity } as const,
    ...table.globalIndexes.map(
      ({ arn, name, capacity }) => ({ kind: 'Index', indexName: name, arn, capacity }) as const,
    ),
  ];
  for (const { capacity, ...resource } of resources) {
    const guard = context.guards.get(resource.arn);
    if (guard) guard.configure(table.enforcedMode, capacity, nowMs);
    else
      context.guards.set(
        resource.arn,
        new ThroughputGuard(
          { ...resource, tableName: table.name },
          table.enforcedMode,
          capacity,
          quota,
          nowMs,
          initialSeconds,
        ),
      );
  }
  const known = new Set<string>(resources.map((resource) => resource.arn));
  for (const arn of context.guards.keys())
    if (arn.startsWith(`${table.arn}/index/`) && !known.has(arn)) context.guards.delete(arn);
};

export const dropGuards = (context: DynamoDbContext, table: TableRecord): void => {
  for (const arn of context.guards.keys())
    if (arn === table.arn || arn.startsWith(`${table.arn}/index/`)) context.guards.delete(arn);
};

/** Ends a table's change after `ms` of virtual time, and once nothing holds the table back. */
export const finishLater = (
  context: DynamoDbContext,
  tableName: string,
  ms: number,
  finish: () => void | Promise<void>,
): void => {
  context.later(ms, () => {
    if (!context.options.stuck?.(tableName)) return finish();
    finishLater(context, tableName, 60_000, finish);
  });
};

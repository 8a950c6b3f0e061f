import { decreasesToday } from './decrease-budget';
import type { Json } from './json';
import type { Capacity, GlobalIndexRecord, IndexRecord, TableRecord, Units } from './table';

/** Floor of a new on-demand table: 12,000 read and 4,000 write units per second. */
export const onDemandFloor: Units = { read: 12_000, write: 4_000 };

/** TableDescription on the wire; dates are seconds. */
export const describe = (table: TableRecord, nowMs: number): Json => ({
  TableName: table.name,
  TableArn: table.arn,
  TableId: table.id,
  TableStatus: table.status,
  CreationDateTime: seconds(table.createdAtMs),
  AttributeDefinitions: table.attributeDefinitions,
  KeySchema: table.keySchema,
  ProvisionedThroughput: throughput(table.capacity, nowMs),
  TableSizeBytes: 0,
  ItemCount: 0,
  ...(table.wasOnDemand
    ? {
        BillingModeSummary: {
          BillingMode: table.mode,
          ...(table.lastOnDemandAtMs === undefined
            ? {}
            : { LastUpdateToPayPerRequestDateTime: seconds(table.lastOnDemandAtMs) }),
        },
      }
    : {}),
  ...(table.localIndexes.length > 0 ? { LocalSecondaryIndexes: table.localIndexes.map(localIndex) } : {}),
  ...(table.globalIndexes.length > 0
    ? { GlobalSecondaryIndexes: table.globalIndexes.map((index) => globalIndex(index, table, nowMs)) }
    : {}),
  ...onDemandThroughput(table.capacity),
  WarmThroughput: warmThroughput(table.capacity, table),
  ...(table.sse ? { SSEDescription: table.sse } : {}),
  ...(table.tableClass
    ? {
        TableClassSummary: {
          TableClass: table.tableClass.name,
          ...(table.tableClass.changedAtMs === undefined
            ? {}
            : { LastUpdateDateTime: seconds(table.tableClass.changedAtMs) }),
        },
      }
    : {}),
  DeletionProtectionEnabled: table.deletionProtection,
});

const seconds = (ms: number): number => ms / 1000;

const throughput = (capacity: Capacity, nowMs: number): Json => ({
  ReadCapacityUnits: capacity.provisioned.read,
  WriteCapacityUnits: capacity.provisioned.write,
  NumberOfDecreasesToday: decreasesToday(capacity.decreasesAtMs, nowMs).length,
  ...(capacity.lastIncreaseAtMs === undefined ? {} : { LastIncreaseDateTime: seconds(capacity.lastIncreaseAtMs) }),
  ...(capacity.lastDecreaseAtMs === undefined ? {} : { LastDecreaseDateTime: seconds(capacity.lastDecreaseAtMs) }),
});

const onDemandThroughput = ({ onDemandMax }: Capacity): Json =>
  onDemandMax.read === undefined && onDemandMax.write === undefined
    ? {}
    : {
        OnDemandThroughput: {
          MaxReadRequestUnits: onDemandMax.read ?? -1,
          MaxWriteRequestUnits: onDemandMax.write ?? -1,
        },
      };

export const warmUnits = (capacity: Capacity, onDemand: boolean): Units => {
  const floor = onDemand ? onDemandFloor : capacity.provisioned;
  return {
    read: Math.max(floor.read, capacity.highest.read, capacity.warm?.read ?? 0),
    write: Math.max(floor.write, capacity.highest.write, capacity.warm?.write ?? 0),
  };
};

const warmThroughput = (capacity: Capacity, table: TableRecord): Json => {
  const units = warmUnits(capacity, table.wasOnDemand);
  return {
    ReadUnitsPerSecond: units.read,
    WriteUnitsPerSecond: units.write,
    Status: capacity.warm?.status ?? 'ACTIVE',
  };
};

const localIndex = (index: IndexRecord): Json => ({
  IndexName: index.name,
  IndexArn: index.arn,
  KeySchema: index.keySchema,
  Projection: index.projection,
  IndexSizeBytes: 0,
  ItemCount: 0,
});

const globalIndex = (index: GlobalIndexRecord, table: TableRecord, nowMs: number): Json => ({
  ...localIndex(index),
  IndexStatus: index.status,
  ...(index.backfilling === undefined ? {} : { Backfilling: index.backfilling }),
  ProvisionedThroughput: throughput(index.capacity, nowMs),
  ...onDemandThroughput(index.capacity),
  WarmThroughput: warmThroughput(index.capacity, table),
});

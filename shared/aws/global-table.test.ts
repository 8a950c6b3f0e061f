import { refuseForGlobalTable } from './global-table';
import { toTableState } from './table-reader';
import { changesTo } from './units-change';

const table = (regions: readonly string[]) =>
  toTableState('orders', {
    TableName: 'orders',
    TableStatus: 'ACTIVE',
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 50 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-day',
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 },
      },
    ],
    Replicas: regions.map((RegionName) => ({ RegionName, ReplicaStatus: 'ACTIVE' as const })),
  });
const units = (read: number, indexWrite: number) => ({
  read,
  write: 50,
  indexes: [{ name: 'by-day', read: 10, write: indexWrite }],
});
const throughput = (read: number, indexWrite: number) => ({
  kind: 'set-throughput' as const,
  changes: changesTo(table([]), units(read, indexWrite)),
});
const toProvisioned = { kind: 'set-billing-mode', to: 'provisioned' } as const;

test('a global table is not made provisioned, since every Region would need auto scaling first', () => {
  expect(() => refuseForGlobalTable(table(['eu-west-1']), toProvisioned)).toThrow(
    'orders is a global table: all its replicas would become provisioned at once',
  );
});

test('write units of a global table and of its indexes are not set in one Region', () => {
  expect(() => refuseForGlobalTable(table(['eu-west-1']), throughput(100, 9))).toThrow(
    'its write units are those of all',
  );
});

test.each([
  ['read units', throughput(200, 5)],
  ['the way to on-demand', { kind: 'set-billing-mode', to: 'on-demand' } as const],
])('%s of a global table may be changed', (_, wanted) => {
  expect(() => refuseForGlobalTable(table(['eu-west-1']), wanted)).not.toThrow();
});

test('nothing of this holds for a table in one Region', () => {
  expect(() => refuseForGlobalTable(table([]), toProvisioned)).not.toThrow();
  expect(() => refuseForGlobalTable(table([]), throughput(100, 9))).not.toThrow();
});

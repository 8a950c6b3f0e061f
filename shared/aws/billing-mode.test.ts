import type { TableState } from '../sizing';
import { toProvisioned } from './billing-mode';
import { scalablesOf } from './scalable';

test('the way to provisioned carries the units of the table and of every index in one update', () => {
  const plan = { read: 100, write: 20, indexes: [{ name: 'by-date', read: 30, write: 10 }] };

  expect(toProvisioned(aTable(['by-date']), plan)).toEqual({
    TableName: 'orders',
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 20 },
    GlobalSecondaryIndexUpdates: [
      {
        Update: { IndexName: 'by-date', ProvisionedThroughput: { ReadCapacityUnits: 30, WriteCapacityUnits: 10 } },
      },
    ],
  });
});

test('an index that is gone since the plan was made is left out', () => {
  const plan = { read: 100, write: 20, indexes: [{ name: 'by-date', read: 30, write: 10 }] };

  expect(toProvisioned(aTable([]), plan)).not.toHaveProperty('GlobalSecondaryIndexUpdates');
});

test.each([
  ['no plan at all', undefined, 'orders cannot become provisioned without units'],
  ['an index without units', { read: 1, write: 1, indexes: [] }, 'orders has no planned units for its index by-date'],
])('%s is refused before anything is sent', (_, plan, message) => {
  expect(() => toProvisioned(aTable(['by-date']), plan)).toThrow(
    expect.objectContaining({ code: 'aws.invalid', sent: 'no', message }),
  );
});

test('reads and writes of the table and of each index are scaled', () => {
  expect(scalablesOf(aTable(['by-date'])).map(({ resourceId, dimension }) => `${resourceId} ${dimension}`)).toEqual([
    'table/orders dynamodb:table:ReadCapacityUnits',
    'table/orders dynamodb:table:WriteCapacityUnits',
    'table/orders/index/by-date dynamodb:index:ReadCapacityUnits',
    'table/orders/index/by-date dynamodb:index:WriteCapacityUnits',
  ]);
});

function aTable(indexes: readonly string[]): TableState {
  return {
    kind: 'table',
    name: 'orders',
    status: 'ACTIVE',
    billingMode: 'on-demand',
    throughput: { read: 0, write: 0 },
    decreasesToday: 0,
    indexes: indexes.map((name) => ({ name, status: 'ACTIVE', throughput: { read: 0, write: 0 } })),
    globalTable: false,
  };
}

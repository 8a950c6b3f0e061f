import { toTableState } from './table-reader';

test('a table that was never on demand has no billing mode of its own and is provisioned', () => {
  const state = toTableState('orders', {
    TableName: 'orders',
    TableStatus: 'ACTIVE',
    ProvisionedThroughput: {
      ReadCapacityUnits: 100,
      WriteCapacityUnits: 50,
      NumberOfDecreasesToday: 1,
      LastDecreaseDateTime: new Date(5_000),
    },
    WarmThroughput: { ReadUnitsPerSecond: 300, WriteUnitsPerSecond: 200 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-date',
        IndexStatus: 'UPDATING',
        ProvisionedThroughput: {
          ReadCapacityUnits: 10,
          WriteCapacityUnits: 5,
          NumberOfDecreasesToday: 3,
          LastDecreaseDateTime: new Date(9_000),
        },
      },
    ],
  });

  expect(state).toEqual({
    kind: 'table',
    name: 'orders',
    status: 'ACTIVE',
    billingMode: 'provisioned',
    throughput: { read: 100, write: 50 },
    decreasesToday: 3,
    lastDecreaseMs: 9_000,
    indexes: [{ name: 'by-date', status: 'UPDATING', throughput: { read: 10, write: 5 } }],
    globalTable: false,
    warmReadUnits: 300,
  });
});

test('a table on demand tells when it was switched', () => {
  const state = toTableState('orders', {
    TableName: 'orders',
    TableStatus: 'ACTIVE',
    BillingModeSummary: {
      BillingMode: 'PAY_PER_REQUEST',
      LastUpdateToPayPerRequestDateTime: new Date(Date.UTC(2026, 10, 20)),
    },
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    Replicas: [{ RegionName: 'eu-west-1' }],
  });

  expect(state).toMatchObject({
    billingMode: 'on-demand',
    throughput: { read: 0, write: 0 },
    lastSwitchToOnDemandMs: Date.UTC(2026, 10, 20),
    indexes: [],
    globalTable: true,
  });
});

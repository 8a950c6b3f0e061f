import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { described, listed, run, start, statesOf, untilCalm } from './executions';
import { locks, targetItem } from './ledger';
import { putAll } from './readings';
import { createDeclared } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;
let scaling: ApplicationAutoScalingClient;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  scaling = new ApplicationAutoScalingClient({
    endpoint: service.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}, 120_000);

/** 600 units of the table and 300 of its index, both at the upper bound of their auto scaling, and 90 % of them consumed. */
beforeEach(async () => {
  await service.clearFaults();
  await provision('orders');
  // The cool-down and the consumption of the test before.
  await service.advance(35 * minuteMs);
  await consume(540, 270);
  service.forgetChanges();
});

afterAll(async () => {
  scaling.destroy();
  await service.stop();
});

// 540 / 0.7 and 270 / 0.7
const wanted = 'table 772/50, by-day 386/20';

test('units of table and index are raised in one change while auto scaling rests, whatever is lost on the way', async () => {
  await service.faults(
    { service: 'dynamodb', operation: 'UpdateTable', error: { name: 'Lost', when: 'after' } },
    {
      service: 'application-autoscaling',
      operation: 'RegisterScalableTarget',
      error: 'ThrottlingException',
      skip: 1,
      count: 3,
    },
    { service: 'application-autoscaling', operation: 'UntagResource', error: { name: 'Lost', when: 'after' } },
  );

  const { arn, record } = await run(service, { target: 'orders' });

  expect(await service.struck()).toEqual([1, 3, 1]);
  expect(record).toMatchObject({
    outcome: 'applied',
    reasonCodes: ['units-short'],
    action: {
      kind: 'set-throughput',
      table: 'orders',
      from: { read: 600, write: 50, indexes: [{ name: 'by-day', read: 300, write: 20 }] },
      to: { read: 772, write: 50, indexes: [{ name: 'by-day', read: 386, write: 20 }] },
    },
  });
  expect(await unitsNow()).toBe(`${wanted}, ACTIVE`);
  expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
  expect(await scalingNow()).toEqual(['table/orders read 5-40000', 'table/orders/index/by-day read 5-40000']);
  expect(await statesOf(service, arn)).toContain('Verify');
  expect(await locks(service, 'orders')).toEqual({});
  expect(await targetItem(service, 'orders')).toMatchObject({ lastChange: { kind: 'set-throughput' } });
}, 60_000);

test('a decrease that AWS refuses fails with its reason, and auto scaling works on', async () => {
  await service.faults({ service: 'dynamodb', operation: 'UpdateTable', error: 'LimitExceededException' });

  const { status, record } = await run(service, { target: 'orders' });

  expect(status).toBe('SUCCEEDED');
  expect(record).toMatchObject({ outcome: 'failed', reasonCodes: ['aws-quota', 'units-short'] });
  expect(await unitsNow()).toBe('table 600/50, by-day 300/20, ACTIVE');
  expect(await scalingNow()).toEqual(['table/orders read 5-600', 'table/orders/index/by-day read 5-300']);
  expect(await locks(service, 'orders')).toEqual({});
}, 60_000);

test('an execution that is stopped while auto scaling rests is followed by one that resumes it', async () => {
  const first = await start(service, { target: 'orders' });
  await service.advance(1000);
  expect(await scalingNow()).toEqual(
    expect.arrayContaining(['table/orders read 5-40000 suspended', 'table/orders/index/by-day read 5-40000 suspended']),
  );

  await service.clients.states.send(new StopExecutionCommand({ executionArn: first }));
  await untilCalm(service);

  const recovery = (await listed(service, 'rightsize')).at(-1);
  const { record } = await described(service, recovery?.arn ?? '');
  expect(record).toMatchObject({ outcome: 'applied', reasonCodes: ['scaling-suspended'] });
  expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
  expect(await unitsNow()).toBe(`${wanted}, ACTIVE`);
  expect(await scalingNow()).toEqual(['table/orders read 5-40000', 'table/orders/index/by-day read 5-40000']);
  expect(await locks(service, 'orders')).toEqual({});
}, 60_000);

test.each([
  ['denied', 'AccessDeniedException', ['aws-denied', 'units-short']],
  ['throttled until the retries are used up', 'ThrottlingException', ['apply-failed', 'aws-throttled']],
])(
  'units are there and resuming their scaling is %s: the change has failed, and the next look resumes it',
  async (_, error, reasonCodes) => {
    // The two sides that scale are suspended first.
    const operation = { service: 'application-autoscaling', operation: 'RegisterScalableTarget' };
    await service.faults({ ...operation, error, skip: 2, count: 1000 });

    const { record } = await run(service, { target: 'orders' });
    const between = await scalingNow();
    await service.clearFaults();
    const after = await run(service, { target: 'orders' });

    expect(record).toMatchObject({ outcome: 'failed', reasonCodes });
    expect(between).toEqual([
      'table/orders read 5-40000 suspended',
      'table/orders/index/by-day read 5-40000 suspended',
    ]);
    expect(after.record).toMatchObject({ outcome: 'applied', reasonCodes: ['scaling-suspended'] });
    expect(await unitsNow()).toBe(`${wanted}, ACTIVE`);
    expect(await scalingNow()).toEqual(['table/orders read 5-40000', 'table/orders/index/by-day read 5-40000']);
    expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
    expect(await locks(service, 'orders')).toEqual({});
  },
  60_000,
);

test('a table that stays UPDATING is reported and not fought, and finished once it is at rest', async () => {
  await service.faults({ service: 'dynamodb', operation: '*', kind: 'stuck', resource: 'orders', count: 500 });

  const given = await run(service, { target: 'orders' }, { withinMinutes: 100 });
  const meanwhile = await run(service, { target: 'orders' });
  await service.clearFaults();
  await service.advance(5 * minuteMs);
  await consume(540, 270);
  const after = await run(service, { target: 'orders' });

  expect(given.record).toMatchObject({ outcome: 'failed', reasonCodes: ['change-too-slow', 'units-short'] });
  expect(meanwhile.record).toMatchObject({ outcome: 'held', reasonCodes: ['table-busy'] });
  expect(after.record).toMatchObject({ outcome: 'applied', reasonCodes: ['scaling-suspended'] });
  expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
  expect(await scalingNow()).toEqual(['table/orders read 5-40000', 'table/orders/index/by-day read 5-40000']);
}, 60_000);

async function provision(TableName: string): Promise<void> {
  const { dynamodb } = service.clients;
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  await service.advance(minuteMs);
  const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
    ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
  });
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      ...units(600, 50),
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'day', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-day',
          KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
          ...units(300, 20),
        },
      ],
    }),
  );
  await service.advance(minuteMs);
  await scaled(`table/${TableName}`, 'dynamodb:table:ReadCapacityUnits', 600);
  await scaled(`table/${TableName}/index/by-day`, 'dynamodb:index:ReadCapacityUnits', 300);
}

async function scaled(
  ResourceId: string,
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits' | 'dynamodb:index:ReadCapacityUnits',
  MaxCapacity: number,
): Promise<void> {
  const at = { ServiceNamespace: 'dynamodb', ResourceId, ScalableDimension } as const;
  await scaling.send(new RegisterScalableTargetCommand({ ...at, MinCapacity: 5, MaxCapacity }));
  await scaling.send(
    new PutScalingPolicyCommand({
      ...at,
      PolicyName: 'theirs',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
        TargetValue: 70,
      },
    }),
  );
}

/** Read units a second of the table and of its index, for the last half hour. */
async function consume(table: number, index: number): Promise<void> {
  const lastMs = Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs;
  const own = [{ Name: 'TableName', Value: 'orders' }];
  const series = [
    ['ConsumedReadCapacityUnits', own, table],
    ['ConsumedWriteCapacityUnits', own, 30],
    ['ConsumedReadCapacityUnits', [...own, { Name: 'GlobalSecondaryIndexName', Value: 'by-day' }], index],
    ['ConsumedWriteCapacityUnits', [...own, { Name: 'GlobalSecondaryIndexName', Value: 'by-day' }], 12],
  ] as const;
  await putAll(
    service,
    'AWS/DynamoDB',
    series.flatMap(([MetricName, Dimensions, perSecond]) =>
      Array.from({ length: 30 }, (_, back) => ({
        MetricName,
        Dimensions: [...Dimensions],
        Timestamp: new Date(lastMs - back * minuteMs),
        Value: perSecond * 60,
      })),
    ),
  );
}

async function unitsNow(): Promise<string> {
  const { Table } = await service.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'orders' }));
  const index = Table?.GlobalSecondaryIndexes?.[0];
  const units = (one: typeof index | typeof Table) =>
    `${one?.ProvisionedThroughput?.ReadCapacityUnits}/${one?.ProvisionedThroughput?.WriteCapacityUnits}`;
  return `table ${units(Table)}, by-day ${units(index)}, ${Table?.TableStatus}`;
}

/** Bounds of every scalable target, with what is suspended or marked as ours. */
async function scalingNow(): Promise<readonly string[]> {
  const { ScalableTargets = [] } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
  );
  const lines = ScalableTargets.map(async (target) => {
    const { Tags = {} } = await scaling.send(new ListTagsForResourceCommand({ ResourceARN: target.ScalableTargetARN }));
    const suspended = target.SuspendedState?.DynamicScalingOutSuspended === true;
    const side = target.ScalableDimension?.includes('Read') ? 'read' : 'write';
    const notes = `${suspended ? ' suspended' : ''}${suspended === 'daxpilot:suspended' in Tags ? '' : ' mark differs'}`;
    return `${target.ResourceId} ${side} ${target.MinCapacity}-${target.MaxCapacity}${notes}`;
  });
  return (await Promise.all(lines)).toSorted();
}

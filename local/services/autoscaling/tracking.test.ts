import {
  DeleteScheduledActionCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type ScalableDimension,
} from '@aws-sdk/client-application-auto-scaling';
import { type AScaledTable, startAScaledTable } from './a-scaled-table';

let table: AScaledTable;
beforeEach(async () => {
  table = await startAScaledTable();
});
afterEach(() => table.stop());

interface Wish {
  readonly side?: 'read' | 'write';
  readonly indexName?: string;
  readonly outCooldownSeconds?: number;
  readonly inCooldownSeconds?: number;
  readonly disableScaleIn?: boolean;
  readonly max?: number;
}

const track = async ({ side = 'read', indexName, max = 1_000, ...wish }: Wish = {}): Promise<void> => {
  const units = side === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
  const target = {
    ServiceNamespace: 'dynamodb',
    ResourceId: indexName ? `table/products/index/${indexName}` : 'table/products',
    ScalableDimension: `dynamodb:${indexName ? 'index' : 'table'}:${units}` as ScalableDimension,
  } as const;
  await table.client.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 5, MaxCapacity: max }));
  await table.client.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: `${indexName ?? 'table'}-${side}`,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: {
          PredefinedMetricType:
            side === 'read' ? 'DynamoDBReadCapacityUtilization' : 'DynamoDBWriteCapacityUtilization',
        },
        ScaleOutCooldown: wish.outCooldownSeconds,
        ScaleInCooldown: wish.inCooldownSeconds,
        DisableScaleIn: wish.disableScaleIn,
      },
    }),
  );
};
const activities = async () =>
  (await table.client.send(new DescribeScalingActivitiesCommand({ ServiceNamespace: 'dynamodb' }))).ScalingActivities ??
  [];

describe('on the way out', () => {
  test('acts after the second minute above the target and takes the minute that UpdateTable takes', async () => {
    await track();

    await table.load('read', 210, 2);
    await table.door.clock.advance(9_000);
    const tooEarly = await activities();
    await table.door.clock.advance(1_000);
    const begun = await activities();
    const before = await table.throughput();
    await table.advanceMinutes(2);

    expect(tooEarly).toEqual([]);
    expect(begun).toMatchObject([
      {
        StatusCode: 'InProgress',
        Description: 'Setting read capacity units to 300.',
        Cause: expect.stringMatching(
          /^monitor alarm TargetTracking-table\/products-AlarmHigh-\S+ in state ALARM triggered policy table-read$/,
        ),
      },
    ]);
    expect(before.ReadCapacityUnits).toBe(100);
    expect(await table.throughput()).toMatchObject({ ReadCapacityUnits: 300, WriteCapacityUnits: 100 });
    expect((await activities())[0]?.StatusCode).toBe('Successful');
  });

  test('its alarm fires in CloudWatch when it acts', async () => {
    await track();
    await table.load('read', 30, 3);

    await table.load('read', 210, 2);
    await table.door.clock.advance(10_000);

    expect(await table.actionHistory()).toEqual([
      expect.stringMatching(/^Successfully executed action arn:aws:autoscaling:/),
    ]);
    expect((await table.alarms())[0]).toMatchObject({ StateValue: 'ALARM', Threshold: 4_200 });
    expect(await activities()).toHaveLength(1);
  });

  test('moves the thresholds of the alarms along', async () => {
    await track();

    await table.load('read', 210, 2);
    await table.advanceMinutes(3);

    expect((await table.alarms()).map((alarm) => alarm.Threshold)).toEqual([12_600, 9_000]);
  });

  test('waits out the cool-down before it goes further', async () => {
    await track({ outCooldownSeconds: 600 });
    await table.load('read', 210, 2);

    await table.load('read', 420, 8);
    const during = await table.throughput();
    await table.load('read', 420, 6);

    expect(during.ReadCapacityUnits).toBe(300);
    expect((await table.throughput()).ReadCapacityUnits).toBe(600);
  });

  test('scales writes of an index on their own', async () => {
    await track({ side: 'write', indexName: 'by-kind' });

    await table.load('write', 140, 2, 'by-kind');
    await table.advanceMinutes(2);

    expect(await table.throughput('by-kind')).toMatchObject({ ReadCapacityUnits: 100, WriteCapacityUnits: 200 });
    expect(await table.throughput()).toMatchObject({ WriteCapacityUnits: 100 });
  });

  test('reads and writes that both want more get it one after the other', async () => {
    await track({ side: 'read' });
    await track({ side: 'write' });

    await table.load('both', 140, 6);
    await table.advanceMinutes(2);

    expect(await table.throughput()).toMatchObject({ ReadCapacityUnits: 200, WriteCapacityUnits: 200 });
  });
});

describe('on the way in', () => {
  test('acts after fifteen minutes in a row 20 points below the target', async () => {
    await track();

    await table.load('read', 14, 15);
    await table.door.clock.advance(9_000);
    const early = await activities();
    await table.door.clock.advance(1_000);
    const begun = await activities();
    await table.advanceMinutes(2);

    expect(early).toEqual([]);
    expect(begun).toMatchObject([{ Description: 'Setting read capacity units to 20.' }]);
    expect(await table.throughput()).toMatchObject({ ReadCapacityUnits: 20, NumberOfDecreasesToday: 1 });
  });

  test('without any traffic nothing is taken away', async () => {
    await track();

    await table.advanceMinutes(60);

    expect((await table.throughput()).ReadCapacityUnits).toBe(100);
  });

  test('is left out where the policy or the target says so', async () => {
    await track({ disableScaleIn: true });
    await track({ side: 'write' });
    await table.client.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'dynamodb',
        ResourceId: 'table/products',
        ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
        SuspendedState: { DynamicScalingInSuspended: true },
      }),
    );

    await table.load('both', 1, 18);

    expect(await activities()).toEqual([]);
  });

  test('a spent decrease budget fails the activity, and the capacity stays until the budget allows', async () => {
    await track();
    for (const units of [99, 98, 97, 96]) {
      await table.dynamodb('UpdateTable', {
        TableName: 'products',
        ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: units },
      });
      await table.advanceMinutes(1);
    }

    await table.load('read', 14, 17);
    const refused = await activities();
    await table.load('read', 14, 60);

    expect(refused[0]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: expect.stringContaining('Provisioned throughput decreases are limited within a given UTC day'),
    });
    expect((await table.throughput()).ReadCapacityUnits).toBe(20);
  });
});

test('suspended on the way out it holds, and goes on when it is let go', async () => {
  await track();
  const target = {
    ServiceNamespace: 'dynamodb',
    ResourceId: 'table/products',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  } as const;
  await table.client.send(
    new RegisterScalableTargetCommand({ ...target, SuspendedState: { DynamicScalingOutSuspended: true } }),
  );
  await table.load('read', 210, 5);
  const held = await activities();

  await table.client.send(
    new RegisterScalableTargetCommand({ ...target, SuspendedState: { DynamicScalingOutSuspended: false } }),
  );
  await table.load('read', 210, 3);

  expect(held).toEqual([]);
  expect((await table.throughput()).ReadCapacityUnits).toBe(300);
});

test('a table that comes back from on-demand is brought into the range at once', async () => {
  await track({ max: 150 });
  await table.dynamodb('UpdateTable', { TableName: 'products', BillingMode: 'PAY_PER_REQUEST' });
  await table.advanceMinutes(7);
  await table.dynamodb('UpdateTable', {
    TableName: 'products',
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 400, WriteCapacityUnits: 100 },
    GlobalSecondaryIndexUpdates: [
      { Update: { IndexName: 'by-kind', ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 } } },
    ],
  });
  await table.advanceMinutes(8);

  expect((await table.throughput()).ReadCapacityUnits).toBe(150);
  expect((await activities())[0]?.Cause).toBe('maximum capacity was set to 150');
});

describe('scheduled actions', () => {
  const reads = {
    ServiceNamespace: 'dynamodb',
    ResourceId: 'table/products',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  } as const;

  test('move the range, and the capacity into it, at their time', async () => {
    await track();
    await table.client.send(
      new PutScheduledActionCommand({
        ...reads,
        ScheduledActionName: 'sale',
        Schedule: 'at(2026-11-24T13:00:00)',
        ScalableTargetAction: { MinCapacity: 500 },
      }),
    );

    await table.advanceMinutes(59);
    const before = await table.throughput();
    await table.advanceMinutes(3);

    expect(before.ReadCapacityUnits).toBe(100);
    expect((await table.throughput()).ReadCapacityUnits).toBe(500);
    const { ScalableTargets } = await table.client.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
    );
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 500, MaxCapacity: 1_000 }]);
    expect((await activities()).map((activity) => activity.Cause)).toEqual([
      'minimum capacity was set to 500',
      'scheduled action name sale was triggered',
    ]);
  });

  test('repeat by cron until they are deleted, and rest while suspended', async () => {
    await track();
    const action = { ...reads, ScheduledActionName: 'hourly' };
    await table.client.send(
      new PutScheduledActionCommand({
        ...action,
        Schedule: 'cron(30 * * * ? *)',
        ScalableTargetAction: { MaxCapacity: 900 },
      }),
    );

    await table.advanceMinutes(125);
    const runs = (await activities()).length;
    await table.client.send(
      new RegisterScalableTargetCommand({ ...reads, SuspendedState: { ScheduledScalingSuspended: true } }),
    );
    await table.advanceMinutes(60);
    const suspended = (await activities()).length;
    await table.client.send(new DeleteScheduledActionCommand(action));

    expect([runs, suspended]).toEqual([2, 2]);
    await expect(table.client.send(new DeleteScheduledActionCommand(action))).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
    });
  });

  test.each([
    [{ Schedule: 'at(2026-11-24T11:00:00)' }, /no run after now/],
    [{ Schedule: 'soon' }, /Schedule 'soon'/],
    [{ Schedule: 'rate(1 hour)', Timezone: 'Europe/Berlin' }, /Timezone Europe\/Berlin \(UTC only\)/],
    [{ Schedule: 'rate(1 hour)', ScalableTargetAction: {} }, /must set MinCapacity, MaxCapacity or both/],
    [{ Schedule: 'rate(1 hour)', ScalableTargetAction: { MinCapacity: 9, MaxCapacity: 8 } }, /Maximum capacity/],
  ])('refuse %j', async (more, message) => {
    await track();

    await expect(
      table.client.send(
        new PutScheduledActionCommand({
          ...reads,
          ScheduledActionName: 'bad',
          ScalableTargetAction: { MinCapacity: 10 },
          ...more,
        }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });
});

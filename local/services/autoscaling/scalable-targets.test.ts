import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
  TagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { type AScaledTable, startAScaledTable } from './a-scaled-table';

let table: AScaledTable;
beforeEach(async () => {
  table = await startAScaledTable();
});
afterEach(() => table.stop());

const reads = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/products',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;
const indexWrites = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/products/index/by-kind',
  ScalableDimension: 'dynamodb:index:WriteCapacityUnits',
} as const;

const register = (more: Partial<RegisterScalableTargetCommandInput> = {}) =>
  table.client.send(new RegisterScalableTargetCommand({ ...reads, MinCapacity: 5, MaxCapacity: 200, ...more }));
const putPolicy = (more: Partial<PutScalingPolicyCommandInput> = {}) =>
  table.client.send(
    new PutScalingPolicyCommand({
      ...reads,
      PolicyName: 'reads',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
      },
      ...more,
    }),
  );
const activities = async () =>
  (await table.client.send(new DescribeScalingActivitiesCommand({ ServiceNamespace: 'dynamodb' }))).ScalingActivities ??
  [];

describe('registering a target', () => {
  test('inside its range changes nothing', async () => {
    const { ScalableTargetARN } = await register();

    expect(ScalableTargetARN).toMatch(/^arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target\//);
    expect(await activities()).toEqual([]);
    const { ScalableTargets } = await table.client.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
    );
    expect(ScalableTargets).toMatchObject([
      {
        ...reads,
        MinCapacity: 5,
        MaxCapacity: 200,
        SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false },
        CreationTime: new Date('2026-11-24T12:00:00Z'),
      },
    ]);
  });

  test('brings the capacity up to the minimum at once, and tells in an activity', async () => {
    await register({ MinCapacity: 150 });
    const during = await activities();
    await table.advanceMinutes(2);

    expect(during).toMatchObject([
      {
        StatusCode: 'InProgress',
        Description: 'Setting read capacity units to 150.',
        Cause: 'minimum capacity was set to 150',
      },
    ]);
    expect(await activities()).toMatchObject([
      {
        StatusCode: 'Successful',
        StatusMessage: 'Successfully set read capacity units to 150. Change successfully fulfilled by dynamodb.',
        EndTime: expect.any(Date),
      },
    ]);
    expect(await table.throughput()).toMatchObject({ ReadCapacityUnits: 150, WriteCapacityUnits: 100 });
  });

  test('brings the capacity of an index down to the maximum', async () => {
    await register({ ...indexWrites, MaxCapacity: 40 });
    await table.advanceMinutes(2);

    expect(await table.throughput('by-kind')).toMatchObject({ ReadCapacityUnits: 100, WriteCapacityUnits: 40 });
    expect(await table.throughput()).toMatchObject({ ReadCapacityUnits: 100, WriteCapacityUnits: 100 });
  });

  test('of an on-demand table changes nothing until the table is provisioned again', async () => {
    await table.dynamodb('UpdateTable', { TableName: 'products', BillingMode: 'PAY_PER_REQUEST' });
    await table.advanceMinutes(6);

    await register({ MinCapacity: 150 });
    await table.advanceMinutes(2);

    expect(await activities()).toEqual([]);
  });

  test('again keeps what is not given', async () => {
    await register({ Tags: { team: 'shop' } });
    const { ScalableTargetARN: ResourceARN } = await table.client.send(
      new RegisterScalableTargetCommand({ ...reads, SuspendedState: { DynamicScalingInSuspended: true } }),
    );
    await table.client.send(new TagResourceCommand({ ResourceARN, Tags: { stage: 'dev' } }));

    const { ScalableTargets } = await table.client.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
    );
    expect(ScalableTargets).toMatchObject([
      { MinCapacity: 5, MaxCapacity: 200, SuspendedState: { DynamicScalingInSuspended: true } },
    ]);
    const { Tags } = await table.client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual({ team: 'shop', stage: 'dev' });
  });

  test.each([
    [{ ServiceNamespace: 'dax' as 'dynamodb' }, /'dax' at 'serviceNamespace'.*\[ecs, .*dynamodb/],
    [{ ServiceNamespace: 'ecs' as const }, /Unsupported service namespace/],
    [{ ScalableDimension: 'dynamodb:table:Reads' as 'dynamodb:table:ReadCapacityUnits' }, /scalableDimension/],
    [{ ResourceId: 'products' }, /Unsupported service namespace, resource type or scalable dimension/],
    [{ ResourceId: 'table/products/index/by-kind' }, /Unsupported/],
    [{ ResourceId: 'table/nothing' }, /DynamoDB table does not exist: table\/nothing/],
    [{ MinCapacity: 0 }, /MinCapacity must be a whole number of at least 1, is 0/],
    [{ MinCapacity: 300 }, /Maximum capacity cannot be less than minimum capacity/],
    [{ MinCapacity: undefined }, /MinCapacity and MaxCapacity are required/],
  ])('refuses %j', async (more, message) => {
    await expect(register(more)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  test('refuses an index that is not there', async () => {
    await expect(register({ ...indexWrites, ResourceId: 'table/products/index/by-size' })).rejects.toMatchObject({
      message: 'DynamoDB index does not exist: table/products/index/by-size',
    });
  });
});

describe('policies', () => {
  test('bring a pair of alarms whose thresholds are those of the provisioned units', async () => {
    await register();

    const { Alarms = [], PolicyARN } = await putPolicy();

    const [high, low] = await table.alarms();
    expect(PolicyARN).toMatch(/:scalingPolicy:[0-9a-f-]{36}:resource\/dynamodb\/table\/products:policyName\/reads$/);
    expect(Alarms[0]?.AlarmName).toMatch(/^TargetTracking-table\/products-AlarmHigh-[0-9a-f-]{36}$/);
    expect(Alarms[1]?.AlarmName).toMatch(/^TargetTracking-table\/products-AlarmLow-[0-9a-f-]{36}$/);
    expect(high).toMatchObject({ Threshold: 4_200, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 2 });
    expect(low).toMatchObject({ Threshold: 3_000, ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 15 });
  });

  test('are described as they were put, and go with their alarms', async () => {
    await register();
    await putPolicy();

    const { ScalingPolicies } = await table.client.send(
      new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb', ResourceId: 'table/products' }),
    );
    await table.client.send(new DeleteScalingPolicyCommand({ ...reads, PolicyName: 'reads' }));

    expect(ScalingPolicies).toMatchObject([
      {
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          ScaleInCooldown: 0,
          ScaleOutCooldown: 0,
          DisableScaleIn: false,
        },
      },
    ]);
    expect(await table.alarms()).toEqual([]);
    await expect(
      table.client.send(new DeleteScalingPolicyCommand({ ...reads, PolicyName: 'reads' })),
    ).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });

  test('need their target', async () => {
    await expect(putPolicy()).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target found for service namespace: dynamodb, resource ID: table/products, scalable dimension: dynamodb:table:ReadCapacityUnits',
    });
  });

  const tracking = (TargetValue: number, PredefinedMetricType = 'DynamoDBReadCapacityUtilization' as const) => ({
    TargetTrackingScalingPolicyConfiguration: { TargetValue, PredefinedMetricSpecification: { PredefinedMetricType } },
  });
  test.each<[string, Partial<PutScalingPolicyCommandInput>, RegExp]>([
    ['a step policy', { PolicyType: 'StepScaling' }, /StepScaling policies are not supported for dynamodb/],
    ['a predictive policy', { PolicyType: 'PredictiveScaling' }, /does not have PolicyType PredictiveScaling/],
    ['a target below 20', tracking(19), /between 20.0 and 90.0 percent, is 19/],
    ['a target above 90', tracking(91), /is 91/],
    [
      'no metric',
      { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
      /must be DynamoDBReadCapacityUtilization/,
    ],
    ['a second policy on the metric', { PolicyName: 'again' }, /Only one TargetTrackingScaling policy/],
    [
      'a metric of its own',
      {
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          CustomizedMetricSpecification: { MetricName: 'm' },
        },
      },
      /CustomizedMetricSpecification/,
    ],
  ])('%s is refused', async (_, more, message) => {
    await register();
    await putPolicy();

    await expect(putPolicy(more)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });
});

test('deregistering takes policies, alarms and scheduled actions along', async () => {
  await register();
  await putPolicy();
  await table.client.send(
    new PutScheduledActionCommand({
      ...reads,
      ScheduledActionName: 'night',
      Schedule: 'cron(0 22 * * ? *)',
      ScalableTargetAction: { MinCapacity: 5, MaxCapacity: 10 },
    }),
  );

  await table.client.send(new DeregisterScalableTargetCommand(reads));

  expect(await table.alarms()).toEqual([]);
  const { ScalingPolicies } = await table.client.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb' }),
  );
  const { ScheduledActions } = await table.client.send(
    new DescribeScheduledActionsCommand({ ServiceNamespace: 'dynamodb' }),
  );
  expect([ScalingPolicies, ScheduledActions]).toEqual([[], []]);
  await expect(table.client.send(new DeregisterScalableTargetCommand(reads))).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
  });
});

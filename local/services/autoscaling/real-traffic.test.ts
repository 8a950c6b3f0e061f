import {
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { aMinuteMs, startAScaledTable } from './a-scaled-table';

const writes = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/products',
  ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
} as const;

test('writes that throttle raise the capacity until they do not throttle any more', async () => {
  // One call stands for 120: one call a second is 120 writes a second.
  const table = await startAScaledTable(
    { weight: () => 120 },
    { ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 20 } },
  );
  const client = new DynamoDBClient(table.door.clientConfig);
  try {
    await table.client.send(new RegisterScalableTargetCommand({ ...writes, MinCapacity: 5, MaxCapacity: 1_000 }));
    await table.client.send(
      new PutScalingPolicyCommand({
        ...writes,
        PolicyName: 'writes',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
        },
      }),
    );
    const throttledByMinute: number[] = [];
    for (let minute = 0; minute < 16; minute += 1) {
      let throttled = 0;
      for (let call = 0; call < 60; call += 1) {
        const Item = { id: { S: `i${minute}-${call}` } };
        await client.send(new PutItemCommand({ TableName: 'products', Item })).catch((error: Error) => {
          expect(error.name).toBe('ProvisionedThroughputExceededException');
          throttled += 1;
        });
        await table.door.clock.advance(aMinuteMs / 60);
      }
      throttledByMinute.push(throttled);
    }

    const { ScalingActivities = [] } = await table.client.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: 'dynamodb' }),
    );
    expect(Math.max(...throttledByMinute.slice(0, 3))).toBeGreaterThan(0);
    expect(throttledByMinute.slice(-3)).toEqual([0, 0, 0]);
    expect((await table.throughput()).WriteCapacityUnits).toBe(240);
    expect(ScalingActivities.length).toBeGreaterThanOrEqual(1);
    expect(ScalingActivities.every((activity) => activity.StatusCode === 'Successful')).toBe(true);
  } finally {
    client.destroy();
    await table.stop();
  }
});

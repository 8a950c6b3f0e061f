import {
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { type APlatform, aPlatform, createCluster, createTable, minuteMs } from './a-platform';

let platform: APlatform;

beforeAll(async () => {
  platform = await aPlatform();
  await createCluster(platform, 'products');
});

afterAll(() => platform.stop());

test('nodes are added to the absolute total, once, and DAX refuses the next change until they are there', async () => {
  const { changer, observer } = platform.ports;

  await changer.setNodeCount({ cluster: 'products', from: 3, to: 5 });

  expect(await observer.cluster('products')).toMatchObject({ status: 'modifying', nodeCount: 5 });
  await expect(changer.setNodeCount({ cluster: 'products', from: 5, to: 6 })).rejects.toMatchObject({
    code: 'aws.busy',
    sent: 'no',
  });
  await platform.local.clock.advance(30 * minuteMs);
  expect(await observer.cluster('products')).toMatchObject({ status: 'available', nodeCount: 5 });
});

test('nodes are taken away down to the absolute total', async () => {
  const { changer, observer } = platform.ports;

  await changer.setNodeCount({ cluster: 'products', from: 5, to: 4 });
  await platform.local.clock.advance(30 * minuteMs);

  expect(await observer.cluster('products')).toMatchObject({ status: 'available', nodeCount: 4 });
});

test.each([
  ['more than DAX allows', { cluster: 'products', from: 4, to: 12 }, 'aws.quota'],
  ['no change at all', { cluster: 'products', from: 4, to: 4 }, 'aws.invalid'],
  ['a cluster that is gone', { cluster: 'lost', from: 3, to: 4 }, 'aws.not-found'],
])('%s is refused without effect', async (_, change, code) => {
  await expect(platform.ports.changer.setNodeCount(change)).rejects.toMatchObject({ code, sent: 'no' });
});

test('a change whose answer is lost may have landed, and is not sent again', async () => {
  const { changer, observer } = platform.ports;
  await platform.fault({
    service: 'dax',
    operation: 'IncreaseReplicationFactor',
    error: { name: 'InternalFailure', when: 'after' },
  });

  await expect(changer.setNodeCount({ cluster: 'products', from: 4, to: 5 })).rejects.toMatchObject({
    retryable: true,
    sent: 'maybe',
  });

  expect(await observer.cluster('products')).toMatchObject({ status: 'modifying', nodeCount: 5 });
  await platform.local.clock.advance(30 * minuteMs);
});

const limits = { minUnits: 5, maxUnits: 1000, targetUtilisationPercent: 70 };
const throughput = { read: 200, write: 50, indexes: [{ name: 'by-day', read: 40, write: 20 }] };

test('on the way to provisioned table and index get their units and scale by reads and writes', async () => {
  await createTable(platform, 'orders');

  await platform.ports.changer.setBillingMode({ table: 'orders', to: 'provisioned', throughput, limits });
  await platform.local.clock.advance(10 * minuteMs);

  expect(await platform.ports.observer.table('orders')).toMatchObject({
    status: 'ACTIVE',
    billingMode: 'provisioned',
    throughput: { read: 200, write: 50 },
    indexes: [{ name: 'by-day', throughput: { read: 40, write: 20 } }],
  });
  expect(await scalingOf('orders')).toEqual([
    'table/orders dynamodb:table:ReadCapacityUnits 5..1000 at 70 %',
    'table/orders dynamodb:table:WriteCapacityUnits 5..1000 at 70 %',
    'table/orders/index/by-day dynamodb:index:ReadCapacityUnits 5..1000 at 70 %',
    'table/orders/index/by-day dynamodb:index:WriteCapacityUnits 5..1000 at 70 %',
  ]);
});

test('called again it changes nothing, and back to on-demand it leaves the scaling settings', async () => {
  const { changer, observer } = platform.ports;
  const before = await scalingOf('orders');

  await changer.setBillingMode({ table: 'orders', to: 'provisioned', throughput, limits });
  expect(await observer.table('orders')).toMatchObject({ status: 'ACTIVE', throughput: { read: 200, write: 50 } });

  await changer.setBillingMode({ table: 'orders', to: 'on-demand', limits });
  await platform.local.clock.advance(30 * minuteMs);
  await changer.setBillingMode({ table: 'orders', to: 'on-demand', limits });

  expect(await observer.table('orders')).toMatchObject({ status: 'ACTIVE', billingMode: 'on-demand' });
  expect(await scalingOf('orders')).toEqual(before);
});

test('limits of an earlier time do not clamp the units, even if the new ones cannot be registered at once', async () => {
  await createTable(platform, 'reviews');
  const { scaling } = platform.clients;
  const stale = { ServiceNamespace: 'dynamodb', ResourceId: 'table/reviews' } as const;
  await platform.ports.changer.setBillingMode({ table: 'reviews', to: 'provisioned', throughput, limits });
  await platform.local.clock.advance(10 * minuteMs);
  await platform.ports.changer.setBillingMode({ table: 'reviews', to: 'on-demand', limits });
  await platform.local.clock.advance(30 * minuteMs);
  await scaling.send(
    new RegisterScalableTargetCommand({
      ...stale,
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      MinCapacity: 1,
      MaxCapacity: 10,
    }),
  );
  await scaling.send(
    new PutScalingPolicyCommand({
      ...stale,
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      PolicyName: 'daxpilot-DynamoDBReadCapacityUtilization',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
        TargetValue: 50,
        ScaleInCooldown: 300,
        ScaleOutCooldown: 10,
      },
    }),
  );

  await platform.fault({
    service: 'application-autoscaling',
    operation: 'DescribeScalingPolicies',
    error: 'AccessDeniedException',
  });
  const change = { table: 'reviews', to: 'provisioned', throughput, limits } as const;
  await expect(platform.ports.changer.setBillingMode(change)).rejects.toMatchObject({ sent: 'maybe' });
  await platform.local.clock.advance(10 * minuteMs);

  expect(await platform.ports.observer.table('reviews')).toMatchObject({ throughput: { read: 200, write: 50 } });
  await platform.ports.changer.setBillingMode(change);
  expect((await scalingOf('reviews'))[0]).toBe('table/reviews dynamodb:table:ReadCapacityUnits 5..1000 at 70 %');
  const { ScalingPolicies } = await scaling.send(
    new DescribeScalingPoliciesCommand({ ...stale, ScalableDimension: 'dynamodb:table:ReadCapacityUnits' }),
  );
  expect(ScalingPolicies).toMatchObject([
    { TargetTrackingScalingPolicyConfiguration: { ScaleInCooldown: 300, ScaleOutCooldown: 10 } },
  ]);
});

test('a registration that fails after the switch says that the switch was made, and a second call finishes it', async () => {
  await createTable(platform, 'carts');
  const change = { table: 'carts', to: 'provisioned', throughput, limits } as const;
  await platform.fault({
    service: 'application-autoscaling',
    operation: 'RegisterScalableTarget',
    error: 'AccessDeniedException',
  });

  await expect(platform.ports.changer.setBillingMode(change)).rejects.toMatchObject({
    code: 'aws.denied',
    retryable: true,
    sent: 'maybe',
    message: expect.stringContaining('carts is being switched'),
  });
  await platform.local.clock.advance(10 * minuteMs);
  expect(await platform.ports.observer.table('carts')).toMatchObject({ billingMode: 'provisioned' });
  expect(await scalingOf('carts')).toEqual([]);

  await platform.ports.changer.setBillingMode(change);

  expect(await scalingOf('carts')).toHaveLength(4);
});

test('a table that is being updated is busy, one that is not there is not found', async () => {
  await createTable(platform, 'stock');
  await platform.ports.changer.setBillingMode({ table: 'stock', to: 'provisioned', throughput, limits });

  await expect(
    platform.ports.changer.setBillingMode({ table: 'stock', to: 'on-demand', limits }),
  ).rejects.toMatchObject({ code: 'aws.busy', sent: 'no' });
  await expect(platform.ports.changer.setBillingMode({ table: 'gone', to: 'on-demand', limits })).rejects.toMatchObject(
    { code: 'aws.not-found', sent: 'no' },
  );
});

/** What is registered for a table, one line per scalable side that also has a policy. */
async function scalingOf(table: string): Promise<readonly string[]> {
  const { scaling } = platform.clients;
  const [{ ScalableTargets = [] }, { ScalingPolicies = [] }] = await Promise.all([
    scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' })),
    scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb' })),
  ]);
  return ScalableTargets.flatMap(({ ResourceId = '', ScalableDimension, MinCapacity, MaxCapacity }) => {
    const policies = ScalingPolicies.filter(
      (policy) => policy.ResourceId === ResourceId && policy.ScalableDimension === ScalableDimension,
    );
    if (ResourceId !== `table/${table}` && !ResourceId.startsWith(`table/${table}/`)) return [];
    return policies.map(
      ({ TargetTrackingScalingPolicyConfiguration: tracking }) =>
        `${ResourceId} ${ScalableDimension} ${MinCapacity}..${MaxCapacity} at ${tracking?.TargetValue} %`,
    );
  }).toSorted();
}

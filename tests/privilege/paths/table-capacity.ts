import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { run } from '../../end-to-end/executions';
import { healthy, publish } from '../../end-to-end/readings';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { consume, createOrders, dayMs, knownFor } from '../table-load';

const fiveMinutesMs = 5 * minuteMs;

/** Two weeks of a steady load: provisioned is cheaper. */
const toProvisioned = (target: string): Path => ({
  name: `capacity mode of ${target}, to provisioned with auto scaling`,
  async run(service) {
    await createOrders(service);
    await service.advance(8 * dayMs);
    await knownFor(service, target, 15 * dayMs);
    await steady(service, target);
    if (target === 'products') await publish(service, healthy);
    const { record } = await run(service, { target });
    expected(record.outcome === 'applied' && record.action?.kind === 'set-billing-mode', 'it is provisioned', record);
    expected((await scalableTargets(service)) > 0, 'auto scaling is registered', 0);
  },
});

export const ordersToProvisioned = toProvisioned('orders');
export const productsToProvisioned = toProvisioned('products');

/**
 * Scalable targets that are left from an earlier time, and that AWS lets nobody change while the table is on demand: they are taken away
 * and registered anew.
 */
export const staleTargets: Path = {
  name: 'capacity mode with stale scalable targets',
  async run(service) {
    await createOrders(service);
    await service.advance(8 * dayMs);
    await knownFor(service, 'orders', 15 * dayMs);
    await steady(service, 'orders');
    await scaled(service, 'table/orders', 'dynamodb:table:ReadCapacityUnits', 7);
    await service.faults({
      service: 'application-autoscaling',
      operation: 'RegisterScalableTarget',
      error: 'ValidationException',
    });
    const { record } = await run(service, { target: 'orders' });
    expected(record.outcome === 'applied', 'it is provisioned', record);
  },
};

/** Units of table and index are raised while their auto scaling rests. */
export const units: Path = {
  name: 'units of table and index, with auto scaling at rest',
  async run(service) {
    await provisionedOrders(service);
    await service.advance(35 * minuteMs);
    await consumeOrders(service);
    const { record } = await run(service, { target: 'orders' });
    expected(record.outcome === 'applied' && record.action?.kind === 'set-throughput', 'units are set', record);
  },
};

/** 90 % of the reads that the table and its index have. */
export const consumeOrders = (service: AService): Promise<void> =>
  consume(service, {
    table: 'orders',
    perSecond: { '': { read: 540, write: 30 }, 'by-day': { read: 270, write: 12 } },
    points: 30,
    everyMs: minuteMs,
  });

const steady = (service: AService, table: string) =>
  consume(service, {
    table,
    perSecond: {
      '': { read: 1_000, write: 100 },
      ...(table === 'products' ? { 'by-category': { read: 300, write: 100 } } : {}),
    },
    points: (14 * dayMs) / fiveMinutesMs - 12,
    everyMs: fiveMinutesMs,
  });

export async function provisionedOrders(service: AService): Promise<void> {
  const throughput = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
    ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
  });
  await service.clients.dynamodb.send(
    new CreateTableCommand({
      TableName: 'orders',
      ...throughput(600, 50),
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
          ...throughput(300, 20),
        },
      ],
    }),
  );
  await service.advance(minuteMs);
  await scaled(service, 'table/orders', 'dynamodb:table:ReadCapacityUnits', 600);
  await scaled(service, 'table/orders/index/by-day', 'dynamodb:index:ReadCapacityUnits', 300);
  await suspendedByAPerson(service);
}

/** Whoever looks asks its tags: is it a suspension of ours? */
async function suspendedByAPerson(service: AService): Promise<void> {
  const scaling = scalingClient(service);
  await scaling.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'dynamodb',
      ResourceId: 'table/orders',
      ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
      MinCapacity: 50,
      MaxCapacity: 60,
      SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
    }),
  );
  scaling.destroy();
}

type Dimension = 'dynamodb:table:ReadCapacityUnits' | 'dynamodb:index:ReadCapacityUnits';

/** Auto scaling that somebody else set up. */
async function scaled(
  service: AService,
  ResourceId: string,
  ScalableDimension: Dimension,
  MaxCapacity: number,
): Promise<void> {
  const scaling = scalingClient(service);
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
  scaling.destroy();
}

async function scalableTargets(service: AService): Promise<number> {
  const scaling = scalingClient(service);
  const { ScalableTargets = [] } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
  );
  scaling.destroy();
  return ScalableTargets.length;
}

const scalingClient = ({ endpoint }: AService) =>
  new ApplicationAutoScalingClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

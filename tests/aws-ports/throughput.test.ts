import {
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { PortError } from '../../shared/flow/ports';
import { type APlatform, aPlatform, createTable, minuteMs, target } from './a-platform';

let platform: APlatform;

beforeAll(async () => {
  platform = await aPlatform();
});

afterAll(() => platform.stop());

const limits = { minUnits: 5, maxUnits: 1000, targetUtilisationPercent: 70 };
const units = (read: number, write: number, indexRead = 40, indexWrite = 20) => ({
  read,
  write,
  indexes: [{ name: 'by-day', read: indexRead, write: indexWrite }],
});
const start = units(200, 50);
const sides = 4;

/** A provisioned table whose table and index scale by reads and writes. */
async function aScaledTable(table: string): Promise<(to: ReturnType<typeof units>) => Promise<void>> {
  await createTable(platform, table, start);
  const { changer } = platform.ports;
  await changer.setBillingMode({ table, to: 'provisioned', throughput: start, limits });
  return (to) => changer.setThroughput({ table, from: start, to, limits });
}

const settle = () => platform.local.clock.advance(1.5 * minuteMs);
const seen = (table: string) => platform.ports.observer.table(table);
const fault = (service: string, operation: string, error: unknown, more: object = {}) =>
  platform.fault({ service, operation, error, ...more });

interface Scaling {
  readonly suspended: number;
  readonly marked: number;
  readonly bounds: readonly string[];
}

async function scalingOf(table: string): Promise<Scaling> {
  const { scaling } = platform.clients;
  const { ScalableTargets = [] } = await scaling.send(
    new DescribeScalableTargetsCommand({
      ServiceNamespace: 'dynamodb',
      ResourceIds: [`table/${table}`, `table/${table}/index/by-day`],
    }),
  );
  const tags = await Promise.all(
    ScalableTargets.map(({ ScalableTargetARN }) =>
      scaling.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN })),
    ),
  );
  return {
    suspended: ScalableTargets.filter(({ SuspendedState }) => SuspendedState?.DynamicScalingInSuspended).length,
    marked: tags.filter(({ Tags = {} }) => 'daxpilot:suspended' in Tags).length,
    bounds: ScalableTargets.map(({ MinCapacity, MaxCapacity }) => `${MinCapacity}-${MaxCapacity}`),
  };
}

const atWork = { suspended: 0, marked: 0 };
const resting = { suspended: sides, marked: sides };

test('units of table and index are set in one update while auto scaling rests, and a second call resumes it', async () => {
  const set = await aScaledTable('orders');

  await set(units(400, 50, 40, 30));
  expect(await scalingOf('orders')).toMatchObject(resting);
  await settle();

  expect(await seen('orders')).toMatchObject({
    status: 'ACTIVE',
    throughput: { read: 400, write: 50 },
    indexes: [{ throughput: { read: 40, write: 30 } }],
  });
  await set(units(400, 50, 40, 30));
  expect(await scalingOf('orders')).toEqual({ ...atWork, bounds: ['5-1000', '5-1000', '5-1000', '5-1000'] });
});

test('bounds that would clamp the new units are widened first, others stay as somebody set them', async () => {
  const set = await aScaledTable('reviews');
  await register('reviews', 'Read', { MinCapacity: 100, MaxCapacity: 300 });
  await register('reviews', 'Write', { MinCapacity: 40, MaxCapacity: 60 });

  await set(units(400, 50));
  await settle();
  await set(units(400, 50));
  await settle();

  expect(await seen('reviews')).toMatchObject({ throughput: { read: 400, write: 50 } });
  expect((await scalingOf('reviews')).bounds.slice(0, 2)).toEqual(['5-1000', '40-60']);
});

test('what a person suspended stays suspended, a part of it too', async () => {
  const set = await aScaledTable('carts');
  const all = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: false };
  await register('carts', 'Read', { SuspendedState: all });
  await register('carts', 'Write', { SuspendedState: { DynamicScalingInSuspended: true } });

  await set(units(300, 50));
  expect(await scalingOf('carts')).toMatchObject({ suspended: sides, marked: sides - 1 });
  await settle();
  await set(units(300, 50));

  const { ScalableTargets = [] } = await platform.clients.scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: ['table/carts'] }),
  );
  expect(ScalableTargets.map(({ SuspendedState }) => SuspendedState)).toEqual([
    all,
    { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
  ]);
});

test('a decrease beyond the ration of the day is refused whole, and auto scaling works on', async () => {
  const set = await aScaledTable('stock');
  for (const read of [190, 180, 170, 160]) {
    await set(units(read, 50));
    await settle();
  }

  await expect(set(units(150, 60))).rejects.toMatchObject({ code: 'aws.quota', retryable: false, sent: 'no' });

  expect(await seen('stock')).toMatchObject({
    throughput: { read: 160, write: 50 },
    decreasesToday: 4,
    lastDecreaseMs: expect.any(Number),
  });
  expect(await scalingOf('stock')).toMatchObject(atWork);
});

test('bounds that were widened for units that AWS refused are as before', async () => {
  const set = await aScaledTable('narrow');
  await register('narrow', 'Read', { MinCapacity: 100, MaxCapacity: 300 });
  await fault('dynamodb', 'UpdateTable', 'LimitExceededException');

  await expect(set(units(400, 50))).rejects.toMatchObject({ code: 'aws.quota' });

  expect((await scalingOf('narrow')).bounds[0]).toBe('100-300');
});

test('a change whose answer is lost leaves auto scaling resting, and the call after it resumes it', async () => {
  const set = await aScaledTable('lost');
  await fault('dynamodb', 'UpdateTable', { name: 'Lost', when: 'after' });

  await expect(set(units(250, 50))).rejects.toMatchObject({ retryable: true, sent: 'maybe' });
  expect(await scalingOf('lost')).toMatchObject(resting);
  await settle();
  await set(units(250, 50));

  expect(await seen('lost')).toMatchObject({ throughput: { read: 250, write: 50 } });
  expect(await scalingOf('lost')).toMatchObject(atWork);
});

test.each([
  ['dynamodb', 'UpdateTable', 'ThrottlingException', { code: 'aws.throttled', retryable: true }],
  ['dynamodb', 'UpdateTable', 'LimitExceededException', { code: 'aws.quota', retryable: false }],
  ['dynamodb', 'UpdateTable', 'ResourceInUseException', { code: 'aws.busy', retryable: true }],
  ['dynamodb', 'UpdateTable', 'ValidationException', { code: 'aws.invalid', retryable: false }],
  [
    'application-autoscaling',
    'RegisterScalableTarget',
    'AccessDeniedException',
    { code: 'aws.denied', retryable: false },
  ],
  ['application-autoscaling', 'TagResource', 'ConcurrentUpdateException', { code: 'aws.busy', retryable: true }],
])(
  '%s %s refused with %s changes nothing, and auto scaling works as before',
  async (service, operation, error, code) => {
    const set = await aScaledTable(`refused-${operation}-${error}`);
    // The SDK repeats some of them.
    await fault(service, operation, error, { count: operation === 'UpdateTable' ? 1 : 3 * sides });

    await expect(set(units(250, 50))).rejects.toMatchObject({ ...code, sent: 'no' });
    await platform.clearFaults();

    expect(await seen(`refused-${operation}-${error}`)).toMatchObject({ status: 'ACTIVE', throughput: { read: 200 } });
    expect(await scalingOf(`refused-${operation}-${error}`)).toMatchObject(atWork);
  },
);

test('a refusal after which auto scaling cannot be resumed is to be tried again, and the next look knows what rests', async () => {
  const set = await aScaledTable('products');
  await fault('dynamodb', 'UpdateTable', 'LimitExceededException');
  await fault('application-autoscaling', 'UntagResource', 'AccessDeniedException', { count: sides });
  await fault('application-autoscaling', 'RegisterScalableTarget', 'AccessDeniedException', {
    skip: sides,
    count: sides,
  });

  const refused = await set(units(250, 50)).catch((error: unknown) => error);
  await platform.clearFaults();

  expect(refused).toMatchObject({ code: 'aws.denied', retryable: true, sent: 'maybe' });
  expect((refused as PortError).message).toMatch(/LimitExceeded.*the auto scaling of products is still suspended/);
  expect(await lookAt('products')).toMatchObject({
    scaling: [],
    leftSuspended: ['read', 'write', 'by-day read', 'by-day write'],
  });
  await set(start);
  const after = await lookAt('products');
  expect(after).toMatchObject({
    scaling: [
      { dimension: 'read', min: 5, max: 1000 },
      { dimension: 'write', min: 5, max: 1000 },
      { index: 'by-day', dimension: 'read', min: 5, max: 1000 },
      { index: 'by-day', dimension: 'write', min: 5, max: 1000 },
    ],
  });
  expect(after).not.toHaveProperty('leftSuspended');
});

test('a table that is being changed by somebody else is busy, and its auto scaling is not touched', async () => {
  const set = await aScaledTable('busy');
  await platform.clients.dynamodb.send(
    new UpdateTableCommand({
      TableName: 'busy',
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'by-day', ProvisionedThroughput: { ReadCapacityUnits: 50, WriteCapacityUnits: 20 } } },
      ],
    }),
  );

  await expect(set(units(250, 50))).rejects.toMatchObject({ code: 'aws.busy', retryable: true, sent: 'no' });
  expect(await scalingOf('busy')).toMatchObject(atWork);
});

test('a table on demand, one without the index and one that is not there are refused by name', async () => {
  await createTable(platform, 'on-demand');
  const set = (table: string) => platform.ports.changer.setThroughput({ table, from: start, to: start, limits });
  const set2 = await aScaledTable('no-index');

  await expect(set('on-demand')).rejects.toMatchObject({ code: 'aws.invalid', sent: 'no' });
  await expect(set('gone')).rejects.toMatchObject({ code: 'aws.not-found', sent: 'no' });
  await expect(set2({ ...start, indexes: [{ name: 'by-price', read: 1, write: 1 }] })).rejects.toThrow(
    'no-index has no index by-price',
  );
});

async function register(table: string, side: 'Read' | 'Write', more: object): Promise<void> {
  await platform.clients.scaling.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'dynamodb',
      ResourceId: `table/${table}`,
      ScalableDimension: `dynamodb:table:${side}CapacityUnits`,
      ...more,
    }),
  );
  await settle();
}

async function lookAt(name: string) {
  const { config, observer } = platform.ports;
  const snapshot = await observer.snapshot(target(config.targets.products), platform.local.clock.now());
  return snapshot.tables.find((table) => table.name === name);
}

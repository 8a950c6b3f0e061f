import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ended, listed, run } from './executions';
import { locks, targetItem } from './ledger';
import { putAll } from './readings';
import { createDeclared, modeOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

const dayMs = 24 * 60 * minuteMs;
const fiveMinutesMs = 5 * minuteMs;
const alarm = 'daxpilot/orders/read-throttled/orders';
const burst = { ConsumedReadCapacityUnits: 24_000, ReadThrottleEvents: 60_000 };
const quiet = { ConsumedReadCapacityUnits: 1200 };
let service: AService;

afterEach(() => service.stop());

test('bursts that a provisioned table refuses fire the alarm, the table goes on demand, and the alarm clears', async () => {
  service = await aService({ wokenBy: ['alarms', 'schedules'] });
  await createDeclared(service, { ordersReadUnits: 400 });
  await publishTable({ ConsumedReadCapacityUnits: 1200 }, { points: 24 * 60, everyMs: minuteMs });
  service.forgetChanges();

  for (let minute = 0; minute < 25 && (await modeOf(service, 'orders')) === 'PROVISIONED ACTIVE'; minute++) {
    await playTable(minute % 5 < 3 ? burst : quiet);
  }
  const executions = await listed(service, 'rightsize');
  const { record } = await ended(service, executions.findLast(({ status }) => status === 'RUNNING')?.arn ?? '');
  await service.advance(8 * minuteMs);

  expect(executions.map(({ input }) => input)).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ alarmName: alarm }) }),
  );
  expect(record).toMatchObject({
    target: 'orders',
    outcome: 'applied',
    action: { kind: 'set-billing-mode', table: 'orders', from: 'provisioned', to: 'on-demand' },
  });
  expect(record.reasonCodes).toEqual(['table-throttled', 'spiky']);
  expect(await modeOf(service, 'orders')).toBe('PAY_PER_REQUEST ACTIVE');
  expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
  expect(await alarmState(alarm)).toBe('OK');
  expect(await locks(service, 'orders')).toEqual({});
  expect(await targetItem(service, 'orders')).toMatchObject({ modeSwitches: [{ table: 'orders' }] });
}, 60_000);

test('a steady load goes to provisioned with auto scaling of reads and writes, whatever is lost on the way', async () => {
  service = await aService();
  await createDeclared(service);
  await watchedForTwoWeeks();
  await service.faults(
    { service: 'dynamodb', operation: 'UpdateTable', error: { name: 'Lost', when: 'after' } },
    {
      service: 'application-autoscaling',
      operation: 'RegisterScalableTarget',
      error: 'ThrottlingException',
      skip: 1,
      count: 3,
    },
  );

  const { record } = await run(service, { target: 'orders' });

  expect(await service.struck()).toEqual([1, 3]);
  expect(record).toMatchObject({ outcome: 'applied', reasonCodes: ['cheaper-provisioned'] });
  expect(record.action).toMatchObject({ kind: 'set-billing-mode', from: 'on-demand', to: 'provisioned' });
  expect(await modeOf(service, 'orders')).toBe('PROVISIONED ACTIVE');
  expect(service.changes()).toEqual(['dynamodb.table.updating orders']);
  // 1,000 reads and 100 writes a second at 70 %.
  const { Table } = await service.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'orders' }));
  expect(Table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 1429, WriteCapacityUnits: 143 });
  expect(await scaled()).toEqual([
    'dynamodb:table:ReadCapacityUnits 5-40000',
    'dynamodb:table:WriteCapacityUnits 5-40000',
  ]);
  expect(await locks(service, 'orders')).toEqual({});
}, 60_000);

/** On demand for eight days, known to daxpilot for fifteen, with 1,000 reads and 100 writes a second all the time. */
async function watchedForTwoWeeks(): Promise<void> {
  await service.advance(8 * dayMs);
  const firstSeen = (await service.now()) - 15 * dayMs;
  await service.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: 'target#orders' }, sk: { S: 'state' } },
      UpdateExpression: 'SET firstSeen = :then',
      ExpressionAttributeValues: { ':then': { N: String(firstSeen) } },
    }),
  );
  const steady = { ConsumedReadCapacityUnits: 300_000, ConsumedWriteCapacityUnits: 30_000 };
  await publishTable(steady, { points: (14 * dayMs) / fiveMinutesMs - 12, everyMs: fiveMinutesMs });
  service.forgetChanges();
}

async function playTable(values: Readonly<Record<string, number>>): Promise<void> {
  await service.advance(minuteMs);
  await publishTable(values, { points: 1, everyMs: minuteMs });
}

async function publishTable(
  values: Readonly<Record<string, number>>,
  { points, everyMs }: { readonly points: number; readonly everyMs: number },
): Promise<void> {
  const lastMs = Math.floor((await service.now()) / everyMs) * everyMs - everyMs;
  const Dimensions = [{ Name: 'TableName', Value: 'orders' }];
  const times = Array.from({ length: points }, (_, back) => new Date(lastMs - back * everyMs));
  const published = Object.entries(values).filter(([, value]) => value > 0);
  await putAll(
    service,
    'AWS/DynamoDB',
    times.flatMap((Timestamp) =>
      published.map(([MetricName, Value]) => ({ MetricName, Value, Timestamp, Dimensions })),
    ),
  );
}

async function alarmState(name: string): Promise<string | undefined> {
  const { MetricAlarms } = await service.clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
}

async function scaled(): Promise<readonly string[]> {
  const { endpoint } = service;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new ApplicationAutoScalingClient({ endpoint, region: 'us-east-1', credentials });
  const { ScalableTargets = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
  );
  client.destroy();
  return ScalableTargets.map((one) => `${one.ScalableDimension} ${one.MinCapacity}-${one.MaxCapacity}`).sort();
}

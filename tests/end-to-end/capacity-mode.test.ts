import { DescribeScalableTargetsCommand, ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ended, listed, run } from './executions';
import { locks, targetItem } from './ledger';
import { putAll } from './readings';
import { createDeclared, modeOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

const dayMs = 24 * 60 * minuteMs;
let service: AService;

afterEach(() => service.stop());

test('reads that a provisioned table refuses fire the alarm, the table goes on demand, and the alarm clears', async () => {
  service = await aService({ wokenBy: ['alarms'] });
  await createDeclared(service, { ordersReadUnits: 400 });
  service.forgetChanges();
  for (let minute = 0; minute < 16; minute++) {
    await service.advance(minuteMs);
    await publishMinutes('orders', 1, { ConsumedReadCapacityUnits: 24_000, ReadThrottleEvents: 5_000 });
  }
  const executions = await listed(service, 'rightsize');
  for (const { arn } of executions) await ended(service, arn);
  const record = (await run(service, { target: 'orders' })).record;

  expect(executions).toHaveLength(1);
  console.log(JSON.stringify(record), await modeOf(service, 'orders'), service.changes());
  expect(executions[0]?.input).toMatchObject({ detail: { alarmName: 'daxpilot/orders/read-throttled/orders' } });
}, 60_000);

test('a steady load on demand goes to provisioned with auto scaling of reads and writes', async () => {
  service = await aService();
  await createDeclared(service);
  const t0 = Date.now();
  await service.advance(8 * dayMs);
  console.log('8 days', Date.now() - t0);
  service.forgetChanges();
  const nowMs = await service.now();
  await service.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: 'target#orders' }, sk: { S: 'state' } },
      UpdateExpression: 'SET firstSeen = :then',
      ExpressionAttributeValues: { ':then': { N: String(nowMs - 15 * dayMs) } },
    }),
  );
  await publishMinutes('orders', (14 * dayMs) / minuteMs / 5, { ConsumedReadCapacityUnits: 60_000 * 5, ConsumedWriteCapacityUnits: 6_000 * 5 }, 5);
  const { record } = await run(service, { target: 'orders' });
  console.log(JSON.stringify(record), await modeOf(service, 'orders'), service.changes());
}, 60_000);

async function publishMinutes(
  table: string,
  count: number,
  values: Readonly<Record<string, number>>,
  every = 1,
): Promise<void> {
  const lastMs = Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs;
  const data = Array.from({ length: count }, (_, back) => new Date(lastMs - back * every * minuteMs)).flatMap((Timestamp) =>
    Object.entries(values).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Timestamp,
      Dimensions: [{ Name: 'TableName', Value: table }],
    })),
  );
  await putAll(service, 'AWS/DynamoDB', data);
}

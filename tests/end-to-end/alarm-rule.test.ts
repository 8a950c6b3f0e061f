import {
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { ended, listed } from './executions';
import { locks, targetItem } from './ledger';
import { hot, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService } from './service-at-work';

// Alarms of every kind in CloudWatch, through the packaged rule; the cluster is at 85 % CPU, so whoever looked would change it.
let service: AService;

beforeAll(async () => {
  service = await aService({ wokenBy: ['alarms'] });
  await createDeclared(service);
  await publish(service, hot, { ago: 20 });
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test.each<StateValue>(['INSUFFICIENT_DATA', 'OK'])('an alarm that goes to %s starts nothing', async (state) => {
  await set('daxpilot/products/evictions-high', state);

  expect(await listed(service, 'rightsize')).toEqual([]);
});

test('an alarm of somebody else starts nothing, whatever it watches', async () => {
  await putAlarm('team-b/cpu', 'products');
  await set('team-b/cpu', 'ALARM');

  expect(await listed(service, 'rightsize')).toEqual([]);
});

test('an alarm with our prefix that watches an undeclared cluster ends as failed, by name', async () => {
  await putAlarm('daxpilot/search/cpu-high', 'search');
  await set('daxpilot/search/cpu-high', 'ALARM');

  expect(await lastRecord()).toMatchObject({
    outcome: 'failed',
    reasonCodes: ['undeclared-cluster'],
    problems: expect.arrayContaining([expect.objectContaining({ value: 'search' })]),
  });
});

test('a composite alarm with our prefix is held as such', async () => {
  await service.clients.cloudwatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: 'daxpilot/products/all',
      AlarmRule: 'ALARM("daxpilot/search/cpu-high")',
    }),
  );
  await service.advance(60_000);

  expect(await lastRecord()).toMatchObject({ target: 'products', outcome: 'held', reasonCodes: ['composite-alarm'] });
});

test('none of them has locked or changed anything', async () => {
  expect(await targetItem(service)).toEqual({});
  expect(await locks(service)).toEqual({});
  expect(service.changes()).toEqual([]);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 3 });
});

async function putAlarm(AlarmName: string, cluster: string): Promise<void> {
  await service.clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'AWS/DAX',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'ClusterId', Value: cluster }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 70,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
}

async function set(AlarmName: string, StateValue: StateValue): Promise<void> {
  await service.clients.cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'set by a test' }),
  );
  await service.advance(1000);
}

async function lastRecord() {
  const executions = await listed(service, 'rightsize');
  return (await ended(service, executions.at(-1)?.arn ?? '')).record;
}

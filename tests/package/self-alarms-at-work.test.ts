import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { fragments } from '../../resources/fragments';

const lookMs = 10 * 60_000;
let local: LocalPlatform;
let cloudwatch: CloudWatchClient;

beforeAll(async () => {
  local = await startLocal({ port: 0, clockStartMs: Date.UTC(2026, 10, 24, 12) });
  local.clock.pause();
  const { endpoint, region } = local.ready;
  cloudwatch = new CloudWatchClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(() => local.stop());

test('a target that is no more looked at is told after a while, and no more once it is', async () => {
  await putAlarmsOf('quiet');
  await looks('quiet', 12, { Changed: 0, Failed: 0 });
  expect(await firing('quiet')).toEqual([]);

  // Executions coalesce while a change is under way: three quarters of an hour without a finished look are nothing yet.
  await looks('quiet', 4, {});
  expect(await firing('quiet')).toEqual([]);

  await looks('quiet', 20, {});
  expect(await firing('quiet')).toEqual(['not-evaluated/quiet']);

  await looks('quiet', 3, { Changed: 1, Failed: 0 });
  expect(await firing('quiet')).toEqual([]);
});

test('one failed look passes, half of them in an hour do not', async () => {
  await putAlarmsOf('faulty');
  await looks('faulty', 12, { Changed: 0, Failed: 0 });
  await looks('faulty', 1, { Failed: 1 });
  await looks('faulty', 3, { Changed: 0, Failed: 0 });
  expect(await firing('faulty')).toEqual([]);

  await looks('faulty', 3, { Failed: 1 });
  expect(await firing('faulty')).toEqual(['failing/faulty']);
});

async function putAlarmsOf(target: string): Promise<void> {
  const { selfAlarms } = fragments(`targets: { ${target}: { tables: [${target}] } }`, 'daxpilot.yml');
  for (const { Properties } of Object.values(selfAlarms.Resources)) {
    if (!String(Properties.AlarmName).endsWith(`/${target}`)) continue;
    const { AlarmActions: _, OKActions: __, ...alarm } = Properties;
    await cloudwatch.send(new PutMetricAlarmCommand(alarm as unknown as PutMetricAlarmCommandInput));
  }
}

/** So many times 10 minutes, with what a look leaves at the end of each. */
async function looks(target: string, count: number, values: Readonly<Record<string, number>>): Promise<void> {
  for (let look = 0; look < count; look++) {
    await local.clock.advance(lookMs);
    const MetricData = Object.entries(values).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Timestamp: new Date(local.clock.now() - 60_000),
      Dimensions: [{ Name: 'Target', Value: target }],
    }));
    if (MetricData.length > 0) {
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Daxpilot/Autopilot', MetricData }));
    }
  }
  await local.clock.advance(2 * 60_000);
}

async function firing(target: string): Promise<readonly string[]> {
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'daxpilot-self/', StateValue: 'ALARM' }),
  );
  return MetricAlarms.map(({ AlarmName = '' }) => AlarmName.replace('daxpilot-self/', '')).filter((name) =>
    name.endsWith(`/${target}`),
  );
}

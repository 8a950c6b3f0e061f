import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { ended, listed, statesOf } from './executions';
import { locks, targetItem } from './ledger';
import { load, play, playMinute } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, startMs } from './service-at-work';

let service: AService;

beforeAll(async () => {
  service = await aService({ wokenBy: ['alarms', 'schedules'] });
  await createDeclared(service);
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test('a load that rises fires the alarm, the alarm starts the machine, nodes are added, and the alarm clears', async () => {
  await play(service, 12, load(55));
  expect(await alarmState('cpu-high')).toBe('OK');
  expect(service.changes()).toEqual([]);

  await playUntil(async () => (await alarmState('cpu-high')) === 'ALARM', 85);
  const execution = (await listed(service, 'rightsize')).find(({ input }) => 'detail' in input);
  const { status, record } = await ended(service, execution?.arn ?? '', {
    minute: () => playMinute(service, load(85)),
  });

  expect(status).toBe('SUCCEEDED');
  expect(record).toEqual({
    schemaVersion: 1,
    target: 'products',
    decisionId: expect.stringMatching(/^products\.20261124T\d{9}Z\.[0-9a-f]{8}$/),
    outcome: 'applied',
    reasonCodes: ['cpu-above'],
    action: { kind: 'set-node-count', cluster: 'products', from: 3, to: 5 },
    evidence: expect.arrayContaining([expect.objectContaining({ reading: 'cpu', value: 85, verdict: 'above' })]),
    costUsdPerMonth: { before: expect.any(Number), after: expect.any(Number) },
    warnings: expect.any(Array),
    text: null,
    problems: [],
    verification: expect.objectContaining({ kind: 'verified', verdict: 'hold' }),
    rounds: expect.arrayContaining([record.decisionId]),
  });
  expect(record.costUsdPerMonth.after).toBeCloseTo(((record.costUsdPerMonth.before ?? 0) * 5) / 3, 1);
  expect(await statesOf(service, execution?.arn ?? '')).toEqual(
    expect.arrayContaining([
      'Admit',
      'Observe',
      'Decide',
      'Apply',
      'Progress',
      'Bake',
      'LookAfter',
      'Verify',
      'Record',
      'Release',
    ]),
  );
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await alarmState('cpu-high')).toBe('OK');
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({ lastChange: { kind: 'set-node-count', direction: 'out' } });
  expect(await service.messages()).toEqual([
    expect.objectContaining({ subject: 'products: set products from 3 to 5 nodes' }),
  ]);
});

test('the change is in the metrics of the dashboard', async () => {
  const { Datapoints = [] } = await service.clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Daxpilot/Autopilot',
      MetricName: 'Changed',
      Dimensions: [{ Name: 'Target', Value: 'products' }],
      StartTime: new Date(startMs),
      EndTime: new Date(startMs + 2 * 3_600_000),
      Period: 7_200,
      Statistics: ['Sum', 'SampleCount'],
    }),
  );

  expect(Datapoints).toEqual([expect.objectContaining({ Sum: 1 })]);
  expect(Datapoints[0]?.SampleCount).toBeGreaterThan(1);
});

test('only the handler whose task it is has changed anything', async () => {
  const used = await service.used();

  const changed = used.filter(({ action }) => action === 'dax:IncreaseReplicationFactor');
  expect(changed).toEqual([expect.objectContaining({ role: expect.stringMatching(/daxpilot-ApplyRole/) })]);
});

async function alarmState(name: string): Promise<string> {
  const { MetricAlarms } = await service.clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [`daxpilot/products/${name}`] }),
  );
  return MetricAlarms?.[0]?.StateValue ?? 'none';
}

async function playUntil(holds: () => Promise<boolean>, cpuPercent: number): Promise<void> {
  for (let minute = 0; minute < 15; minute++) {
    await playMinute(service, load(cpuPercent));
    if (await holds()) return;
  }
  throw new Error(`15 minutes at ${cpuPercent} % CPU did not bring it about`);
}

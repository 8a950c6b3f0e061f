import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { BusEvent } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createCloudWatchService } from '.';

const START_MS = Date.UTC(2026, 10, 23, 17);
const POLICY = 'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:policyName/p';

describe('composite alarms through the front door', () => {
  let door: TestDoor;
  let cloudwatch: CloudWatchClient;
  let events: BusEvent[];
  let actions: string[];

  beforeEach(async () => {
    events = [];
    actions = [];
    const onScalingAction = async (_arn: string, state: string): Promise<void> => {
      actions.push(`${state} after ${(door.clock.now() - START_MS) / 1_000} s`);
    };
    door = await startTestDoor([(platform) => createCloudWatchService(platform, { onScalingAction })], {
      startMs: START_MS,
    });
    door.platform.onEvent((event) => events.push(event));
    cloudwatch = new CloudWatchClient(door.clientConfig);
    for (const AlarmName of ['cpu', 'memory', 'maintenance']) {
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: 'None',
          MetricName: AlarmName,
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'ignore',
        }),
      );
      await set(AlarmName, 'OK');
    }
  });

  afterEach(async () => {
    cloudwatch.destroy();
    await door.stop();
  });

  const set = (AlarmName: string, state: StateValue) =>
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason: 'test' }));

  const composite = (AlarmRule: string, change: Partial<PutCompositeAlarmCommandInput> = {}) =>
    cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'all',
        AlarmRule,
        AlarmActions: [POLICY],
        OKActions: [POLICY],
        ...change,
      }),
    );

  async function described(AlarmName = 'all') {
    const { CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ['CompositeAlarm'] }),
    );
    return CompositeAlarms?.[0];
  }

  const suppressed = {
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 120,
    ActionsSuppressorExtensionPeriod: 180,
  };

  test('a composite alarm is judged when it is created and with each change of a child', async () => {
    await composite('ALARM(cpu) AND ALARM(memory)');
    expect(await described()).toMatchObject({
      StateValue: 'OK',
      StateReason: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:all was created and its alarm rule evaluates to OK',
    });
    await set('cpu', 'ALARM');
    expect((await described())?.StateValue).toBe('OK');
    await set('memory', 'ALARM');
    expect(await described()).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'arn:aws:cloudwatch:us-east-1:123456789012:alarm:memory transitioned to ALARM at Monday 23 November, 2026 17:00:00 UTC',
    });
    await set('cpu', 'OK');
    expect((await described())?.StateValue).toBe('OK');
  });

  test('its event has a rule and no metrics', async () => {
    await composite('ALARM(cpu)', { AlarmDescription: 'both' });
    await set('cpu', 'ALARM');
    const detail = events.findLast(({ detail }) => (detail as { alarmName: string }).alarmName === 'all')?.detail;
    expect(detail).toMatchObject({
      state: {
        value: 'ALARM',
        reasonData:
          '{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu",' +
          '"state":{"value":"ALARM","timestamp":"2026-11-23T17:00:00.000+0000"}}]}',
      },
      previousState: { value: 'OK' },
    });
    expect((detail as { configuration: object }).configuration).toEqual({
      description: 'both',
      alarmRule: 'ALARM(cpu)',
    });
  });

  test('a composite alarm of composite alarms follows', async () => {
    await composite('ALARM(cpu)', { AlarmName: 'low', AlarmActions: [] });
    await composite('NOT ALARM("low")', { AlarmName: 'top' });
    await set('cpu', 'ALARM');
    expect((await described('top'))?.StateValue).toBe('OK');
  });

  test('alarms in a circle are not judged and do not hang', async () => {
    await composite('ALARM(cpu)', { AlarmName: 'a' });
    await composite('ALARM(a)', { AlarmName: 'b' });
    await composite('ALARM(b) OR ALARM(cpu)', { AlarmName: 'a' });
    await set('cpu', 'ALARM');
    expect((await described('a'))?.StateValue).toBe('OK');
    expect(door.lines.some(({ event }) => event === 'cloudwatch.alarm.circle')).toBe(true);
  });

  test('without a suppressor actions are taken at once', async () => {
    await composite('ALARM(cpu)', { OKActions: [] });
    await set('cpu', 'ALARM');
    expect(actions).toEqual(['ALARM after 0 s']);
  });

  test('actions wait for the suppressor, and are taken if it does not come', async () => {
    await composite('FALSE', suppressed);
    await door.clock.advance(200_000);
    actions.length = 0;
    await composite('ALARM(cpu)', suppressed);
    await set('cpu', 'ALARM');
    expect(await described()).toMatchObject({
      ActionsSuppressedBy: 'WaitPeriod',
      ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    });
    const change = events.findLast(({ detail }) => (detail as { alarmName: string }).alarmName === 'all')?.detail;
    expect(change).toMatchObject({ state: { value: 'ALARM', actionsSuppressedBy: 'WaitPeriod' } });
    await door.clock.advance(119_000);
    expect(actions).toEqual([]);
    await door.clock.advance(1_000);
    expect(actions).toEqual(['ALARM after 320 s']);
    expect((await described())?.ActionsSuppressedBy).toBeUndefined();
  });

  test('a suppressor that comes during the wait holds the actions until its extension is over', async () => {
    await composite('ALARM(cpu)', suppressed);
    await door.clock.advance(200_000);
    actions.length = 0;
    await set('cpu', 'ALARM');
    await door.clock.advance(60_000);
    await set('maintenance', 'ALARM');
    await door.clock.advance(600_000);
    expect((await described())?.ActionsSuppressedBy).toBe('Alarm');
    await set('maintenance', 'OK');
    expect((await described())?.ActionsSuppressedBy).toBe('ExtensionPeriod');
    await door.clock.advance(179_000);
    expect(actions).toEqual([]);
    await door.clock.advance(1_000);
    expect(actions).toEqual(['ALARM after 1040 s']);
  });

  test('a change during the extension discards it and waits anew', async () => {
    await composite('ALARM(cpu)', suppressed);
    await door.clock.advance(200_000);
    actions.length = 0;
    await set('maintenance', 'ALARM');
    await set('cpu', 'ALARM');
    await set('maintenance', 'OK');
    await door.clock.advance(60_000);
    await set('cpu', 'OK');
    expect((await described())?.ActionsSuppressedBy).toBe('WaitPeriod');
    await door.clock.advance(600_000);
    expect(actions).toEqual(['OK after 380 s']);
  });

  test('a child cannot be deleted under its parent', async () => {
    await composite('ALARM(cpu)');
    await expect(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['cpu'] }))).rejects.toThrow(
      'Cannot delete cpu as there are composite alarm(s) depending on it.',
    );
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['cpu', 'all'] }));
    expect(await described()).toBeUndefined();
  });

  test('relatives are found', async () => {
    await composite('ALARM(cpu) OR ALARM(memory)');
    const children = await cloudwatch.send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: 'all' }));
    expect(children.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['cpu', 'memory']);
    const parents = await cloudwatch.send(new DescribeAlarmsCommand({ ParentsOfAlarmName: 'cpu' }));
    expect(parents.CompositeAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['all']);
    await expect(
      cloudwatch.send(new DescribeAlarmsCommand({ ParentsOfAlarmName: 'cpu', StateValue: 'OK' })),
    ).rejects.toThrow('must not be specified together');
  });

  test.each([
    ['an unknown child', 'ALARM(none)', {}, 'alarms [none] in the alarm rule do not exist'],
    ['a broken rule', 'ALARM(cpu) AND', {}, 'AlarmRule must not contain syntax errors'],
    [
      'an unknown suppressor',
      'ALARM(cpu)',
      { ...suppressed, ActionsSuppressor: 'none' },
      'actions suppressor none does not exist',
    ],
    ['a suppressor without periods', 'ALARM(cpu)', { ActionsSuppressor: 'maintenance' }, 'actionsSuppressorWaitPeriod'],
    ['periods without a suppressor', 'ALARM(cpu)', { ActionsSuppressorWaitPeriod: 1 }, 'need an ActionsSuppressor'],
    ['the name of a metric alarm', 'TRUE', { AlarmName: 'cpu' }, 'of the other type'],
  ])('PutCompositeAlarm refuses %s', async (_name, rule, change, message) => {
    await expect(composite(rule, change)).rejects.toThrow(message);
  });
});

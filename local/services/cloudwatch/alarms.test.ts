import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { BusEvent, Platform, Service } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createSnsService, MessageSink } from '../sns';
import { createCloudWatchService } from '.';
import { aCpuAlarm } from './a-cpu-alarm';

const START_MS = Date.UTC(2026, 10, 23, 17);
const MINUTE_MS = 60_000;
const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:on-alarm';

/** Lambda as far as alarms see it. */
function recordingLambda(invoked: unknown[]): (platform: Platform) => Service {
  return () => ({
    name: 'lambda',
    operations: {
      Invoke: ({ Payload }: { readonly Payload: Uint8Array }) => {
        invoked.push(JSON.parse(Buffer.from(Payload).toString()));
        return { StatusCode: 202 };
      },
    },
  });
}

describe('metric alarms through the front door', () => {
  let door: TestDoor;
  let cloudwatch: CloudWatchClient;
  let sink: MessageSink;
  let events: BusEvent[];
  let invoked: unknown[];

  beforeEach(async () => {
    sink = new MessageSink();
    events = [];
    invoked = [];
    door = await startTestDoor(
      [
        (platform) => createCloudWatchService(platform),
        (platform) => createSnsService(platform, { sink }),
        recordingLambda(invoked),
      ],
      { startMs: START_MS },
    );
    door.platform.onEvent((event) => events.push(event));
    cloudwatch = new CloudWatchClient(door.clientConfig);
  });

  afterEach(async () => {
    cloudwatch.destroy();
    await door.stop();
  });

  const putAlarm = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
    cloudwatch.send(new PutMetricAlarmCommand(aCpuAlarm(change)));

  /** Puts one value at the beginning of each minute and lets that minute and its evaluation pass. */
  async function minutes(...values: readonly (number | null)[]): Promise<void> {
    for (const Value of values) {
      if (Value !== null) {
        const MetricData = [{ MetricName: 'CPUUtilization', Dimensions, Value, Timestamp: new Date(door.clock.now()) }];
        await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
      }
      await door.clock.advance(MINUTE_MS);
    }
  }

  async function alarm(name = 'dax/cpu-high') {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    return MetricAlarms?.[0];
  }

  const stateChanges = () =>
    events.filter((event) => event['detail-type'] === 'CloudWatch Alarm State Change').map(({ detail }) => detail);

  test('an alarm begins with insufficient data and follows its metric', async () => {
    await putAlarm();
    expect(await alarm()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateTransitionedTimestamp: new Date(START_MS),
    });
    const states: (string | undefined)[] = [];
    for (const value of [50, 80, 90, 60, 50, null, null, null]) {
      await minutes(value);
      states.push((await alarm())?.StateValue);
    }
    // The evaluation of a minute comes ten seconds into the next one.
    expect(states.slice(1)).toEqual(['OK', 'OK', 'ALARM', 'ALARM', 'OK', 'OK', 'OK']);
  });

  test('a change of state is an event in the shape of AWS', async () => {
    await putAlarm();
    await minutes(50, 80, 75.5, null);
    const event = events.find(({ detail }) => (detail as { state: { value: string } }).state?.value === 'ALARM');
    expect(event).toMatchObject({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: '2026-11-23T17:03:10Z',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:dax/cpu-high'],
    });
    expect(event?.detail).toEqual({
      alarmName: 'dax/cpu-high',
      state: {
        value: 'ALARM',
        reason:
          'Threshold Crossed: 2 out of the last 3 datapoints [75.5 (23/11/26 17:02:00), 80.0 (23/11/26 17:01:00)] were greater than ' +
          'the threshold (70.0) (minimum 2 datapoints for OK -> ALARM transition).',
        reasonData:
          '{"version":"1.0","queryDate":"2026-11-23T17:03:10.000+0000","startDate":"2026-11-23T17:00:00.000+0000",' +
          '"statistic":"Maximum","period":60,"recentDatapoints":[50.0,80.0,75.5],"threshold":70.0}',
        timestamp: '2026-11-23T17:03:10.000+0000',
      },
      previousState: {
        value: 'OK',
        reason: expect.stringContaining('ALARM -> OK transition'),
        reasonData: expect.stringContaining('"recentDatapoints":[50.0]'),
        timestamp: '2026-11-23T17:01:10.000+0000',
      },
      configuration: {
        description: 'CPU of the cluster',
        metrics: [
          {
            id: expect.stringMatching(/^[0-9a-f-]{36}$/),
            metricStat: {
              metric: { namespace: 'AWS/DAX', name: 'CPUUtilization', dimensions: { ClusterId: 'products' } },
              period: 60,
              stat: 'Maximum',
            },
            returnData: true,
          },
        ],
      },
    });
  });

  test('an alarm on math tells its expression and its metrics', async () => {
    const stat = (MetricName: string) => ({
      Metric: { Namespace: 'AWS/DAX', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    });
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'double',
        EvaluationPeriods: 1,
        Threshold: 100,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Metrics: [
          { Id: 'e', Expression: 'm*2+FILL(n,0)', Label: 'twice', ReturnData: true },
          { Id: 'm', MetricStat: stat('CPUUtilization'), ReturnData: false },
          { Id: 'n', MetricStat: stat('Nothing'), ReturnData: false },
        ],
      }),
    );
    await minutes(50, null);
    expect(stateChanges().at(-1)).toMatchObject({
      state: { value: 'ALARM' },
      configuration: {
        metrics: [
          { id: 'e', expression: 'm*2+FILL(n,0)', label: 'twice', returnData: true },
          { id: 'm', metricStat: { metric: { name: 'CPUUtilization' }, stat: 'Sum' }, returnData: false },
          { id: 'n', returnData: false },
        ],
      },
    });
    expect((stateChanges().at(-1) as { state: { reasonData: string } }).state.reasonData).not.toContain('statistic');
  });

  test('an alarm of five minutes is judged every minute over a window that slides', async () => {
    await putAlarm({ Period: 300, EvaluationPeriods: 1, DatapointsToAlarm: 1, Statistic: 'Sum', Threshold: 100 });
    await minutes(60, 60, null);
    expect((await alarm())?.StateValue).toBe('ALARM');
    expect((await alarm())?.StateUpdatedTimestamp).toEqual(new Date(START_MS + 2 * MINUTE_MS + 10_000));
  });

  test('an alarm of ten seconds is judged every ten seconds', async () => {
    await putAlarm({ Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    const MetricData = [
      {
        MetricName: 'CPUUtilization',
        Dimensions,
        Value: 99,
        StorageResolution: 1,
        Timestamp: new Date(START_MS + 5_000),
      },
    ];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
    await door.clock.advance(20_000);
    expect((await alarm())?.StateValue).toBe('ALARM');
  });

  test('a wrong unit leaves an alarm without data', async () => {
    await putAlarm({ Unit: 'Bytes', EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    await minutes(99, 99, 99);
    expect((await alarm())?.StateValue).toBe('INSUFFICIENT_DATA');
  });

  test('alarms on AWS/DynamoDB keep their state when data stop', async () => {
    await putAlarm({
      Namespace: 'AWS/DynamoDB',
      TreatMissingData: 'notBreaching',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'dax/cpu-high', StateValue: 'ALARM', StateReason: 'by hand' }),
    );
    await door.clock.advance(10 * MINUTE_MS);
    expect((await alarm())?.StateValue).toBe('ALARM');
  });

  test('a state set by hand lasts until the next evaluation', async () => {
    await putAlarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    await minutes(10, 10);
    await cloudwatch.send(
      new SetAlarmStateCommand({
        AlarmName: 'dax/cpu-high',
        StateValue: 'ALARM',
        StateReason: 'try',
        StateReasonData: '{"by":"me"}',
      }),
    );
    expect(await alarm()).toMatchObject({ StateValue: 'ALARM', StateReason: 'try', StateReasonData: '{"by":"me"}' });
    await minutes(10);
    expect((await alarm())?.StateValue).toBe('OK');
  });

  test('setting the same state changes its reason and nothing else', async () => {
    await putAlarm();
    const before = stateChanges().length;
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'dax/cpu-high', StateValue: 'INSUFFICIENT_DATA', StateReason: 'again' }),
    );
    expect([(await alarm())?.StateReason, stateChanges().length]).toEqual(['again', before]);
  });

  test('actions go to topics and functions, once per change of state', async () => {
    const sns = new SNSClient(door.clientConfig);
    await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    sns.destroy();
    await putAlarm({ AlarmActions: [TOPIC, FUNCTION], OKActions: [TOPIC] });
    await minutes(80, 80, 80, 10, 10, null);
    expect(sink.list().map(({ subject }) => subject)).toEqual([
      'ALARM: "dax/cpu-high" in US East (N. Virginia)',
      'OK: "dax/cpu-high" in US East (N. Virginia)',
    ]);
    expect(JSON.parse(sink.list()[0]?.message ?? '{}')).toMatchObject({
      AlarmName: 'dax/cpu-high',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'INSUFFICIENT_DATA',
      AlarmActions: [TOPIC, FUNCTION],
      Trigger: {
        MetricName: 'CPUUtilization',
        StatisticType: 'Statistic',
        Statistic: 'MAXIMUM',
        Dimensions: [{ value: 'products', name: 'ClusterId' }],
        Threshold: 70,
        DatapointsToAlarm: 2,
      },
    });
    expect(invoked).toHaveLength(1);
    expect(invoked[0]).toMatchObject({
      source: 'aws.cloudwatch',
      alarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:dax/cpu-high',
      alarmData: { alarmName: 'dax/cpu-high', state: { value: 'ALARM' } },
    });
  });

  test('events come without actions, and disabled actions are not taken', async () => {
    await putAlarm({ AlarmActions: [FUNCTION] });
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['dax/cpu-high'] }));
    await minutes(80, 80, null);
    expect([invoked.length, stateChanges().length]).toEqual([0, 1]);
    await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: ['dax/cpu-high'] }));
    expect((await alarm())?.ActionsEnabled).toBe(true);
  });

  test('history tells of configuration, states and actions, newest first', async () => {
    await putAlarm({ AlarmActions: [FUNCTION, TOPIC] });
    await minutes(80, 80, null);
    const { AlarmHistoryItems } = await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName: 'dax/cpu-high' }));
    expect(AlarmHistoryItems?.map(({ HistoryItemType }) => HistoryItemType)).toEqual([
      'Action',
      'Action',
      'StateUpdate',
      'ConfigurationUpdate',
    ]);
    const summaries = AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary);
    expect(summaries).toContain(`Successfully executed action ${FUNCTION}`);
    expect(summaries?.some((text) => text?.startsWith(`Failed to execute action ${TOPIC}`))).toBe(true);
    const update = AlarmHistoryItems?.find(({ HistoryItemType }) => HistoryItemType === 'StateUpdate');
    expect(update?.HistorySummary).toBe('Alarm updated from INSUFFICIENT_DATA to ALARM');
    expect(JSON.parse(update?.HistoryData ?? '{}').newState).toMatchObject({
      stateValue: 'ALARM',
      stateReasonData: { recentDatapoints: [80, 80], threshold: 70 },
    });
    const first = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate', MaxRecords: 1, ScanBy: 'TimestampAscending' }),
    );
    expect(first.AlarmHistoryItems).toHaveLength(1);
  });

  test('a changed configuration keeps the state and is an event', async () => {
    await putAlarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    await minutes(80, null);
    await putAlarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 95 });
    expect(await alarm()).toMatchObject({ StateValue: 'ALARM', Threshold: 95 });
    const change = events.findLast((event) => event['detail-type'] === 'CloudWatch Alarm Configuration Change');
    expect(change?.detail).toMatchObject({
      operation: 'update',
      configuration: { threshold: 95, comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 },
      previousConfiguration: { threshold: 70 },
    });
  });

  test('the same history of data gives the same history of states', async () => {
    const run = async (): Promise<readonly unknown[]> => {
      await putAlarm();
      await minutes(50, 80, 90, null, 10, 10, 10, null);
      const changes = stateChanges().map((detail) => (detail as { state: { value: string; reason: string } }).state);
      return changes.map(({ value, reason }) => [value, reason.replace(/\d\d:\d\d:\d\d/g, '')]);
    };
    const first = await run();
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['dax/cpu-high'] }));
    events.length = 0;
    await door.clock.advance(60 * MINUTE_MS);
    expect(await run()).toEqual(first);
  });
});

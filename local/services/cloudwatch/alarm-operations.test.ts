import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createCloudWatchService } from '.';
import { aCpuAlarm } from './a-cpu-alarm';

const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

describe('the operations on alarms and what they refuse', () => {
  let door: TestDoor;
  let cloudwatch: CloudWatchClient;

  beforeEach(async () => {
    door = await startTestDoor([(platform) => createCloudWatchService(platform)]);
    cloudwatch = new CloudWatchClient(door.clientConfig);
  });

  afterEach(async () => {
    cloudwatch.destroy();
    await door.stop();
  });

  const putAlarm = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
    cloudwatch.send(new PutMetricAlarmCommand(aCpuAlarm(change)));

  async function alarm(name = 'dax/cpu-high') {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    return MetricAlarms?.[0];
  }

  test('alarms are described by prefix, state and page', async () => {
    for (const AlarmName of ['b', 'a/2', 'a/1']) {
      await putAlarm({ AlarmName });
    }
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'a/2', StateValue: 'OK', StateReason: 'x' }));
    const names = async (input: object) =>
      (await cloudwatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    expect(await names({ AlarmNamePrefix: 'a/' })).toEqual(['a/1', 'a/2']);
    expect(await names({ StateValue: 'OK' })).toEqual(['a/2']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const page = await cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect(await names({ NextToken: page.NextToken })).toEqual(['b']);
    const forMetric = await cloudwatch.send(
      new DescribeAlarmsForMetricCommand({
        Namespace: 'AWS/DAX',
        MetricName: 'CPUUtilization',
        Dimensions,
        Period: 60,
      }),
    );
    expect(forMetric.MetricAlarms).toHaveLength(3);
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['a/1', 'a/2', 'unknown'] }));
    expect(await names({})).toEqual(['b']);
  });

  test('tags come and go', async () => {
    await putAlarm({ Tags: [{ Key: 'a', Value: '1' }] });
    const ResourceARN = (await alarm())?.AlarmArn;
    await cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }));
    await cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  const refusals: readonly (readonly [string, Partial<PutMetricAlarmCommandInput>, string])[] = [
    ['more than M of N', { DatapointsToAlarm: 4 }, 'must be less than or equal to EvaluationPeriods'],
    ['a period of 45 s', { Period: 45 }, '10, 20, 30 or a multiple of 60'],
    ['more than a day', { Period: 300, EvaluationPeriods: 289 }, 'across more than a day'],
    ['more than a week', { Period: 86_400, EvaluationPeriods: 8 }, 'across more than 7 days'],
    [
      'no period count',
      { EvaluationPeriods: undefined },
      "'evaluationPeriods' failed to satisfy constraint: Member must not be null",
    ],
    ['zero periods', { EvaluationPeriods: 0 }, 'greater than or equal to 1'],
    ['no threshold', { Threshold: undefined }, "'threshold'"],
    ['two statistics', { ExtendedStatistic: 'p90' }, 'Exactly one of Statistic and ExtendedStatistic'],
    ['an unknown statistic', { Statistic: undefined, ExtendedStatistic: 'q90' }, "statistic 'q90'"],
    ['an unknown treatment', { TreatMissingData: 'zero' }, "'treatMissingData'"],
    ['a control character', { AlarmName: 'a\u0007' }, 'control characters'],
    ['a long name', { AlarmName: 'x'.repeat(256) }, 'length less than or equal to 255'],
    ['six actions', { OKActions: Array.from({ length: 6 }, () => TOPIC) }, 'less than or equal to 5'],
    ['an action that is no ARN', { OKActions: ['alerts'] }, 'Invalid arn syntax: alerts'],
    ['an EC2 action', { OKActions: ['arn:aws:automate:us-east-1:ec2:stop'] }, 'is not there on the local platform'],
    ['anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'no anomaly detection'],
    ['PromQL', { EvaluationInterval: 60 }, 'EvaluationInterval is not there'],
    [
      'metrics besides a metric',
      { Metrics: [{ Id: 'm', Expression: '1' }] },
      'Metrics list must not be specified together with',
    ],
  ];

  test.each(refusals)('PutMetricAlarm refuses %s', async (_name, change, message) => {
    await expect(putAlarm(change)).rejects.toThrow(message);
    expect((await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  });

  const stat = (Id: string, Period = 60, ReturnData = false) => ({
    Id,
    ReturnData,
    MetricStat: { Metric: { Namespace: 'N', MetricName: Id }, Period, Stat: 'Sum' },
  });

  test.each([
    [
      'eleven metrics',
      [...Array.from({ length: 11 }, (_, i) => stat(`m${i}`)), { Id: 'e', Expression: 'SUM(METRICS())' }],
      'at most 10 metrics',
    ],
    [
      'two results',
      [stat('m', 60, true), { Id: 'e', Expression: 'm*2' }],
      'Exactly one element of the metrics list should return data',
    ],
    ['no result', [stat('m')], 'Exactly one element'],
    ['no metric', [{ Id: 'e', Expression: 'TIME_SERIES(1)' }], 'at least one metric'],
    ['two periods', [stat('m'), stat('n', 300), { Id: 'e', Expression: 'm+n' }], 'the same period'],
    ['an array', [stat('m'), stat('n'), { Id: 'e', Expression: 'METRICS()' }], 'a single time series, it gives 2'],
    ['a scalar', [stat('m'), { Id: 'e', Expression: 'AVG(m)' }], 'not a scalar'],
    ['an unknown id', [stat('m'), { Id: 'e', Expression: 'm+x' }], "Unknown identifier 'x'"],
    ['SEARCH', [stat('m'), { Id: 'e', Expression: "SEARCH('{N} m','Sum',60)" }], 'SEARCH is not there'],
  ])('PutMetricAlarm refuses math with %s', async (_name, Metrics, message) => {
    const put = new PutMetricAlarmCommand({
      AlarmName: 'math',
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Metrics,
    });
    await expect(cloudwatch.send(put)).rejects.toThrow(message);
  });

  test.each([
    ['an unknown alarm', { AlarmName: 'none', StateValue: 'OK', StateReason: 'x' }, 'ResourceNotFound'],
    [
      'reason data that are no JSON',
      { AlarmName: 'dax/cpu-high', StateValue: 'OK', StateReason: 'x', StateReasonData: '{' },
      'InvalidFormatFault',
    ],
    ['an unknown state', { AlarmName: 'dax/cpu-high', StateValue: 'FINE', StateReason: 'x' }, 'ValidationException'],
  ])('SetAlarmState refuses %s', async (_name, input, name) => {
    await putAlarm();
    await expect(cloudwatch.send(new SetAlarmStateCommand(input as never))).rejects.toMatchObject({
      name: expect.stringContaining(name),
    });
  });
});

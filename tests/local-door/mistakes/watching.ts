import {
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { Mistake } from './mistake';

const anAlarm = (more: Partial<PutMetricAlarmCommandInput>) =>
  new PutMetricAlarmCommand({
    AlarmName: 'bad',
    Namespace: 'AWS/DAX',
    MetricName: 'CPUUtilization',
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 70,
    ComparisonOperator: 'GreaterThanThreshold',
    ...more,
  });
const statistics = (more: object) =>
  new GetMetricStatisticsCommand({
    Namespace: 'AWS/DAX',
    MetricName: 'CPUUtilization',
    StartTime: new Date(Date.UTC(2026, 0, 1)),
    EndTime: new Date(Date.UTC(2026, 0, 2)),
    Period: 300,
    Statistics: ['Sum'],
    ...more,
  });
const aDatum = (more: object = {}) => ({ MetricName: 'a', Value: 1, ...more });

export const WATCHING_MISTAKES: readonly Mistake[] = [
  ['an alarm with a period of 45 s', 'cloudwatch', anAlarm({ Period: 45 }), 'ValidationException'],
  ['an alarm over no period', 'cloudwatch', anAlarm({ EvaluationPeriods: 0 }), 'ValidationException'],
  ['an alarm of 2 out of 1', 'cloudwatch', anAlarm({ DatapointsToAlarm: 2 }), 'ValidationException'],
  [
    'an alarm with an unknown comparison',
    'cloudwatch',
    anAlarm({ ComparisonOperator: 'Above' as never }),
    'ValidationException',
  ],
  [
    'an alarm with an unknown setting for missing data',
    'cloudwatch',
    anAlarm({ TreatMissingData: 'good' }),
    'ValidationException',
  ],
  [
    'an alarm with a name of 256 characters',
    'cloudwatch',
    anAlarm({ AlarmName: 'a'.repeat(256) }),
    'ValidationException',
  ],
  ['an alarm with an action that is no ARN', 'cloudwatch', anAlarm({ AlarmActions: ['topic'] }), 'ValidationException'],
  [
    'the state of an alarm that is not there',
    'cloudwatch',
    new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'a' }),
    'ResourceNotFound',
    404,
  ],
  [
    '1,001 points at once',
    'cloudwatch',
    new PutMetricDataCommand({ Namespace: 'a', MetricData: Array.from({ length: 1_001 }, () => aDatum()) }),
    'ValidationException',
  ],
  [
    '31 dimensions',
    'cloudwatch',
    new PutMetricDataCommand({
      Namespace: 'a',
      MetricData: [aDatum({ Dimensions: Array.from({ length: 31 }, (_, n) => ({ Name: `d${n}`, Value: 'a' })) })],
    }),
    'InvalidParameterValueException',
  ],
  [
    'a point without a value',
    'cloudwatch',
    new PutMetricDataCommand({ Namespace: 'a', MetricData: [{ MetricName: 'a' }] }),
    'MissingRequiredParameterException',
  ],
  [
    'a point that is no number',
    'cloudwatch',
    new PutMetricDataCommand({ Namespace: 'a', MetricData: [aDatum({ Value: Number.NaN })] }),
    'InvalidParameterValueException',
  ],
  [
    'a point of three weeks ago',
    'cloudwatch',
    new PutMetricDataCommand({ Namespace: 'a', MetricData: [aDatum({ Timestamp: new Date(Date.UTC(2025, 11, 1)) })] }),
    'InvalidParameterValueException',
  ],
  [
    'statistics with more than 1,440 points',
    'cloudwatch',
    statistics({ StartTime: new Date(Date.UTC(2025, 11, 1)), Period: 60 }),
    'InvalidParameterCombinationException',
  ],
  [
    'statistics that end before they start',
    'cloudwatch',
    statistics({ EndTime: new Date(Date.UTC(2025, 0, 1)) }),
    'InvalidParameterValueException',
  ],
  [
    'statistics without a statistic',
    'cloudwatch',
    statistics({ Statistics: undefined }),
    'InvalidParameterCombinationException',
  ],
  [
    '501 queries',
    'cloudwatch',
    new GetMetricDataCommand({
      StartTime: new Date(0),
      EndTime: new Date(1),
      MetricDataQueries: Array.from({ length: 501 }, (_, n) => ({ Id: `m${n}`, Expression: '1' })),
    }),
    'ValidationException',
  ],
  ['a page of 101 alarms', 'cloudwatch', new DescribeAlarmsCommand({ MaxRecords: 101 }), 'ValidationException'],
];

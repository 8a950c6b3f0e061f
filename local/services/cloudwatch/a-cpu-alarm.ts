import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';

/** An alarm on the CPU of a cluster, 2 of 3 minutes above 70 %, as tests put it. */
export const aCpuAlarm = (change: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommandInput =>
  ({
    AlarmName: 'dax/cpu-high',
    AlarmDescription: 'CPU of the cluster',
    Namespace: 'AWS/DAX',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 70,
    ComparisonOperator: 'GreaterThanThreshold',
    ...change,
  }) as PutMetricAlarmCommandInput;

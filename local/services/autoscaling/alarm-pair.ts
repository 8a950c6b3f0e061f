import { type PolicyRecord, replacePolicy, type ScalingContext } from './state';
import { scaler } from './table-capacity';

/** Scale-in waits until use is this many points below the target. */
export const scaleInMarginPoints = 20;
export const outMinutes = 2;
export const inMinutes = 15;

export const metricName = ({ resource }: PolicyRecord): string =>
  resource.side === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';

export const metricDimensions = ({ resource }: PolicyRecord) => [
  { Name: 'TableName', Value: resource.tableName },
  ...(resource.indexName === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: resource.indexName }]),
];

/** Units a minute at which use reaches so many percent of what is provisioned. */
export const unitsPerMinute = (provisioned: number, percent: number): number => (provisioned * 60 * percent) / 100;

export const lowPercent = ({ targetPercent }: PolicyRecord): number => Math.max(0, targetPercent - scaleInMarginPoints);

/** The two alarms that a target tracking policy shows in CloudWatch; their thresholds follow the provisioned units. */
export const putAlarms = async (context: ScalingContext, policy: PolicyRecord, provisioned: number): Promise<void> => {
  const common = {
    ActionsEnabled: true,
    AlarmActions: [policy.arn],
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
    Namespace: 'AWS/DynamoDB',
    MetricName: metricName(policy),
    Dimensions: metricDimensions(policy),
    Statistic: 'Sum',
    Period: 60,
  };
  const high = {
    ...common,
    AlarmName: policy.alarmHigh,
    EvaluationPeriods: outMinutes,
    Threshold: unitsPerMinute(provisioned, policy.targetPercent),
    ComparisonOperator: 'GreaterThanThreshold',
  };
  const low = {
    ...common,
    AlarmName: policy.alarmLow,
    EvaluationPeriods: inMinutes,
    Threshold: unitsPerMinute(provisioned, lowPercent(policy)),
    ComparisonOperator: 'LessThanThreshold',
  };
  replacePolicy(context, { ...policy, alarmUnits: provisioned });
  for (const alarm of [high, low]) await quietly(context, 'PutMetricAlarm', alarm);
};

export const deleteAlarms = async (context: ScalingContext, policy: PolicyRecord): Promise<void> => {
  await quietly(context, 'DeleteAlarms', { AlarmNames: [policy.alarmHigh, policy.alarmLow] });
};

/** The alarms show what is done; a platform without CloudWatch scales all the same. */
const quietly = async ({ platform }: ScalingContext, operation: string, input: object): Promise<void> => {
  try {
    await platform.call('monitoring', operation, input, scaler);
  } catch (error) {
    platform.log.write('autoscaling.alarm.failed', { operation, error: String(error) });
  }
};

import type { CompositeAlarm as CompositeOut, MetricAlarm as MetricOut } from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmStatus, CompositeAlarm, MetricAlarm, Suppression } from './alarm';

/** A metric alarm as DescribeAlarms shows it. */
export function metricAlarmOut(alarm: MetricAlarm, status: AlarmStatus): MetricOut {
  const { rule, given } = alarm;
  return {
    ...commonOut(alarm, status),
    ...given,
    ...(given.Metrics === undefined ? { Dimensions: given.Dimensions ?? [] } : {}),
    EvaluationPeriods: rule.evaluationPeriods,
    Threshold: rule.threshold,
    ComparisonOperator: rule.comparison,
  };
}

export function compositeAlarmOut(
  alarm: CompositeAlarm,
  status: AlarmStatus,
  held: Suppression | undefined,
): CompositeOut {
  const { suppressor } = alarm;
  return {
    ...commonOut(alarm, status),
    AlarmRule: alarm.ruleText,
    ...(suppressor === undefined
      ? {}
      : {
          ActionsSuppressor: suppressor.given,
          ActionsSuppressorWaitPeriod: suppressor.waitS,
          ActionsSuppressorExtensionPeriod: suppressor.extensionS,
        }),
    ...(held === undefined ? {} : { ActionsSuppressedBy: held.by, ActionsSuppressedReason: held.reason }),
  };
}

function commonOut(alarm: Alarm, status: AlarmStatus) {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(alarm.description === undefined ? {} : { AlarmDescription: alarm.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configurationUpdatedMs),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...alarm.okActions],
    AlarmActions: [...alarm.alarmActions],
    InsufficientDataActions: [...alarm.insufficientDataActions],
    StateValue: status.state,
    StateReason: status.reason,
    ...(status.reasonData === undefined ? {} : { StateReasonData: status.reasonData }),
    StateUpdatedTimestamp: new Date(status.updatedMs),
    StateTransitionedTimestamp: new Date(status.transitionedMs),
  };
}

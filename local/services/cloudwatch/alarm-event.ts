import type { Alarm, AlarmStatus, CompositeAlarm, MetricAlarm, Suppression } from './alarm';
import { alarmDate } from './alarm-reason';
import type { MetricQuery } from './metric-query';

/** `detail` of "CloudWatch Alarm State Change" (user guide, "Alarm events and EventBridge"). */
export function stateChangeDetail(
  alarm: Alarm,
  previous: AlarmStatus,
  current: AlarmStatus,
  suppression: Suppression | undefined,
): object {
  return {
    alarmName: alarm.name,
    state: {
      ...(suppression === undefined
        ? {}
        : { actionsSuppressedBy: suppression.by, actionsSuppressedReason: suppression.reason }),
      ...stateOf(current),
    },
    previousState: stateOf(previous),
    configuration: {
      ...(alarm.description === undefined ? {} : { description: alarm.description }),
      ...(alarm.kind === 'metric' ? { metrics: alarm.queries.map(metricOut) } : compositeOut(alarm)),
    },
  };
}

/** `detail` of "CloudWatch Alarm Configuration Change". */
export function configurationChangeDetail(
  operation: 'create' | 'update' | 'delete',
  alarm: Alarm,
  status: AlarmStatus,
  before: Alarm | undefined,
): object {
  return {
    alarmName: alarm.name,
    operation,
    state: { value: status.state, timestamp: alarmDate(status.updatedMs) },
    configuration: configurationOut(alarm),
    ...(before === undefined ? {} : { previousConfiguration: configurationOut(before) }),
  };
}

function stateOf({ state, reason, reasonData, updatedMs }: AlarmStatus): object {
  return {
    value: state,
    reason,
    ...(reasonData === undefined ? {} : { reasonData }),
    timestamp: alarmDate(updatedMs),
  };
}

function metricOut(query: MetricQuery): object {
  if (query.kind === 'expression') {
    return {
      id: query.id,
      expression: query.expression,
      ...(query.label === undefined ? {} : { label: query.label }),
      returnData: query.returnData,
    };
  }
  const { namespace, name, dimensions } = query.metric;
  return {
    id: query.id,
    ...(query.label === undefined ? {} : { label: query.label }),
    metricStat: {
      metric: { namespace, name, dimensions: Object.fromEntries(dimensions.map((each) => [each.name, each.value])) },
      period: query.periodS,
      stat: query.stat,
      ...(query.unit === undefined ? {} : { unit: query.unit }),
    },
    returnData: query.returnData,
  };
}

function compositeOut({ ruleText, suppressor }: CompositeAlarm): object {
  return {
    alarmRule: ruleText,
    ...(suppressor === undefined
      ? {}
      : {
          actionsSuppressor: suppressor.given,
          actionsSuppressorWaitPeriod: suppressor.waitS,
          actionsSuppressorExtensionPeriod: suppressor.extensionS,
        }),
  };
}

function metricConfiguration({ rule, queries, given }: MetricAlarm): object {
  return {
    evaluationPeriods: rule.evaluationPeriods,
    ...(given.DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: given.DatapointsToAlarm }),
    threshold: rule.threshold,
    comparisonOperator: rule.comparison,
    ...(given.TreatMissingData === undefined ? {} : { treatMissingData: given.TreatMissingData }),
    metrics: queries.map(metricOut),
  };
}

function configurationOut(alarm: Alarm): object {
  return {
    ...(alarm.kind === 'metric' ? metricConfiguration(alarm) : compositeOut(alarm)),
    alarmName: alarm.name,
    ...(alarm.description === undefined ? {} : { description: alarm.description }),
    actionsEnabled: alarm.actionsEnabled,
    timestamp: alarmDate(alarm.configurationUpdatedMs),
    okActions: alarm.okActions,
    alarmActions: alarm.alarmActions,
    insufficientDataActions: alarm.insufficientDataActions,
  };
}

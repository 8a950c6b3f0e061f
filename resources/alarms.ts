import type { Config, Target } from '../shared/targets';
import type { Alarm, MathEntry, MetricQuery } from './alarm';
import { clusterAlarms } from './cluster-alarms';
import { tableAlarms } from './table-alarms';
import { logicalId, type Resources } from './template';

const periodSeconds = 60;

/** All alarms of all declared targets. There is no alarm for under-use: the schedule finds that, and an idle night is not an emergency. */
export function alarms(config: Config): Resources {
  const all: Record<string, Resources[string]> = {};
  for (const [name, target] of Object.entries(config.targets)) {
    for (const alarm of [...clusterAlarms(target), ...tableAlarms(target)]) {
      all[logicalId('alarm', name, alarm.what)] = resource(name, target, alarm);
    }
  }
  return all;
}

function resource(name: string, target: Target, alarm: Alarm): Resources[string] {
  const { datapoints, periods } = window(target.policy.windowsMs.trigger);
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: alarmName(name, alarm.what),
      AlarmDescription: alarm.description,
      // No actions: a state machine cannot be one. EventBridge hears of every change of state.
      ActionsEnabled: false,
      ComparisonOperator: alarm.comparison,
      Threshold: alarm.threshold,
      EvaluationPeriods: periods,
      DatapointsToAlarm: datapoints,
      TreatMissingData: alarm.treatMissingData,
      ...('metric' in alarm.query ? single(alarm.query) : { Metrics: alarm.query.map(entry) }),
    },
  };
}

/** CloudWatch allows 255 characters; a table's name alone may have as many. */
function alarmName(target: string, what: string): string {
  const name = `daxpilot/${target}/${what}`;
  if (name.length > 255)
    throw new Error(`The alarm name "${name}" has ${name.length} characters; CloudWatch allows 255`);
  return name;
}

/**
 * M of N one-minute periods over the policy's trigger window: 3 of 5 by default. M below N also keeps FILL() from deciding an
 * alarm, because the newest minute is filled until its datapoint is published.
 */
function window(triggerMs: number): { readonly datapoints: number; readonly periods: number } {
  const minutesPerDay = 1440; // longest window of an alarm with a period below an hour
  const periods = Math.min(Math.max(1, Math.round(triggerMs / (periodSeconds * 1000))), minutesPerDay);
  return { datapoints: Math.ceil(periods * 0.6), periods };
}

// No Unit anywhere: a wrong one leaves an alarm without data for ever, and a right one adds nothing.
const single = (query: MetricQuery) => ({
  Namespace: query.namespace,
  MetricName: query.metric,
  Dimensions: [dimension(query)],
  Statistic: query.stat,
  Period: periodSeconds,
});

const dimension = ({ dimension: { name, value } }: MetricQuery) => ({ Name: name, Value: value });

function entry(part: MathEntry) {
  if ('expression' in part) {
    return { Id: part.id, Expression: part.expression, Label: part.label, ReturnData: part.returned };
  }
  const { namespace, metric, stat } = part.metric;
  return {
    Id: part.id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: [dimension(part.metric)] },
      Period: periodSeconds,
      Stat: stat,
    },
  };
}

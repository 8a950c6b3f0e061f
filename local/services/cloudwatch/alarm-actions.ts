import type { Platform } from '../../kernel/service';
import type { Alarm, AlarmStatus } from './alarm';
import type { AlarmState } from './alarm-evaluation';
import { stateChangeDetail } from './alarm-event';
import { alarmDate } from './alarm-reason';
import { regionName } from './region-name';

/** What an alarm does on a change of state. */
export type ActionKind = 'topic' | 'function' | 'scaling-policy';

const KINDS: readonly (readonly [ActionKind, RegExp])[] = [
  ['topic', /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[^:]+$/],
  ['function', /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[^:]+(?::[^:]+)?$/],
  ['scaling-policy', /^arn:aws[a-z-]*:autoscaling:[a-z0-9-]+:\d{12}:scalingPolicy:.+$/],
];

export function actionKind(arn: string): ActionKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(arn))?.[0];
}

export function actionsFor(alarm: Alarm, state: AlarmState): readonly string[] {
  switch (state) {
    case 'OK':
      return alarm.okActions;
    case 'ALARM':
      return alarm.alarmActions;
    case 'INSUFFICIENT_DATA':
      return alarm.insufficientDataActions;
  }
}

/** Called for an action on a scaling policy; rejects if it was not carried out. */
export type ScalingAction = (policyArn: string, state: AlarmState) => Promise<void>;

export interface ActionContext {
  readonly platform: Platform;
  readonly onScalingAction: ScalingAction | undefined;
}

/** Carries out one action; rejects with why it could not be. */
export async function runAction(
  arn: string,
  alarm: Alarm,
  previous: AlarmStatus,
  current: AlarmStatus,
  { platform, onScalingAction }: ActionContext,
): Promise<void> {
  switch (actionKind(arn)) {
    case 'topic': {
      const subject = `${current.state}: "${alarm.name}" in ${regionName(platform.region)}`;
      const Message = JSON.stringify(message(alarm, previous, current, platform));
      const input = { TopicArn: arn, Subject: subject.slice(0, 100), Message };
      await platform.call('sns', 'Publish', input, { kind: 'service', arn: 'cloudwatch.amazonaws.com' });
      return;
    }
    case 'function': {
      const payload = {
        source: 'aws.cloudwatch',
        alarmArn: alarm.arn,
        accountId: platform.account,
        time: alarmDate(current.updatedMs),
        region: platform.region,
        alarmData: stateChangeDetail(alarm, previous, current, undefined),
      };
      const input = { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) };
      await platform.call('lambda', 'Invoke', input, {
        kind: 'service',
        arn: 'lambda.alarms.cloudwatch.amazonaws.com',
      });
      return;
    }
    case 'scaling-policy':
      if (onScalingAction === undefined) {
        throw new Error('nothing on this platform takes actions on scaling policies');
      }
      await onScalingAction(arn, current.state);
      return;
    case undefined:
      throw new Error(`no action of this kind: ${arn}`);
  }
}

/** The message that CloudWatch publishes to a topic. */
function message(alarm: Alarm, previous: AlarmStatus, current: AlarmStatus, { account, region }: Platform): object {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: alarmDate(alarm.configurationUpdatedMs),
    NewStateValue: current.state,
    NewStateReason: current.reason,
    StateChangeTime: alarmDate(current.updatedMs),
    Region: regionName(region),
    AlarmArn: alarm.arn,
    OldStateValue: previous.state,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    ...(alarm.kind === 'metric' ? { Trigger: trigger(alarm) } : { AlarmRule: alarm.ruleText }),
  };
}

function trigger({ rule, given, queries, periodS }: Extract<Alarm, { kind: 'metric' }>): object {
  const extended = given.ExtendedStatistic;
  const single = {
    MetricName: given.MetricName,
    Namespace: given.Namespace,
    ...(extended === undefined
      ? {
          StatisticType: 'Statistic',
          Statistic: (given.Statistic ?? '').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase(),
        }
      : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: extended }),
    Unit: given.Unit ?? null,
    Dimensions: (given.Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name })),
  };
  const metrics = queries.map((query) =>
    query.kind === 'expression'
      ? { Expression: query.expression, Id: query.id, Label: query.label ?? query.id, ReturnData: query.returnData }
      : {
          Id: query.id,
          MetricStat: {
            Metric: {
              Dimensions: query.metric.dimensions.map(({ name, value }) => ({ value, name })),
              MetricName: query.metric.name,
              Namespace: query.metric.namespace,
            },
            Period: query.periodS,
            Stat: query.stat,
          },
          ReturnData: query.returnData,
        },
  );
  return {
    ...(given.MetricName === undefined ? {} : single),
    Period: periodS,
    EvaluationPeriods: rule.evaluationPeriods,
    DatapointsToAlarm: rule.datapointsToAlarm,
    ComparisonOperator: rule.comparison,
    Threshold: rule.threshold,
    TreatMissingData: given.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: given.EvaluateLowSampleCountPercentile ?? '',
    ...(given.MetricName === undefined ? { Metrics: metrics } : {}),
  };
}

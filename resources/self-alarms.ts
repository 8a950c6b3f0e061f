import { stateMetrics, stateNamespace } from '../shared/flow/target-state';
import type { Config } from '../shared/targets';
import { logicalId, type Resources, type Value } from './template';

/**
 * Alarms on daxpilot itself. Their names must not begin with `daxpilot/`: those wake the state machine. They tell people, by the
 * topic that decisions are told by.
 */
const prefix = 'daxpilot-self/';
const lookSeconds = 600;
/**
 * Looks are 10 minutes apart, and while a change is under way others coalesce onto it; the longest change that is waited for takes 45
 * minutes. Twice that without one finished look is too long.
 */
const looksMissed = 9;

export const deadLetterQueueName = 'daxpilot-dead-letters';

interface SelfAlarm {
  readonly what: string;
  readonly description: string;
  readonly properties: { readonly [key: string]: Value };
}

export function selfAlarms(config: Config): Resources {
  return Object.fromEntries(
    all(config).map(({ what, description, properties }) => [
      logicalId('self-alarm', what),
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: prefix + what,
          AlarmDescription: description,
          AlarmActions: [{ Ref: 'NoticeTopic' }],
          ...properties,
        },
      },
    ]),
  );
}

export const selfAlarmNames = (config: Config): readonly string[] => all(config).map(({ what }) => prefix + what);

const all = (config: Config): readonly SelfAlarm[] => [
  failedExecutions('rightsize', 'RightsizeStateMachine'),
  failedExecutions('recovery', 'RecoveryStateMachine'),
  failedExecutions('replace-cluster', 'ReplaceClusterStateMachine'),
  failedExecutions('replace-recovery', 'ReplaceRecoveryStateMachine'),
  deadLetters,
  ...Object.keys(config.targets).flatMap((target) => [notEvaluated(target), failing(target)]),
];

/** Ends that no Catch saw; one is enough. Step Functions publishes nothing while nothing happens. */
function failedExecutions(name: string, machine: string): SelfAlarm {
  const metrics = ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map((MetricName, index) => ({
    Id: `m${index}`,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/States',
        MetricName,
        Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: machine } }],
      },
      Period: 300,
      Stat: 'Sum',
    },
  }));
  const sum = {
    Id: 'ended',
    Expression: 'FILL(m0,0)+FILL(m1,0)+FILL(m2,0)',
    Label: 'failed executions',
    ReturnData: true,
  };
  return {
    what: `${name}-failed`,
    description: `An execution of daxpilot-${name} failed, timed out or was stopped; recovery looks after its target`,
    properties: {
      Metrics: [sum, ...metrics],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
    },
  };
}

const deadLetters: SelfAlarm = {
  what: 'dead-letters',
  description: `An event reached no state machine: read it in the queue ${deadLetterQueueName}, mend the cause, purge the queue`,
  properties: {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: deadLetterQueueName }],
    Statistic: 'Maximum',
    Period: 300,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    // SQS publishes nothing of a queue that nobody uses.
    TreatMissingData: 'notBreaching',
  },
};

const ofTarget = (target: string, metric: string): { readonly [key: string]: Value } => ({
  Namespace: stateNamespace,
  MetricName: metric,
  Dimensions: [{ Name: 'Target', Value: target }],
  Period: lookSeconds,
});

function notEvaluated(target: string): SelfAlarm {
  return {
    what: `not-evaluated/${target}`,
    description: `${target} was not looked at to the end for ${(looksMissed * lookSeconds) / 60} minutes`,
    properties: {
      ...ofTarget(target, stateMetrics.changed),
      // Each finished look is one sample, whether it changed something or not. The metric is ours: silence is what is looked for.
      // So a target is told of from its first deploy until its first look too: one that never works must not pass for a quiet one.
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: looksMissed,
      DatapointsToAlarm: looksMissed,
      TreatMissingData: 'breaching',
    },
  };
}

/** A single failure is told when it happens and may pass; half of an hour's looks is a fault to be mended. */
function failing(target: string): SelfAlarm {
  return {
    what: `failing/${target}`,
    description: `Looks at ${target} keep ending with outcome failed: see daxpilot history ${target}`,
    properties: {
      ...ofTarget(target, stateMetrics.failed),
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    },
  };
}

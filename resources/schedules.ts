import type { Config } from '../shared/targets';
import { logicalId, type Resource, type Resources } from './template';

/**
 * The backstop: each declared target is looked at every 10 minutes, whatever alarms said or did not say. Targets whose policy asks for
 * learned rules are reviewed once an hour besides.
 */
export function schedules(config: Config): Resources {
  const learning = Object.values(config.targets).filter(({ policy }) => policy.learnedRules !== 'off');
  return {
    ...Object.fromEntries(
      Object.keys(config.targets).map((target) => [logicalId('schedule', target), schedule(target)]),
    ),
    ...Object.fromEntries(
      learning.flatMap(({ name }) => [
        [logicalId('learn-schedule', name), learnSchedule(name)],
        [logicalId('learn-permission', name), learnPermission(name)],
      ]),
    ),
  };
}

/** As the packager names it. */
const learnFunction = { 'Fn::GetAtt': ['LearnLambdaFunction', 'Arn'] };

const schedule = (target: string): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: `daxpilot-schedule-${target}`,
    Description: `Starts rightsize for ${target} every 10 minutes`,
    State: 'ENABLED',
    ScheduleExpression: 'rate(10 minutes)',
    Targets: [
      {
        Id: 'rightsize',
        Arn: { Ref: 'RightsizeStateMachine' },
        RoleArn: { 'Fn::GetAtt': ['RulesRole', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
        // An older one is worth nothing: the next comes.
        RetryPolicy: { MaximumEventAgeInSeconds: 600 },
        Input: JSON.stringify({ target, reason: 'schedule' }),
      },
    ],
  },
});

/**
 * Straight to the function, asynchronously: nothing is held and nothing is waited for. What fails is tried twice more by Lambda, with the
 * same time, and is in its log; the rules of the review before stay in force meanwhile.
 */
const learnSchedule = (target: string): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: `daxpilot-learn-${target}`,
    Description: `Reviews the rules of ${target} by the load of its last days, once an hour`,
    State: 'ENABLED',
    ScheduleExpression: 'cron(10 * * * ? *)',
    Targets: [
      {
        Id: 'learn',
        Arn: learnFunction,
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
        InputTransformer: {
          InputPathsMap: { now: '$.time', rule: '$.resources[0]' },
          InputTemplate: `{"schemaVersion":1,"step":"learn","target":"${target}","execution":<rule>,"now":<now>}`,
        },
      },
    ],
  },
});

const learnPermission = (target: string): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: learnFunction,
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [logicalId('learn-schedule', target), 'Arn'] },
  },
});

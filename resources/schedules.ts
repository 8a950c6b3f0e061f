import type { Config } from '../shared/targets';
import { logicalId, type Resource, type Resources } from './template';

/** The backstop: each declared target is looked at every 10 minutes, whatever alarms said or did not say. */
export function schedules(config: Config): Resources {
  return Object.fromEntries(
    Object.keys(config.targets).map((target) => [logicalId('schedule', target), schedule(target)]),
  );
}

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

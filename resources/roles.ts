import type { Config } from '../shared/targets';
import { type DaxRights, handlerRights } from './handler-rights';
import { allow, invoke, logs, type Statement } from './statement';
import { arn, logicalId, type Resource, type Resources } from './template';

/** One role per handler, one per machine, one for the rules; each with what it calls and nothing else. */
export function roles(config: Config, daxRights: DaxRights = 'by-cluster'): Resources {
  return {
    ...Object.fromEntries(
      Object.entries(handlerRights(config, daxRights)).map(([name, statements]) => [
        logicalId(name, 'role'),
        role('lambda.amazonaws.com', [logs(name), ...statements]),
      ]),
    ),
    RightsizeMachineRole: role('states.amazonaws.com', [
      invoke(['admit', 'observe', 'decide', 'apply', 'progress', 'verify', 'record', 'release']),
    ]),
    RecoveryMachineRole: role('states.amazonaws.com', [invoke(['recover'])]),
    ReplaceClusterMachineRole: role('states.amazonaws.com', [
      invoke(['replace-control', 'replace-create', 'replace-delete', 'replace-capacity']),
    ]),
    ReplaceRecoveryMachineRole: role('states.amazonaws.com', [invoke(['replace-recover'])]),
    ReviewMachineRole: role('states.amazonaws.com', [invoke(['review-look', 'review-settle'])]),
    RulesRole: role('events.amazonaws.com', [
      allow(
        ['states:StartExecution'],
        [machine('rightsize'), machine('recovery'), machine('replace-recovery'), machine('review')],
      ),
    ]),
  };
}

/** `DAXPILOT_DAX_RIGHTS` of the packaging. */
export function readDaxRights(text: string | undefined): DaxRights {
  if (text === undefined || text === '' || text === 'by-cluster') return 'by-cluster';
  if (text === 'any-cluster') return text;
  throw new Error(
    `DAXPILOT_DAX_RIGHTS must be by-cluster or any-cluster, not "${text}": whether rights to change clusters are held to the declared ones`,
  );
}

const machine = (name: string) => arn('states', `stateMachine:daxpilot-${name}`);

const role = (service: string, statements: readonly Statement[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'daxpilot',
        PolicyDocument: { Version: '2012-10-17', Statement: statements.map((s) => ({ ...s })) },
      },
    ],
  },
});

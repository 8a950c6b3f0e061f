import type { Config } from '../shared/targets';
import { type DaxRights, handlerRights } from './handler-rights';
import { allow, beginTraces, invoke, logs, type Statement, trace } from './statement';
import { arn, logicalId, type Resource, type Resources } from './template';

export interface RoleOptions {
  /** Default: `by-cluster`. */
  readonly daxRights?: DaxRights;
  /** Whether functions and machines send traces. Default: true. */
  readonly tracing?: boolean;
}

/** One role per handler, one per machine, one for the rules; each with what it calls and nothing else. */
export function roles(config: Config, { daxRights = 'by-cluster', tracing = true }: RoleOptions = {}): Resources {
  const traced = tracing ? [trace] : [];
  const machineRole = (functions: readonly string[]): Resource =>
    role('states.amazonaws.com', [invoke(functions), ...(tracing ? [beginTraces] : [])]);
  return {
    ...Object.fromEntries(
      Object.entries(handlerRights(config, daxRights)).map(([name, statements]) => [
        logicalId(name, 'role'),
        role('lambda.amazonaws.com', [logs(name), ...traced, ...statements]),
      ]),
    ),
    RightsizeMachineRole: machineRole([
      'admit',
      'observe',
      'decide',
      'apply',
      'progress',
      'verify',
      'record',
      'release',
    ]),
    RecoveryMachineRole: machineRole(['recover']),
    ReplaceClusterMachineRole: machineRole(['replace-control', 'replace-create', 'replace-delete', 'replace-capacity']),
    ReplaceRecoveryMachineRole: machineRole(['replace-recover']),
    ReviewMachineRole: machineRole(['review-look', 'review-settle']),
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

/** `DAXPILOT_TRACING` of the packaging. */
export function readTracing(text: string | undefined): boolean {
  if (text === undefined || text === '' || text === 'on') return true;
  if (text === 'off') return false;
  throw new Error(
    `DAXPILOT_TRACING must be on or off, not "${text}": whether executions are recorded as traces in X-Ray`,
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

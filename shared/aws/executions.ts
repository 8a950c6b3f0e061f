import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type ExecutionStatus, PortError } from '../flow/ports';
import { attempt, attemptToFind } from './calls';

/** A redrive that is pending runs again, so it is not an end. */
export async function describeExecution(states: SFNClient, executionArn: string): Promise<ExecutionStatus> {
  const found = await attemptToFind(`DescribeExecution ${executionArn}`, (options) =>
    states.send(new DescribeExecutionCommand({ executionArn }), options),
  );
  return found === undefined ? { kind: 'not-found' } : toStatus(found.status, found.stopDate);
}

/** Returns the ARN of the execution. */
export async function startExecution(states: SFNClient, stateMachineArn: string, input: unknown): Promise<string> {
  const started = await attempt(`StartExecution of ${stateMachineArn.split(':').at(-1)}`, (options) =>
    states.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }), options),
  );
  if (started.executionArn === undefined) {
    throw new PortError('aws.failed', 'StartExecution gave no ARN', true, 'maybe');
  }
  return started.executionArn;
}

export function toStatus(status: string | undefined, stopDate: Date | undefined): ExecutionStatus {
  switch (status) {
    case 'SUCCEEDED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'ABORTED':
      return { kind: 'ended', status, stoppedAtMs: stopDate?.getTime() ?? 0 };
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return { kind: 'running' };
    default:
      throw new PortError('aws.failed', `DescribeExecution gave the status ${String(status)}`, false, 'no');
  }
}

import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { forReads } from '../../shared/aws';
import type { GlobalOptions } from '../connection';
import { recordIn } from '../decision-record';
import { CliError, exitStatus } from '../exit';
import { followExecution, type Step } from '../follow';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { renderDecision } from '../render-decision';
import { openSession, serviceNames } from '../session';

interface RunOptions extends GlobalOptions {
  readonly reason: string;
  readonly mode: 'plan' | 'apply';
}

export const addRun = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('run').argument('<target>', 'declared target'))
    .option('--reason <text>', 'why, for the record', 'daxpilot run')
    .option('--plan', 'decide and record, but change nothing')
    .description('start the state machine for a target and follow it to its end')
    .action(async (name: string, options: RunOptions & { readonly plan?: boolean }) => {
      const session = openSession(options);
      const target = targetNamed(session.config, name).name;
      const client = new SFNClient(forReads(session.connection.env));
      const { executionArn = '' } = await client.send(
        new StartExecutionCommand({
          stateMachineArn: await machineArn(client),
          input: JSON.stringify({
            schemaVersion: 1,
            target,
            mode: options.plan === true ? 'plan' : 'apply',
            reason: options.reason,
          }),
        }),
      );
      session.output.note(`started ${executionArn}`);
      const pollMs = session.connection.kind === 'aws' ? 2000 : 250;
      const ended = await followExecution(
        client,
        executionArn,
        (step) => {
          const text = stepText(step);
          if (text !== undefined) session.output.note(text);
        },
        {
          pollMs,
        },
      );
      session.output.result({ executionArn, ...ended }, () => renderEnd(target, ended));
      finish(
        ended.status === 'SUCCEEDED' && recordIn(ended.output)?.outcome !== 'failed'
          ? exitStatus.done
          : exitStatus.notWell,
      );
    });
};

/** ARN of the deployed machine by its name. */
export const machineArn = async (client: SFNClient): Promise<string> => {
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListStateMachinesCommand(nextToken === undefined ? {} : { nextToken }));
    const found = page.stateMachines?.find(({ name }) => name === serviceNames.machine)?.stateMachineArn;
    if (found !== undefined) return found;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  throw new CliError(
    'aws.not-found',
    `there is no state machine ${serviceNames.machine} here: deploy the service first`,
    exitStatus.unknown,
  );
};

export const stepText = (step: Step): string | undefined => {
  const at = new Date(step.atMs).toISOString().slice(11, 19);
  switch (step.kind) {
    case 'entered':
      return `${at}  ${step.state}${step.type === 'Wait' ? ' ...' : ''}`;
    case 'task-succeeded':
      return undefined;
    case 'task-failed':
      return `${at}    failed: ${step.error} ${step.cause.slice(0, 200)}`;
    case 'ended':
      return `${at}  ${step.status}${step.error === undefined ? '' : ` (${step.error})`}`;
  }
};

const renderEnd = (
  target: string,
  ended: { readonly status: string; readonly output?: unknown; readonly error?: string; readonly cause?: string },
): string => {
  const record = recordIn(ended.output);
  if (record === undefined) return `${target}: execution ${ended.status} ${ended.error ?? ''} ${ended.cause ?? ''}`;
  return renderDecision({ ...record, headline: `${target}: ${record.outcome.toUpperCase()}` });
};

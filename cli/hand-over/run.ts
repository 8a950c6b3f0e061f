import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { forReads } from '../../shared/aws';
import { isStageName, stages } from '../../shared/handover';
import { exitStatus } from '../exit';
import type { Session } from '../session';
import type { HandOverInput } from './input';
import { newestTurn, type ReplaceTurn, replaceMachineArn } from './machine';

interface Result {
  readonly outcome?: string;
  readonly text?: string;
  readonly leftBehind?: string | null;
}

const good = ['introduced', 'replaced', 'removed', 'deleted'];

/** Starts the machine and follows it to its end; whoever ends the command does not end the hand-over. */
export async function runHandOver(session: Session, { given, request }: HandOverInput): Promise<number> {
  const { target, kind } = request;
  const client = new SFNClient(forReads(session.connection.env));
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn: await replaceMachineArn(client), input: JSON.stringify(given) }),
  );
  session.output.note(`started ${executionArn}`);
  const ended = await follow(session, client, executionArn);
  const { outcome, text = '', leftBehind } = (ended.output ?? {}) as Result;
  session.output.result({ executionArn, ...ended }, () =>
    [
      `${target}: ${(outcome ?? ended.status).toUpperCase()}`,
      text,
      leftBehind ? `${leftBehind} serves nobody any more: daxpilot ${kind} ${target} --delete ${leftBehind}` : '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  return good.includes(outcome ?? '') ? exitStatus.done : exitStatus.notWell;
}

/** One line whenever stage or reason change: what is waited for, and for whom. */
async function follow(session: Session, client: SFNClient, executionArn: string) {
  const pollMs = session.connection.kind === 'aws' ? 2_000 : 250;
  let told = '';
  for (;;) {
    const { status, output, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const turn = await newestTurn(client, executionArn);
    const line = turn && lineOf(turn);
    if (line !== undefined && line !== told) {
      told = line;
      session.output.note(line);
    }
    if (status !== 'RUNNING')
      return {
        status: status ?? 'FAILED',
        ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
        ...(error === undefined ? {} : { error }),
      };
    await sleep(pollMs);
  }
}

function lineOf({ stage, text }: ReplaceTurn): string {
  if (stage === null) return text;
  return isStageName(stage) ? `phase ${stages[stage].phase}, ${stage}: ${text}` : `${stage}: ${text}`;
}

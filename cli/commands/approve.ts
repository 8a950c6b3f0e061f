import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { forReads } from '../../shared/aws';
import { type AnswerResult, answerDecision } from '../../shared/flow';
import { callerArn } from '../caller';
import type { GlobalOptions } from '../connection';
import { recordIn } from '../decision-record';
import { CliError, exitStatus } from '../exit';
import { followExecution } from '../follow';
import { withGlobalOptions } from '../global-options';
import { renderDecision } from '../render-decision';
import { openSession, type Session } from '../session';
import { unknownDecision } from '../stored-decision';
import { stepText } from './run';

interface ApproveOptions extends GlobalOptions {
  readonly wait: boolean;
}

export const addApproveAndReject = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('approve').argument('<decision>', 'id of a decision that waits for a person'))
    .option('--no-wait', 'do not follow the execution that looks again')
    .description('allow a decision: it is made if a new look comes to the same action')
    .action(async (id: string, options: ApproveOptions) => {
      const session = openSession(options);
      const answered = await answer(session, id, 'approved');
      finish(await reportApproval(session, id, answered, options.wait));
    });
  withGlobalOptions(program.command('reject').argument('<decision>', 'id of a decision that waits for a person'))
    .description('refuse a decision, so that nobody can approve it any more')
    .action(async (id: string, options: GlobalOptions) => {
      const session = openSession(options);
      const { target, by } = await answer(session, id, 'rejected');
      session.output.result({ decision: id, target, state: 'rejected', by }, () => `${id} is rejected`);
      finish(exitStatus.done);
    });
};

interface Answered {
  readonly target: string;
  readonly by: string;
  readonly execution: string | null;
}

const answer = async (session: Session, id: string, state: 'approved' | 'rejected'): Promise<Answered> => {
  const by = await callerArn(session.connection);
  const nowMs = await session.nowMs();
  const result = await answerDecision(session.flow, { decision: id, answer: state, by, nowMs });
  if (result.kind === 'answered') return { target: result.target, by, execution: result.execution };
  throw refusal(id, result);
};

/** Who comes too late hears it as an answer (1), who names something that cannot be answered as wrong use (2). */
export const refusal = (id: string, result: Exclude<AnswerResult, { readonly kind: 'answered' }>): CliError => {
  const at = (ms: number) => new Date(ms).toISOString();
  switch (result.kind) {
    case 'unknown':
      return unknownDecision(id);
    case 'undeclared':
      return new CliError(
        'use.unknown-target',
        `DECISION = ${id}: its target ${result.target} is not declared any more`,
        exitStatus.wrongUse,
        ['a renamed target decides anew under its new name'],
      );
    case 'not-asked':
      return new CliError(
        'use.invalid-input',
        `DECISION = ${id}: it was ${result.outcome} and waits for nobody`,
        exitStatus.wrongUse,
        ['only decisions under the approval level "approve" can be approved'],
      );
    case 'expired':
      return new CliError(
        'approval.expired',
        `DECISION = ${id}: it could be answered until ${at(result.expiresAtMs)}`,
        exitStatus.notWell,
        ['if it is still wanted, the next look records it anew: daxpilot history'],
      );
    case 'decided': {
      const { state, by, atMs } = result.approval;
      const who = state === 'rejected' ? 'rejected' : 'approved';
      const end = state === 'used' || state === 'lapsed' ? `, and that is ${state}: ${result.approval.text}` : '';
      return new CliError(
        'approval.decided',
        `DECISION = ${id}: ${by} ${who} it at ${at(atMs)}${end}`,
        exitStatus.notWell,
      );
    }
  }
};

const reportApproval = async (
  session: Session,
  id: string,
  { target, by, execution }: Answered,
  wait: boolean,
): Promise<number> => {
  const approved = { decision: id, target, state: 'approved', by, executionArn: execution };
  if (execution === null || !wait) {
    session.output.result(approved, () => `${id} is approved; ${execution} looks again`);
    return exitStatus.done;
  }
  session.output.note(`approved by ${by}; ${execution} looks again`);
  const client = new SFNClient(forReads(session.connection.env));
  const pollMs = session.connection.kind === 'aws' ? 2000 : 250;
  const note = (text: string | undefined) => {
    if (text !== undefined) session.output.note(text);
  };
  const ended = await followExecution(client, execution, (step) => note(stepText(step)), { pollMs });
  const record = recordIn(ended.output);
  session.output.result({ ...approved, ...ended }, () =>
    record === undefined
      ? `${target}: execution ${ended.status}`
      : renderDecision({ ...record, headline: `${target}: ${record.outcome.toUpperCase()}` }),
  );
  // Coalesced: the execution that holds the target takes the approval into account.
  const isWell = record?.outcome === 'coalesced' || record?.approval?.state === 'used';
  return isWell && record.outcome !== 'failed' ? exitStatus.done : exitStatus.notWell;
};

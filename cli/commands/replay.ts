import type { Command } from 'commander';
import pc from 'picocolors';
import { type Replay, replayDecision } from '../../shared/flow';
import type { Decision } from '../../shared/sizing';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { renderTable, usd } from '../output';
import { actionText } from '../render-decision';
import { openSession } from '../session';
import { decisionNamed } from '../stored-decision';

export const addReplay = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('replay').argument('<decision>', 'id of a decision, as history prints it'))
    .description('make a decision again from what was recorded, or with --config by another policy; changes nothing')
    .action(async (id: string, options: GlobalOptions, command: Command) => {
      const by = command.getOptionValueSource('config') === 'cli' ? 'other' : 'recorded';
      const session = openSession(options);
      const row = await decisionNamed(session, id);
      if (by === 'other') targetNamed(session.config, row.target);
      const replay = replayDecision(session.flow, row, by);
      if (replay.kind === 'not-replayable') {
        throw new CliError(
          'use.invalid-input',
          `DECISION = ${id}: it cannot be made again: ${replay.why}`,
          exitStatus.wrongUse,
        );
      }
      session.output.result({ decisionId: id, target: row.target, ...replay }, (value) => renderReplay(id, value));
      finish(exitStatus.done);
    });
};

type Replayed = Extract<Replay, { readonly kind: 'replayed' }>;

export const renderReplay = (id: string, { atMs, recorded, replayed, policy, differs }: Replayed): string => {
  const now = policy === 'other' ? 'by the other policy' : 'made again';
  const rows = lines.map(([name, text]) => [name, text(recorded), text(replayed)]);
  const verdict = differs.length === 0 ? pc.green('the same decision') : pc.yellow(`differs in ${differs.join(', ')}`);
  return [
    `${pc.bold(id)}  as of ${new Date(atMs).toISOString()}: ${verdict}`,
    renderTable(['', 'recorded', now], rows, [12, 52, 52]),
  ].join('\n');
};

const lines: readonly (readonly [string, (decision: Decision) => string])[] = [
  ['verdict', ({ verdict }) => verdict],
  ['action', ({ action }) => actionText(action)],
  ['reasons', ({ reasonCodes }) => reasonCodes.join(', ')],
  ['cost a month', ({ costUsdPerMonth: cost }) => `${usd(cost.before)} -> ${usd(cost.after)}`],
  ['evidence', ({ evidence }) => evidence.map(({ reading, verdict }) => `${reading} ${verdict}`).join(', ')],
  ['rejected', ({ rejected }) => rejected.map((one) => `${one.option} (${one.reasonCode})`).join(', ')],
  ['warnings', ({ warnings }) => warnings.join('; ')],
];

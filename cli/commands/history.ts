import type { Command } from 'commander';
import { listDecisions } from '../../shared/flow';
import type { DecisionRow } from '../../shared/ledger';
import type { GlobalOptions } from '../connection';
import { exitStatus } from '../exit';
import { wholeNumberOf, withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { renderTable } from '../output';
import { actionText } from '../render-decision';
import { openSession } from '../session';
import { decisionIn } from '../stored-decision';

interface HistoryOptions extends GlobalOptions {
  readonly limit: number;
}

export const addHistory = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('history').argument('[target]', 'declared target; all of them if absent'))
    .option('--limit <n>', 'decisions per target, newest first', wholeNumberOf(1, 1000), 20)
    .description('the decisions that were recorded, newest first')
    .action(async (name: string | undefined, options: HistoryOptions) => {
      const session = openSession(options);
      const names = name === undefined ? Object.keys(session.config.targets) : [targetNamed(session.config, name).name];
      const rows: DecisionRow[] = [];
      for (const target of names) rows.push(...(await listDecisions(session.flow, { target, limit: options.limit })));
      rows.sort((a, b) => b.decidedAtMs - a.decidedAtMs);
      session.output.result(
        rows.map(({ inputs: _inputs, ...row }) => ({ ...row, decidedAt: new Date(row.decidedAtMs).toISOString() })),
        () => (rows.length === 0 ? 'no decision is recorded yet' : renderHistory(rows)),
      );
      finish(exitStatus.done);
    });
};

const renderHistory = (rows: readonly DecisionRow[]): string =>
  renderTable(
    ['decided', 'target', 'outcome', 'action', 'reasons', 'decision'],
    rows.map((row) => [
      new Date(row.decidedAtMs).toISOString().slice(0, 19).replace('T', ' '),
      row.target,
      row.approval === undefined ? row.outcome : `${row.outcome} (${row.approval.state})`,
      actionText(row.outcome === 'held' ? null : (decisionIn(row)?.action ?? null)),
      row.reasonCodes.slice(0, 3).join(', '),
      row.decisionId,
    ]),
  );

import type { Command } from 'commander';
import pc from 'picocolors';
import { getDecision } from '../../shared/flow';
import type { DecisionRow } from '../../shared/ledger';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { renderDecision } from '../render-decision';
import { openSession } from '../session';
import { decisionIn } from '../stored-decision';

export const addExplain = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('explain').argument('<decision>', 'id of a decision, as history prints it'))
    .description('one decision whole: what woke it, what was seen, what was chosen and why, what came of it')
    .action(async (id: string, options: GlobalOptions) => {
      const session = openSession(options);
      const row = await getDecision(session.flow, id);
      if (row === undefined) {
        throw new CliError(
          'use.unknown-decision',
          `DECISION = ${id}: the ledger has no such decision`,
          exitStatus.wrongUse,
          ['daxpilot history prints the ids that there are'],
        );
      }
      session.output.result(row, renderRow);
      finish(exitStatus.done);
    });
};

export const renderRow = (row: DecisionRow): string => {
  const decision = decisionIn(row);
  return [
    pc.bold(row.decisionId),
    `  decided ${new Date(row.decidedAtMs).toISOString()}, round ${row.round} of ${row.execution}`,
    `  woken by ${describe(row.request)}`,
    renderDecision({
      target: row.target,
      headline: `${row.target}: ${row.outcome.toUpperCase()}`,
      action: row.outcome === 'held' ? null : (decision?.action ?? null),
      reasonCodes: row.reasonCodes,
      evidence: decision?.evidence ?? [],
      warnings: decision?.warnings ?? [],
      costUsdPerMonth: decision?.costUsdPerMonth ?? { before: null, after: null },
      chosen: decision?.chosen,
      runnerUp: decision?.runnerUp,
      marginUsdPerMonth: decision?.marginUsdPerMonth,
      rejected: decision?.rejected,
    }),
    `  came of it ${describe(row.result)}`,
  ].join('\n');
};

const describe = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, part]) => part !== null && typeof part !== 'object')
    .map(([name, part]) => `${name} ${String(part)}`)
    .join(', ');
};

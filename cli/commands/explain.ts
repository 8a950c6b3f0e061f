import type { Command } from 'commander';
import pc from 'picocolors';
import type { RecordedVerification } from '../../shared/flow';
import { type ApprovalState, asTarget, type DecisionRow, targetKey } from '../../shared/ledger';
import { type Decision, type Veto, vetoesOf } from '../../shared/sizing';
import type { GlobalOptions } from '../connection';
import { exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { renderDecision } from '../render-decision';
import { openSession } from '../session';
import { decisionIn, decisionNamed } from '../stored-decision';

export const addExplain = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('explain').argument('<decision>', 'id of a decision, as history prints it'))
    .description('one decision whole: what woke it, what was seen, what was chosen and why, what came of it')
    .action(async (id: string, options: GlobalOptions) => {
      const session = openSession(options);
      const row = await decisionNamed(session, id);
      const { vetoes = [] } = asTarget(await session.flow.ledger.read(targetKey(row.target)));
      session.output.result(row, () => renderRow(row, vetoes));
      finish(exitStatus.done);
    });
};

/** With what the target's item says of the option today. */
const renderRow = (row: DecisionRow, vetoes: readonly Veto[]): string => {
  const decision = decisionIn(row);
  return [
    pc.bold(row.decisionId),
    `  decided ${new Date(row.decidedAtMs).toISOString()}, round ${row.round} of ${row.execution}`,
    `  woken by ${describe(row.request)}`,
    ...ruleLines(decision),
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
    ...(row.undoes === undefined ? [] : [`  takes back ${row.undoes}`]),
    ...(row.approval === undefined ? [] : [`  approval ${approvalText(row.approval)}`]),
    `  came of it ${describe(row.result)}`,
    ...judgementLines(row.result),
    ...vetoLines(decision, vetoes),
  ].join('\n');
};

/** Which rule decided: one learned from the target's own days, or the bands. */
const ruleLines = (decision: Decision | undefined): readonly string[] => {
  if (decision === undefined) return [];
  const told = decision.evidence.filter(({ reading }) => reading === 'rule');
  return told.length === 0 ? ['  decided by the bands of the policy'] : told.map(({ text }) => `  rule ${text}`);
};

const approvalText = (approval: ApprovalState): string => {
  const until = new Date(approval.expiresAtMs).toISOString();
  if (approval.state === 'pending') return `pending until ${until}`;
  const answered = `${approval.state}, answered by ${approval.by} at ${new Date(approval.atMs).toISOString()}`;
  return approval.state === 'used' || approval.state === 'lapsed' ? `${answered}: ${approval.text}` : answered;
};

/** What the change was judged by: expected of the model for the load of then, and seen. */
const judgementLines = (result: unknown): readonly string[] => {
  const verification = (result as { readonly verification?: RecordedVerification | null } | null)?.verification;
  if (verification?.judgement === undefined) return [];
  const { judgement, rollBack } = verification;
  return [`  judged ${judgement.kind}: ${judgement.text}${afterText(rollBack)}`];
};

const afterText = (rollBack: RecordedVerification['rollBack']): string => {
  if (rollBack === null) return '';
  return rollBack.kind === 'follows' ? `; rolled back by ${rollBack.decision}` : `; it stays: ${rollBack.why}`;
};

/** The option that was taken back is not chosen again before its veto is over. */
const vetoLines = (decision: Decision | undefined, vetoes: readonly Veto[]): readonly string[] => {
  if (decision?.action == null) return [];
  return vetoesOf(vetoes, decision.action).map(
    ({ kind, resource, to, untilMs, strikes }) =>
      `  vetoed ${kind} ${resource} to ${to} until ${new Date(untilMs).toISOString()}, strike ${strikes}`,
  );
};

const describe = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, part]) => part !== null && typeof part !== 'object')
    .map(([name, part]) => `${name} ${String(part)}`)
    .join(', ');
};

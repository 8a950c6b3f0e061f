import { getDecision } from '../shared/flow';
import type { DecisionRow } from '../shared/ledger';
import type { Decision } from '../shared/sizing';
import { CliError, exitStatus } from './exit';
import type { Session } from './session';

/** The decision in a row of the ledger; absent where none was made or the row had no room for it. The ledger is written by us only. */
export const decisionIn = (row: DecisionRow): Decision | undefined => {
  const { decision } = row;
  const isDecision =
    typeof decision === 'object' && decision !== null && !Array.isArray(decision) && 'verdict' in decision;
  return isDecision ? (decision as unknown as Decision) : undefined;
};

/** The row of a decision that somebody names. */
export const decisionNamed = async (session: Session, id: string): Promise<DecisionRow> => {
  const row = await getDecision(session.flow, id);
  if (row === undefined) throw unknownDecision(id);
  return row;
};

export const unknownDecision = (id: string): CliError =>
  new CliError('use.unknown-decision', `DECISION = ${id}: the ledger has no such decision`, exitStatus.wrongUse, [
    'daxpilot history prints the ids that there are',
  ]);

import type { DecisionRow } from '../shared/ledger';
import type { Decision } from '../shared/sizing';

/** The decision in a row of the ledger; absent where none was made or the row had no room for it. The ledger is written by us only. */
export const decisionIn = (row: DecisionRow): Decision | undefined => {
  const { decision } = row;
  const isDecision =
    typeof decision === 'object' && decision !== null && !Array.isArray(decision) && 'verdict' in decision;
  return isDecision ? (decision as unknown as Decision) : undefined;
};

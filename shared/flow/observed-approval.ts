import type { TargetItem } from '../ledger';
import type { Request } from '../request/request';
import type { Decision } from '../sizing';
import type { Flow } from './flow';
import { getDecision } from './history';
import type { ObservedApproval } from './steps';

/**
 * The approval that this look is to take into account: the one that was handed to the target, else the one that the execution was
 * started for. Null where there is none, or where an earlier look has used it.
 */
export async function observedApproval(
  flow: Flow,
  item: TargetItem,
  request: Request,
  nowMs: number,
): Promise<ObservedApproval | null> {
  const decision = item.approved?.decision ?? request.approval;
  if (request.mode === 'plan' || decision === undefined) return null;
  const invalid = (text: string): ObservedApproval => ({ kind: 'invalid', decision, text });
  const row = await getDecision(flow, decision);
  if (row === undefined) return invalid('the ledger has no such decision');
  const { approval } = row;
  if (approval === undefined) return invalid('it is no decision that needs an approval');
  switch (approval.state) {
    case 'pending':
      return invalid('nobody has approved it yet');
    case 'rejected':
      return invalid(`${approval.by} rejected it`);
    case 'used':
    case 'lapsed':
      return null;
    case 'approved': {
      if (row.target !== request.target) return invalid(`it is about ${row.target} and not about ${request.target}`);
      // By the time of the state, whatever the clock of the approver says.
      if (nowMs > approval.expiresAtMs)
        return invalid(`it could be approved until ${new Date(approval.expiresAtMs).toISOString()}`);
      const action = actionIn(row.decision);
      return action === null
        ? invalid('its action is not in the ledger any more')
        : { kind: 'valid', decision, by: approval.by, action };
    }
  }
}

/** The row was written by us; a decision that had no room in it is left out by name. */
function actionIn(decision: unknown): Decision['action'] {
  const isDecision = typeof decision === 'object' && decision !== null && 'action' in decision;
  return isDecision ? (decision as Decision).action : null;
}

import { asRow, asTarget, type DecisionRow, decisionKey, decisionRange, type TargetItem, targetKey } from '../ledger';
import { declaredTarget, type Flow } from './flow';

export interface HistoryQuery {
  readonly target: string;
  /** Default: everything. */
  readonly sinceMs?: number;
  /** Default: without end. */
  readonly untilMs?: number;
  /** Default 20, newest first. */
  readonly limit?: number;
}

/** Year 9999: the last one that ISO 8601 writes with four digits. */
const endOfTimeMs = Date.UTC(9999, 11, 31);

export async function listDecisions(flow: Flow, query: HistoryQuery): Promise<readonly DecisionRow[]> {
  const { sinceMs = 0, untilMs = endOfTimeMs, limit = 20 } = query;
  const range = decisionRange(declaredTarget(flow, query.target).name, sinceMs, untilMs);
  const rows = await flow.ledger.query({ ...range, limit, order: 'newest-first' });
  return rows.map(asRow);
}

/** Undefined for an id that is malformed or unknown. */
export async function getDecision(flow: Flow, id: string): Promise<DecisionRow | undefined> {
  const key = decisionKey(id);
  const item = key && (await flow.ledger.read(key));
  return item && asRow(item);
}

/** Who holds the target, since when, and what is going on. */
export async function targetState(flow: Flow, target: string): Promise<TargetItem> {
  return asTarget(await flow.ledger.read(targetKey(declaredTarget(flow, target).name)));
}

import { PortError } from '../../shared/flow';
import { historyOf } from '../../shared/flow/history-of';
import type { Action, Decision } from '../../shared/sizing';
import type { Session } from '../session';

/** What would be done for a target that nobody has looked after before. */
export type FirstLook =
  | {
      readonly kind: 'decided';
      readonly target: string;
      readonly decision: Decision;
      /** Positive: saved by the action. Negative: what it costs more. Null: no action, or a price is not known. */
      readonly savesUsdPerMonth: number | null;
    }
  | { readonly kind: 'failed'; readonly target: string; readonly why: string };

export interface Savings {
  readonly savesUsdPerMonth: number;
  /** Of changes that are due for other reasons than money. */
  readonly costsUsdPerMonth: number;
  readonly now: number;
}

/** Observes and decides as the service does, without its ledger, and changes nothing. */
export const firstLook = async (session: Session, nowMs: number): Promise<readonly FirstLook[]> => {
  const looks: FirstLook[] = [];
  for (const target of Object.values(session.config.targets)) {
    try {
      const snapshot = await session.flow.ports.observer.snapshot(target, nowMs);
      const decision = session.flow.decide(snapshot, target.policy, historyOf({}, snapshot, nowMs), nowMs);
      looks.push({ kind: 'decided', target: target.name, decision, savesUsdPerMonth: savedBy(decision) });
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      looks.push({ kind: 'failed', target: target.name, why: `${error.message} (${error.code})` });
    }
  }
  return looks;
};

const savedBy = ({ action, costUsdPerMonth: { before, after } }: Decision): number | null =>
  action === null || before === null || after === null ? null : before - after;

export const savingsOf = (looks: readonly FirstLook[]): Savings => {
  const decided = looks.flatMap((look) => (look.kind === 'decided' ? [look] : []));
  const changes = decided.flatMap(({ savesUsdPerMonth }) => savesUsdPerMonth ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    savesUsdPerMonth: sum(changes.filter((value) => value > 0)),
    costsUsdPerMonth: -sum(changes.filter((value) => value < 0)) || 0,
    now: sum(decided.map(({ decision }) => decision.costUsdPerMonth.before ?? 0)),
  };
};

export const actionOf = (look: FirstLook): Action | null => (look.kind === 'decided' ? look.decision.action : null);

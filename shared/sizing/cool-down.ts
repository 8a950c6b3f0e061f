import type { Policy } from '../targets';
import type { Change, History } from './decision';

/** A scale-in counts as regretted when nodes had to be added again within this time. */
export const regretMs = 4 * 3_600_000;
export const longestCoolDownMs = 7 * 24 * 3_600_000;

/**
 * How long nothing is done in a direction after the completion of the last change. A change of the table counts too: the
 * ledger keeps one last change, and waiting minutes more is harmless.
 */
export function clusterCoolDownMs(direction: 'out' | 'in', policy: Policy, history: History): number {
  if (direction === 'out') return policy.coolDownMs.scaleOut;
  const doubled = policy.coolDownMs.scaleIn * 2 ** Math.min(20, regrets(history.recentChanges ?? []));
  return Math.max(policy.coolDownMs.scaleIn, Math.min(longestCoolDownMs, doubled));
}

export function isCoolingDown(direction: 'out' | 'in', policy: Policy, history: History, nowMs: number): boolean {
  const completedAtMs = history.lastChange?.completedAtMs;
  return completedAtMs !== undefined && nowMs < completedAtMs + clusterCoolDownMs(direction, policy, history);
}

/** Scale-ins that a scale-out undid soon after. */
export function regrets(changes: readonly Change[]): number {
  const inOrder = changes
    .filter(({ kind }) => kind === 'set-node-count')
    .toSorted((a, b) => a.completedAtMs - b.completedAtMs);
  return inOrder.filter((change, index) => {
    const next = inOrder[index + 1];
    return (
      change.direction === 'in' && next?.direction === 'out' && next.completedAtMs - change.completedAtMs <= regretMs
    );
  }).length;
}

import { cents } from '../cluster-options';
import type { ClusterView } from '../cluster-view';
import { rounded } from '../evidence';
import type { Outcome } from '../outcome';
import { clusterUsdPerMonth } from '../price-book';
import { grouped } from '../quantity-text';
import type { ReasonCode } from '../reason-codes';
import { strategyPhase } from '../strategy';
import { readUsdPerMonth, tooSmallFor } from './table-burden';

/** Whether a cluster pays for itself: the reads that it saves the tables, at their prices, against its nodes. */
export interface ClusterWorth {
  readonly savedUsdPerMonth: number;
  readonly clusterUsdPerMonth: number;
}

/** By the busier of the trend window and the whole history, so that a quiet hour does not count against the cluster. */
export function worthOf({ burden, book, cluster, policy }: ClusterView): ClusterWorth | undefined {
  const usd = clusterUsdPerMonth(book, cluster.nodeType, cluster.nodeCount);
  if (burden === undefined || usd === null) return undefined;
  const saved = (burden.wholeUnits - burden.nowUnits) * Math.max(1, burden.usualRatio);
  const { targetUtilisationPercent } = policy.capacityMode;
  return {
    savedUsdPerMonth: cents(readUsdPerMonth(burden, saved, book, targetUtilisationPercent)),
    clusterUsdPerMonth: cents(usd),
  };
}

/** A tenth in favour of what is there: it is not removed for a little money. */
const clearly = 0.9;

/** Holds in which nothing is wrong that a change of size would cure. */
const calm: ReadonlySet<ReasonCode> = new Set([
  'in-band',
  'ttl-bound',
  'at-min-nodes',
  'no-room-to-shrink',
  'not-quiet-yet',
  'memory-above-band',
  'learned-fits',
]);

/**
 * Proposes to remove a cluster that clearly costs more than the reads that it saves, where money decides: the profile is `cost-first`,
 * or the hit rate is poor, so that it does not help latency much either. Always for a person to decide. Undefined otherwise.
 */
export function proposeRemoval(view: ClusterView, outcome: Outcome): Outcome | undefined {
  const { cluster, policy, readings, burden, history, nowMs } = view;
  const worth = worthOf(view);
  if (worth === undefined || burden === undefined || !calm.has(outcome.reasonCodes[0])) return undefined;
  const { minHistoryMs } = policy.capacityMode;
  const watched = burden.historyMs >= minHistoryMs && strategyPhase(history.firstSeenMs, nowMs, policy) === 'optimise';
  const poor = readings.hitRate.kind === 'value' && readings.hitRate.value < policy.bands.hitRatePercent.min;
  if (!watched || !(poor || policy.profile === 'cost-first')) return undefined;
  if (worth.savedUsdPerMonth >= worth.clusterUsdPerMonth * clearly) return undefined;
  const { savedUsdPerMonth: after, clusterUsdPerMonth: before } = worth;
  const text = `the reads that it saves would cost $${grouped(after)} a month on the tables, its nodes cost $${grouped(before)}; latency is not counted`;
  const small = tooSmallFor(burden).map(
    ({ name, carriesUnits, wholeUnits }) =>
      `before it goes ${name} needs ${grouped(rounded(wholeUnits))} read units/s, it has ${grouped(carriesUnits ?? 0)}`,
  );
  return {
    verdict: 'recommend',
    action: {
      kind: 'remove-cluster',
      cluster: cluster.name,
      nodeType: cluster.nodeType,
      nodes: cluster.nodeCount,
    },
    reasonCodes: ['cluster-not-worth', ...outcome.reasonCodes, 'approval-needed'],
    warnings: [...outcome.warnings, text, ...small],
    costUsdPerMonth: { before, after },
    chosen: { name: 'no cluster', costUsdPerMonth: after },
    runnerUp: { name: `${cluster.nodeCount} x ${cluster.nodeType}`, costUsdPerMonth: before },
    marginUsdPerMonth: cents(before - after),
    rejected: outcome.rejected,
  };
}

import { cents } from '../cluster-options';
import type { ClusterView } from '../cluster-view';
import { hold } from '../cluster-view';
import { rounded } from '../evidence';
import type { Outcome } from '../outcome';
import { clusterUsdPerMonth } from '../price-book';
import { known } from '../readings';
import { adviceOf } from './access-advice';

/** Items that live longer than this are seldom worth the staleness after a write around the cache. */
const longestItemTtlMs = 3_600_000;
/** At once no more than this: what it does to memory is seen before the next step. */
const largestFactor = 4;
const smallestFactor = 1.25;
const betweenChangesMs = 24 * 3_600_000;

/**
 * A longer item TTL where hits are few, memory is free and nothing is evicted: then items expire before they are read again. Memory grows
 * at most with the TTL, so the factor is what the band leaves. The query TTL stays: writes never invalidate query results. Undefined
 * where the TTLs are not known, are long or without end, or where scans explain the misses.
 */
export function proposeLongerTtl(view: ClusterView): Outcome | undefined {
  const { cluster, policy, readings, history, nowMs, book } = view;
  const { itemTtlMs, queryTtlMs } = cluster;
  const memory = known(readings.cacheMemory);
  if (itemTtlMs === undefined || queryTtlMs === undefined || memory === undefined || memory <= 0) return undefined;
  if (itemTtlMs === 0 || adviceOf(view).some(({ code }) => code === 'scans-through-cache')) return undefined;
  const factor = Math.min(largestFactor, policy.bands.cacheMemoryPercent.high / memory, longestItemTtlMs / itemTtlMs);
  if (factor < smallestFactor) return undefined;
  const changes = [...(history.lastChange === undefined ? [] : [history.lastChange]), ...(history.recentChanges ?? [])];
  const recently = changes.some(
    ({ kind, completedAtMs }) => kind === 'set-cache-ttl' && nowMs - completedAtMs < betweenChangesMs,
  );
  if (recently) return hold(view, ['cooldown', 'ttl-bound'], ['the TTL was changed within a day: hits need time']);
  const itemMs = Math.floor((itemTtlMs * factor) / 1000) * 1000;
  const usd = clusterUsdPerMonth(book, cluster.nodeType, cluster.nodeCount);
  const cost = usd === null ? null : cents(usd);
  const auto = policy.approval.cacheTtl === 'auto';
  const text = `items would live ${itemMs / 1000} s instead of ${itemTtlMs / 1000} s; memory ${rounded(memory)} % grows to at most ${rounded(memory * factor)} %; readers may see an item as old as that after a write around the cache`;
  return {
    verdict: auto ? 'apply' : 'recommend',
    action: {
      kind: 'set-cache-ttl',
      cluster: cluster.name,
      from: { itemMs: itemTtlMs, queryMs: queryTtlMs },
      to: { itemMs, queryMs: queryTtlMs },
    },
    reasonCodes: auto ? ['ttl-short', 'ttl-bound'] : ['ttl-short', 'ttl-bound', 'approval-needed'],
    warnings: [...view.warnings, text, rebootText(cluster.nodeCount)],
    costUsdPerMonth: { before: cost, after: cost },
    rejected: [],
  };
}

/** DAX says only after the change whether nodes take the TTL without a reboot. */
function rebootText(nodes: number): string {
  return nodes === 1
    ? 'the only node is rebooted for it if DAX asks for that: the cluster is interrupted for some minutes'
    : 'nodes are rebooted for it one after the other if DAX asks for that';
}

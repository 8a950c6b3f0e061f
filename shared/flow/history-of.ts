import { activeVetoes, type LastChange, type TargetItem } from '../ledger';
import type { History, Snapshot } from '../sizing';
import { isInForce } from './override';
import type { Intent } from './steps';

const dayMs = 24 * 3_600_000;
/** A switch takes several minutes between its start, which AWS tells, and its completion, which the ledger holds. */
const sameSwitchMs = 3_600_000;

/** The past as the ledger has it; what it lost in a crash is rebuilt from what AWS tells of nodes and tables. */
export function historyOf(item: TargetItem, snapshot: Snapshot, nowMs: number): History {
  const unrecorded = changeOfNodes(item, snapshot);
  const lastChange = latest(item.lastChange, unrecorded);
  const recorded = (item.recentChanges ?? []).filter((one) => nowMs - one.completedAtMs < recentMs);
  const recent = lastChange === unrecorded && unrecorded !== undefined ? [unrecorded, ...recorded] : recorded;
  const vetoes = activeVetoes(item.vetoes ?? [], nowMs);
  return {
    ...(lastChange && { lastChange }),
    switchesToOnDemandMs: switchesToOnDemand(item, snapshot, nowMs),
    ...(item.firstSeen !== undefined && { firstSeenMs: item.firstSeen }),
    ...(recent.length > 0 && { recentChanges: recent }),
    ...(vetoes.length > 0 && { vetoes }),
    ...(item.override !== undefined && isInForce(item.override, nowMs) && { override: item.override }),
  };
}

const recentMs = 7 * dayMs;
const mostChanges = 50;

/** The last change, and the list of recent ones with it at its head. */
export function changesWith(
  recent: readonly LastChange[] | undefined,
  lastChange: LastChange,
): { readonly lastChange: LastChange; readonly recentChanges: readonly LastChange[] } {
  const others = (recent ?? []).filter((one) => lastChange.completedAtMs - one.completedAtMs < recentMs);
  return { lastChange, recentChanges: [lastChange, ...others].slice(0, mostChanges) };
}

export function directionOf({ from, to }: Pick<Intent, 'from' | 'to'>): LastChange['direction'] {
  if (typeof from !== 'number' || typeof to !== 'number') return 'other';
  return to > from ? 'out' : 'in';
}

/** Nodes made since the target is looked after and after the last recorded change: that change was made, but not recorded. */
function changeOfNodes(item: TargetItem, snapshot: Snapshot): LastChange | undefined {
  const { cluster } = snapshot;
  if (cluster.kind !== 'cluster' || item.firstSeen === undefined) return undefined;
  const created = cluster.nodes.map((node) => node.createdAtMs ?? 0);
  const newest = Math.max(0, ...created);
  if (newest <= item.firstSeen) return undefined;
  return { kind: 'set-node-count', direction: 'out', completedAtMs: newest };
}

function switchesToOnDemand(item: TargetItem, snapshot: Snapshot, nowMs: number): readonly number[] {
  const recorded = item.modeSwitches ?? [];
  const unrecorded = snapshot.tables.flatMap((table) => {
    if (table.kind !== 'table' || table.lastSwitchToOnDemandMs === undefined) return [];
    const startedMs = table.lastSwitchToOnDemandMs;
    const known = recorded.some(
      (one) => one.table === table.name && one.atMs >= startedMs && one.atMs - startedMs < sameSwitchMs,
    );
    return known ? [] : [startedMs];
  });
  return [...recorded.map((one) => one.atMs), ...unrecorded]
    .filter((atMs) => nowMs - atMs < dayMs)
    .sort((a, b) => a - b);
}

const latest = (one: LastChange | undefined, other: LastChange | undefined): LastChange | undefined =>
  one === undefined || (other !== undefined && other.completedAtMs > one.completedAtMs) ? other : one;

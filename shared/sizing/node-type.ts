import { type Candidate, isAllowed } from './cluster-options';
import { type ClusterView, candidates, change, hold, neededGibibytes, sizingCpu } from './cluster-view';
import { cpuFloor, cpuOnType } from './cpu-model';
import { rounded } from './evidence';
import type { NodeType } from './node-catalogue';
import { headroomFactor } from './normalized-load';
import type { Outcome } from './outcome';
import { clusterUsdPerMonth } from './price-book';
import { known } from './readings';
import type { ReasonCode } from './reason-codes';
import { strategyPhase } from './strategy';

export type LargerTypeReason = 'memory-bound' | 'memory-full' | 'write-bound';

/**
 * The cheapest allowed node type that cures what no node count cures. The node type of a cluster cannot be changed: it
 * means a new cluster and a hand-over, so it is always a recommendation.
 */
export function proposeLargerType(view: ClusterView, reason: LargerTypeReason, codes: readonly ReasonCode[]): Outcome {
  const { cluster, nodeType, types, policy, book } = view;
  const cpu = sizingCpu(view);
  const able = types
    .filter((type) => isAllowed(type, policy) && isLarger(view, type, reason))
    .flatMap((type) => {
      const usd = clusterUsdPerMonth(book, type.name, cluster.nodeCount);
      return usd === null ? [] : [{ type, usd }];
    })
    .toSorted((a, b) => a.usd - b.usd)[0];
  if (nodeType === undefined || able === undefined) {
    const text = `${reason === 'write-bound' ? 'writes fill every node' : 'the working set does not fit'} and no allowed node type is larger than ${cluster.nodeType}`;
    return hold(view, ['no-larger-type', reason, ...codes], [text], cpu);
  }
  const found: readonly Candidate[] =
    cpu === undefined ? [] : candidates(view, cpu, { memoryBound: reason !== 'write-bound' });
  const action = {
    kind: 'replace-node-type',
    cluster: cluster.name,
    from: cluster.nodeType,
    to: able.type.name,
    nodes: cluster.nodeCount,
  } as const;
  return change(view, action, [reason, ...codes], [whyLarger(view, reason, able.type)], found);
}

function isLarger(view: ClusterView, type: NodeType, reason: LargerTypeReason): boolean {
  const { nodeType, readings, policy, cluster } = view;
  if (nodeType === undefined || type.name === nodeType.name) return false;
  const cpu = sizingCpu(view);
  const cpuThere = cpuOnType(cpu ?? 0, nodeType, type);
  if (cpuThere === undefined) return false;
  if (reason === 'write-bound') {
    const figure = type.normalizedRequestsPerSecond;
    const writes = (readings.mix?.writePerNode ?? 0) * headroomFactor;
    const bearable = cpuFloor(cpuThere, cluster.nodeCount, readings.mix) <= policy.bands.cpuPercent.high;
    return bearable && cpuThere < (cpu ?? 0) && figure !== null && writes < figure;
  }
  const needed = neededGibibytes(view);
  return (
    needed !== undefined &&
    type.memoryGibibytes > nodeType.memoryGibibytes &&
    type.memoryGibibytes >= needed &&
    cpuThere <= (cpu ?? 0)
  );
}

function whyLarger(view: ClusterView, reason: LargerTypeReason, type: NodeType): string {
  const { cluster, readings } = view;
  const replaced = `AWS cannot change a node type in place: ${type.name} means a new cluster and a hand-over`;
  if (reason === 'write-bound') return `every node carries every write, so more nodes do not help; ${replaced}`;
  const needed = neededGibibytes(view);
  const memory = known(readings.cacheMemory);
  const sum =
    needed === undefined || memory === undefined
      ? ''
      : `${rounded(memory)} % of ${view.nodeType?.memoryGibibytes} GiB x 1.2 = ${rounded(needed)} GiB; `;
  return `${sum}nodes are replicas of the same data, so more than ${cluster.nodeCount} of them would not hold more; ${replaced}`;
}

/** A smaller type where CPU and memory both leave room and nodes cannot be taken away. Undefined where none fits. */
export function proposeSmallerType(view: ClusterView, codes: readonly ReasonCode[]): Outcome | undefined {
  const { cluster, readings, policy, book, history, nowMs } = view;
  if (strategyPhase(history.firstSeenMs, nowMs, policy) === 'monitor') return undefined;
  const cpu = known(readings.cpuMaximum);
  const memory = known(readings.cacheMemory);
  if (cpu === undefined || memory === undefined || memory >= policy.bands.cacheMemoryPercent.low) return undefined;
  const before = clusterUsdPerMonth(book, cluster.nodeType, cluster.nodeCount);
  const found = candidates(view, cpu, { memoryBound: false });
  const better = found
    .filter(({ verdict, nodes, nodeType, usdPerMonth }) => {
      const cheaper = before !== null && usdPerMonth !== null && usdPerMonth < before;
      return verdict === 'fits' && nodes === cluster.nodeCount && nodeType.name !== cluster.nodeType && cheaper;
    })
    .toSorted((a, b) => (a.usdPerMonth ?? 0) - (b.usdPerMonth ?? 0))[0];
  if (better === undefined) return undefined;
  const to = better.nodeType.name;
  const action = {
    kind: 'replace-node-type',
    cluster: cluster.name,
    from: cluster.nodeType,
    to,
    nodes: cluster.nodeCount,
  } as const;
  const text = `CPU and memory fit ${to}; AWS cannot change a node type in place, so it means a new cluster and a hand-over`;
  return change(view, action, ['oversized-type', ...codes], [text], found);
}

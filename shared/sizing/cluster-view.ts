import type { Policy } from '../targets';
import { requestUnitUsd } from './capacity-cost';
import { readUnits } from './capacity-units';
import {
  type Candidate,
  type Comparison,
  candidatesOf,
  cents,
  compare,
  memoryOverhead,
  optionName,
} from './cluster-options';
import type { ClusterReadings } from './cluster-readings';
import type { CreditBalance } from './cpu-credits';
import type { Action, History } from './decision';
import { readUsdPerMonth, type TableBurden } from './joint/table-burden';
import type { ClusterChampion } from './learned/champion';
import type { NodeType } from './node-catalogue';
import type { Outcome } from './outcome';
import { clusterUsdPerMonth, hoursPerMonth, type PriceBook } from './price-book';
import { known } from './readings';
import type { ReasonCode } from './reason-codes';
import type { ClusterState, Series } from './snapshot';

/** All that the rules of a cluster look at, computed once. */
export interface ClusterView {
  readonly cluster: ClusterState;
  readonly readings: ClusterReadings;
  /** Absent where neither catalogue nor policy know the type; then only counts can be compared. */
  readonly nodeType: NodeType | undefined;
  readonly types: readonly NodeType[];
  readonly policy: Policy;
  readonly book: PriceBook;
  readonly history: History;
  readonly nowMs: number;
  readonly warnings: readonly string[];
  /** Reads of the tables behind the cluster; absent where they or the hit rate are not known. */
  readonly burden?: TableBurden;
  /** Of a burstable type, where the balance of every node is known. */
  readonly credits?: CreditBalance;
  /** The rule learned from the cluster's own last days with the load by the minute; absent: the bands decide. */
  readonly learned?: { readonly champion: ClusterChampion; readonly demand: Series };
}

/** The larger of what is sustained now and the 95th percentile of the trend. */
export function sizingCpu({ readings }: ClusterView): number | undefined {
  const now = known(readings.cpu);
  return now === undefined ? undefined : Math.max(now, known(readings.cpuForSize) ?? now);
}

/** Cache bytes with overhead that a node must hold, from what it holds now; a full cache wants more than it shows. */
export function neededGibibytes({ readings, nodeType }: ClusterView): number | undefined {
  const percent = known(readings.cacheMemory);
  if (percent === undefined || nodeType === undefined) return undefined;
  return (percent / 100) * nodeType.memoryGibibytes * memoryOverhead;
}

export function candidates(
  view: ClusterView,
  cpuPercent: number,
  options: { readonly memoryBound: boolean },
): readonly Candidate[] {
  const { cluster, nodeType, policy, book, types } = view;
  if (nodeType === undefined) return [];
  const memoryGibibytes = neededGibibytes(view);
  const demand = {
    nodes: cluster.nodeCount,
    nodeType,
    cpuPercent,
    mix: view.readings.mix,
    memoryGibibytes,
    ...options,
    ...missesOf(view),
  };
  return candidatesOf(demand, policy, book, types);
}

const gibibyte = 1024 ** 3;
/** While traffic moves from one cluster to another both are paid for: bridge, age of one TTL, and the wait before the old one goes. */
const sideBySideHours = 2;

/**
 * Cost of misses, and of a change of the node type: hours of the present cluster beside the new one, and one miss for each item that is
 * cached now. An item that was evicted causes one later miss at most, so more memory avoids no more than is evicted.
 */
function missesOf({ burden, book, policy, readings, cluster, nodeType }: ClusterView) {
  const monthly = clusterUsdPerMonth(book, cluster.nodeType, cluster.nodeCount);
  const sideBySide = ((monthly ?? 0) / hoursPerMonth) * sideBySideHours;
  if (burden === undefined) return { replacementUsd: sideBySide };
  const { itemKilobytes } = policy.workload;
  const perItem = readUnits({ itemKilobytes, readsPerSecond: 1, consistency: 'eventual' });
  const usd = (units: number): number =>
    readUsdPerMonth(burden, units, book, policy.capacityMode.targetUtilisationPercent);
  const evictedPerSecond = (known(readings.evictedBytesPerHour) ?? 0) / (itemKilobytes * 1024) / 3600;
  const usdPerMonth = usd(burden.nowUnits);
  const cached = ((known(readings.cacheMemory) ?? 0) / 100) * (nodeType?.memoryGibibytes ?? 0) * gibibyte;
  const refillUnits = (cached / (itemKilobytes * 1024)) * perItem;
  return {
    misses: { usdPerMonth, avoidableUsdPerMonth: Math.min(usdPerMonth, usd(evictedPerSecond * perItem)) },
    replacementUsd: sideBySide + refillUnits * requestUnitUsd(book, 'read'),
  };
}

export function hold(
  view: ClusterView,
  reasonCodes: readonly [ReasonCode, ...ReasonCode[]],
  warnings: readonly string[] = [],
  cpuPercent?: number,
): Outcome {
  const { cluster, book } = view;
  const usd = monthly(book, cluster.nodeType, cluster.nodeCount);
  const comparison: Comparison =
    cpuPercent === undefined
      ? { rejected: [] }
      : compare(candidates(view, cpuPercent, { memoryBound: false }), cluster.nodeCount, cluster.nodeType, usd);
  return {
    verdict: 'hold',
    action: null,
    reasonCodes,
    warnings: [...view.warnings, ...warnings],
    costUsdPerMonth: { before: usd, after: usd },
    ...comparison,
  };
}

/** A change that the rules want: done where the policy says `auto`, else recommended. */
export function change(
  view: ClusterView,
  action: Extract<Action, { readonly kind: 'set-node-count' | 'replace-node-type' }>,
  reasonCodes: readonly [ReasonCode, ...ReasonCode[]],
  warnings: readonly string[],
  found: readonly Candidate[],
): Outcome {
  const { cluster, book, policy } = view;
  const toType = action.kind === 'replace-node-type' ? action.to : cluster.nodeType;
  const toNodes = action.kind === 'replace-node-type' ? action.nodes : action.to;
  const before = monthly(book, cluster.nodeType, cluster.nodeCount);
  const after = monthly(book, toType, toNodes);
  const auto = action.kind === 'set-node-count' && policy.approval.nodeCount === 'auto';
  return {
    verdict: auto ? 'apply' : 'recommend',
    action,
    reasonCodes: auto ? reasonCodes : [...reasonCodes, 'approval-needed'],
    warnings: [...view.warnings, ...warnings],
    costUsdPerMonth: { before, after },
    ...compare(found, toNodes, toType, after),
  };
}

function monthly(book: PriceBook, nodeType: string, nodes: number): number | null {
  const usd = clusterUsdPerMonth(book, nodeType, nodes);
  return usd === null ? null : cents(usd);
}

export function sizeText(view: ClusterView): string {
  return optionName(view.cluster.nodeCount, view.cluster.nodeType);
}

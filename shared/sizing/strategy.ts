import type { Policy } from '../targets';
import { clusterSizeFor } from './cluster-size';
import type { BillingMode } from './decision';
import { clusterUsdPerMonth, listPrices, type PriceBook } from './price-book';
import { nodeTypeForWorkingSet } from './working-set';

/** The combined strategy of the brief: start small, watch for one to two weeks, then optimise what was seen. */
export type StrategyPhase = 'monitor' | 'optimise';

/** Without a known first sight only the length of the recorded history counts, which the rules check by themselves. */
export function strategyPhase(
  firstSeenMs: number | undefined,
  nowMs: number,
  policy: Pick<Policy, 'capacityMode'>,
): StrategyPhase {
  if (firstSeenMs === undefined) return 'optimise';
  return nowMs - firstSeenMs < policy.capacityMode.minHistoryMs ? 'monitor' : 'optimise';
}

export interface Setup {
  readonly billingMode: BillingMode;
  readonly nodeType: string;
  readonly nodes: number;
  /** Of the cluster; null where the price book lacks the type. */
  readonly clusterUsdPerMonth: number | null;
  readonly notes: readonly string[];
}

/** Step 1: on demand, and 3 x dax.t3.small ($87.60 a month). */
export function adviseStart(book: PriceBook = listPrices): Setup {
  return setupOf('on-demand', 'dax.t3.small', clusterSizeFor('production').nodes, book, [
    'T3 nodes run unlimited: CPU beyond the 20 % baseline is billed, and AWS gives no request figure for them',
  ]);
}

export interface Pattern {
  readonly traffic: 'predictable' | 'spiky';
  /** Frequently read data; absent where it was not measured. */
  readonly workingSetGibibytes?: number;
}

/**
 * Step 3, from what one to two weeks have shown. Predictable: provisioned with auto scaling. Spiky: on demand and two nodes
 * more, since a node takes minutes to arrive and a spike does not wait. The node type goes by the working set.
 */
export function adviseOptimised(pattern: Pattern, book: PriceBook = listPrices): Setup {
  const spiky = pattern.traffic === 'spiky';
  const type = nodeTypeForWorkingSet(pattern.workingSetGibibytes ?? 0);
  const nodes = clusterSizeFor('production').nodes + (spiky ? spikeReserveNodes : 0);
  const notes =
    type === undefined ? ['no node type holds the working set: a smaller set or a shorter TTL is needed'] : [];
  return setupOf(spiky ? 'on-demand' : 'provisioned', type?.name ?? 'dax.r5.24xlarge', nodes, book, notes);
}

/** The brief: 5 to 6 nodes for spikes, so 2 beyond the 3 of production. */
export const spikeReserveNodes = 2;

export function setupOf(
  billingMode: BillingMode,
  nodeType: string,
  nodes: number,
  book: PriceBook,
  notes: readonly string[],
): Setup {
  return { billingMode, nodeType, nodes, clusterUsdPerMonth: clusterUsdPerMonth(book, nodeType, nodes), notes };
}

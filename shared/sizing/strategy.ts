import type { Policy } from '../targets';

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

import { nodesFor } from '../play/cluster-physics';
import { delayMinutes } from '../play/delays';
import { type ClusterVariant, wantedLoad } from './cluster-variants';
import type { LoadSignals } from './load-signals';

/** Taken out of their object once: these are the inner loops of every review. */
const { ceil, floor, max, min } = Math;

export interface ShadowRules {
  readonly carried: Float64Array;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly nodeUsdPerMinute: number;
  readonly violationUsdPerMinute: number;
}

const dayMinutes = 24 * 60;

/** Where nodes are billed by whole hours, each one added costs half an hour more on average. */
const roundingMinutes = 30;

/** Nodes that a variant wants at a minute, as things stand. */
export function variantNodes(
  variant: ClusterVariant,
  signals: LoadSignals,
  minute: number,
  nodes: number,
  rules: Pick<ShadowRules, 'carried' | 'minNodes' | 'maxNodes'>,
): number {
  const { out, keep } = wantedLoad(
    variant,
    signals.now[minute] ?? 0,
    signals.rise[minute] ?? 0,
    signals.highest(variant.inHours * 60)[minute] ?? 0,
    signals.season(variant.season)[minute] ?? 0,
  );
  return nodesBetween(out, keep, nodes, rules);
}

/** Out to what `out` needs; in to what `keep` needs; else as it is. */
export function nodesBetween(
  out: number,
  keep: number,
  nodes: number,
  { carried, minNodes, maxNodes }: Pick<ShadowRules, 'carried' | 'minNodes' | 'maxNodes'>,
): number {
  const bounded = (load: number): number => max(minNodes, min(maxNodes, nodesFor(load, carried)));
  const up = bounded(out);
  if (up > nodes) return up;
  const down = bounded(keep);
  return min(down, nodes);
}

/**
 * What a variant would have cost on each day of a demand: node-minutes and violation minutes with DAX's delays. The
 * loop of all reviews, so it is written for speed: 14 days take about 0.1 ms.
 */
export function shadowCluster(
  variant: ClusterVariant,
  demand: Float64Array,
  signals: LoadSignals,
  rules: ShadowRules,
): Float64Array {
  const { carried, minNodes, maxNodes, nodeUsdPerMinute, violationUsdPerMinute } = rules;
  const { now, rise } = signals;
  const highest = signals.highest(variant.inHours * 60);
  const season = signals.season(variant.season);
  const factor = 1 + variant.headroom;
  const seasonFactor = 1 + min(variant.headroom, 0.25);
  const costs = new Float64Array(ceil(demand.length / dayMinutes));
  let nodes = minNodes;
  let joining = 0;
  let dueMinute = -1;
  for (let minute = 0; minute < demand.length; minute += 1) {
    const day = floor(minute / dayMinutes);
    if (dueMinute >= 0 && dueMinute <= minute) {
      nodes = joining;
      dueMinute = -1;
    }
    let cost = 0;
    if (dueMinute < 0) {
      const load = now[minute] ?? 0;
      const reactive = (variant.rise ? load + (rise[minute] ?? 0) : load) * factor;
      const out = max(reactive, (season[minute] ?? 0) * seasonFactor);
      if (nodes < maxNodes && out > (carried[nodes] ?? 0)) {
        joining = min(maxNodes, nodesFor(out, carried));
        dueMinute = minute + delayMinutes.addNodes;
        cost += (joining - nodes) * roundingMinutes * nodeUsdPerMinute;
      } else if (nodes > minNodes) {
        const keep = max(out, (highest[minute] ?? 0) * factor);
        if (keep <= (carried[nodes - 1] ?? 0)) {
          nodes = max(minNodes, nodesFor(keep, carried));
          joining = nodes;
          dueMinute = minute + delayMinutes.removeNodes;
        }
      }
    }
    cost += nodeUsdPerMinute * (dueMinute < 0 ? nodes : joining);
    const load = demand[minute] ?? 0;
    if (load > 0 && load > (carried[nodes] ?? 0)) cost += violationUsdPerMinute;
    costs[day] = (costs[day] ?? 0) + cost;
  }
  return costs;
}

import { nodesFor } from '../play/cluster-physics';
import { delayMinutes } from '../play/delays';
import { endOfHourMinutes, endsAnHour } from './billed-hours';
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

/** Where nodes are billed by whole hours, each one added costs so much more on average when it leaves. */
const roundingMinutes = endOfHourMinutes / 2;

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
    signals.seen(variant.sight)[minute] ?? 0,
    signals.highestSeen(variant.sight, variant.inHours * 60)[minute] ?? 0,
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
  const seen = signals.seen(variant.sight);
  const highest = signals.highestSeen(variant.sight, variant.inHours * 60);
  const season = signals.season(variant.season);
  const factor = 1 + variant.headroom;
  const seasonFactor = 1 + min(variant.headroom, 0.25);
  const costs = new Float64Array(ceil(demand.length / dayMinutes));
  const begun = new Int32Array(maxNodes + 1);
  let nodes = minNodes;
  let joining = nodes;
  let dueMinute = -1;
  for (let minute = 0; minute < demand.length; minute += 1) {
    const day = floor(minute / dayMinutes);
    if (dueMinute >= 0 && dueMinute <= minute) {
      nodes = joining;
      dueMinute = -1;
    }
    let cost = 0;
    if (dueMinute < 0) {
      const out = max((seen[minute] ?? 0) * factor, (season[minute] ?? 0) * seasonFactor);
      if (nodes < maxNodes && out > (carried[nodes] ?? 0)) {
        joining = min(maxNodes, nodesFor(out, carried));
        begun.fill(minute, nodes + 1, joining + 1);
        dueMinute = minute + delayMinutes.addNodes;
        cost += (joining - nodes) * roundingMinutes * nodeUsdPerMinute;
      } else if (nodes > minNodes) {
        const keep = max(out, (highest[minute] ?? 0) * factor);
        if (keep <= (carried[nodes - 1] ?? 0)) {
          const least = max(minNodes, nodesFor(keep, carried));
          while (joining > least && endsAnHour(minute - (begun[joining] ?? 0))) joining -= 1;
          if (joining < nodes) {
            nodes = joining;
            dueMinute = minute + delayMinutes.removeNodes;
          }
        }
      }
    }
    cost += nodeUsdPerMinute * joining;
    const load = demand[minute] ?? 0;
    if (load > 0 && load > (carried[nodes] ?? 0)) cost += violationUsdPerMinute;
    costs[day] = (costs[day] ?? 0) + cost;
  }
  return costs;
}

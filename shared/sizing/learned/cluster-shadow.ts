import { nodesFor } from '../play/cluster-physics';
import { delayMinutes } from '../play/delays';
import { endOfHourMinutes, endsAnHour } from './billed-hours';
import { type ClusterVariant, wantedLoad } from './cluster-variants';
import { type LoadSignals, signalMinutes } from './load-signals';
import type { NodeBounds, NodeNeeds } from './node-needs';

/** Taken out of their object once: these are the inner loops of every review. */
const { ceil, max, min } = Math;

/** What a variant came to, hour by hour. What that costs is another question: prices may change. */
export interface ShadowHours {
  readonly nodeMinutes: Uint16Array;
  readonly violationMinutes: Uint8Array;
}

const hourMinutes = 60;

/** Where nodes are billed by whole hours, each one added costs so much more on average when it leaves. */
const roundingMinutes = endOfHourMinutes / 2;

/** Nodes that a variant wants at a minute, as things stand. */
export function variantNodes(
  variant: ClusterVariant,
  signals: LoadSignals,
  minute: number,
  nodes: number,
  rules: NodeBounds,
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
  { carried, minNodes, maxNodes }: NodeBounds,
): number {
  const bounded = (load: number): number => max(minNodes, min(maxNodes, nodesFor(load, carried)));
  const up = bounded(out);
  if (up > nodes) return up;
  const down = bounded(keep);
  return min(down, nodes);
}

/**
 * What a variant would have come to in each hour of a demand, with DAX's delays. What an hour came to follows from the demand up to its
 * end. The loop of all reviews, so it is written for speed: 14 days take about 0.1 ms.
 */
export function shadowCluster(
  variant: ClusterVariant,
  needs: NodeNeeds,
  { minNodes, maxNodes }: NodeBounds,
): ShadowHours {
  const { demand } = needs;
  const { addNodes, removeNodes } = delayMinutes;
  const mayLeave = endsAnHour;
  const out = needs.out(variant);
  const keep = needs.keep(variant);
  const hours = ceil(demand.length / hourMinutes);
  const nodeMinutesByHour = new Uint16Array(hours);
  const violationMinutesByHour = new Uint8Array(hours);
  const begun = new Int32Array(maxNodes + 1);
  // It begins with the size that its first minutes ask for: no variant pays for where the series happens to begin.
  let nodes = out[min(out.length - 1, signalMinutes.now)] ?? minNodes;
  let joining = nodes;
  let dueMinute = -1;
  for (let hour = 0; hour < hours; hour += 1) {
    const end = min(demand.length, (hour + 1) * hourMinutes);
    let nodeMinutes = 0;
    let violationMinutes = 0;
    for (let minute = hour * hourMinutes; minute < end; minute += 1) {
      if (dueMinute >= 0 && dueMinute <= minute) {
        nodes = joining;
        dueMinute = -1;
      }
      if (dueMinute < 0) {
        const wanted = out[minute] ?? 0;
        if (wanted > nodes) {
          joining = wanted;
          begun.fill(minute, nodes + 1, joining + 1);
          dueMinute = minute + addNodes;
          nodeMinutes += (joining - nodes) * roundingMinutes;
        } else if (nodes > minNodes) {
          const least = max(wanted, keep[minute] ?? 0);
          while (joining > least && mayLeave(minute - (begun[joining] ?? 0))) joining -= 1;
          if (joining < nodes) {
            nodes = joining;
            dueMinute = minute + removeNodes;
          }
        }
      }
      nodeMinutes += joining;
      if ((demand[minute] ?? 0) > nodes) violationMinutes += 1;
    }
    nodeMinutesByHour[hour] = nodeMinutes;
    violationMinutesByHour[hour] = violationMinutes;
  }
  return { nodeMinutes: nodeMinutesByHour, violationMinutes: violationMinutesByHour };
}

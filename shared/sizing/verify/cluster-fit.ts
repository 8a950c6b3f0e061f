import type { Policy } from '../../targets';
import { trafficOf } from '../cluster-readings';
import { normalizedParts } from '../normalized-load';
import { pointsOf, sumBetween } from '../series';
import type { Snapshot } from '../snapshot';
import { percentile, sum } from '../statistics';
import { leastSeenMs } from './judgement';

/** What a cluster did in a span of time: its load, and how much CPU a unit of that load took. */
export interface ClusterFit {
  /** Normalised requests/s: what the nodes share, and what each carries whole. */
  readonly read: number;
  readonly writePerNode: number;
  readonly cpuPercent: number;
  /** CPU percent per normalised request/s of one node. */
  readonly cpuPerLoad: number;
  readonly throttledPercent: number;
  readonly hitRatePercent: number | null;
}

/** Undefined where CPU or load are unknown or too short. Medians, so that single spikes change nothing. */
export function fitCluster(
  snapshot: Snapshot,
  nodes: number,
  policy: Policy,
  span: { readonly fromMs: number; readonly toMs: number },
): ClusterFit | undefined {
  const { clusterMetrics: metrics } = snapshot;
  const slots = pointsOf(metrics.cpuPercent, span.toMs, span.fromMs);
  if (sum(slots.map(({ startMs, endMs }) => endMs - startMs)) < leastSeenMs) return undefined;
  const samples = slots.flatMap((slot) => {
    const { read, writePerNode } = normalizedParts(trafficOf(metrics, slot, policy));
    const perNode = read / nodes + writePerNode;
    return perNode > 0 ? [{ read, writePerNode, cpu: slot.value, cpuPerLoad: slot.value / perNode }] : [];
  });
  if (samples.length * 2 < slots.length || samples.length === 0) return undefined;
  const total = (names: readonly (keyof typeof metrics)[]) =>
    sum(slots.flatMap(({ startMs, endMs }) => names.map((name) => sumBetween(metrics[name], startMs, endMs))));
  const hits = total(['itemHits', 'queryHits', 'scanHits']);
  const lookups = hits + total(['itemMisses', 'queryMisses', 'scanMisses']);
  const requests = total(['requests']);
  const throttled = total(['throttled']);
  return {
    read: median(samples.map((one) => one.read)),
    writePerNode: median(samples.map((one) => one.writePerNode)),
    cpuPercent: median(samples.map((one) => one.cpu)),
    cpuPerLoad: median(samples.map((one) => one.cpuPerLoad)),
    throttledPercent: requests + throttled > 0 ? (throttled / (requests + throttled)) * 100 : 0,
    hitRatePercent: lookups > 0 ? (hits / lookups) * 100 : null,
  };
}

/** CPU of a number of nodes under a load: `cpuPerLoad x (read / nodes + write)`. */
export const cpuAt = (
  cpuPerLoad: number,
  { read, writePerNode }: Pick<ClusterFit, 'read' | 'writePerNode'>,
  nodes: number,
): number => cpuPerLoad * (read / nodes + writePerNode);

const median = (values: readonly number[]): number => percentile(values, 50) ?? 0;

import { acknowledgement, CLOCK_SKEW_MS } from '../fleet';
import type { ClusterObservation, EndpointRecord, Observations, Plan } from '../handover';
import { countedOf, type Minutes } from './counters';
import { readFleet, type Work } from './item';
import type { Clusters, ReplaceFlow } from './ports';

const minuteMs = 60_000;
const windowMs = 180 * minuteMs;

/** Everything that the gates ask: the fleet, and each cluster of the plan with its own counters. */
export async function observations(
  { flow, clusters, wallMs }: ReplaceFlow,
  record: EndpointRecord,
  work: Work,
  nowMs: number,
): Promise<Observations> {
  const { plan } = work;
  const aliveMs = wallMs();
  const [fleet, old, next] = await Promise.all([
    readFleet(flow.ledger, plan.target),
    clusterNamed(clusters, plan.old, nowMs),
    clusterNamed(clusters, plan.new, nowMs),
  ]);
  return {
    fleet: acknowledgement(fleet, record.epoch, aliveMs),
    processes: fleet.filter(({ leaseUntilMs }) => leaseUntilMs + CLOCK_SKEW_MS > aliveMs).length,
    warming: work.warming,
    ...(old === undefined ? {} : { old }),
    ...(next === undefined ? {} : { new: next }),
  };
}

async function clusterNamed(
  clusters: Clusters,
  name: Plan['old'],
  nowMs: number,
): Promise<ClusterObservation | undefined> {
  return name === null ? undefined : observedCluster(clusters, name, nowMs);
}

export async function observedCluster(clusters: Clusters, name: string, nowMs: number): Promise<ClusterObservation> {
  const nothing = { requests: {}, reads: {}, writes: {} };
  const cluster = await clusters.describe(name);
  if (cluster === undefined) return { name, status: 'missing', ...nothing };
  const fromMs = Math.floor((nowMs - windowMs) / minuteMs) * minuteMs;
  const { cpu, requests, reads, writes, connections } = await clusters.counters(name, fromMs, nowMs);
  const newest = Math.max(...cpu.keys());
  const { createdAtMs, itemTtlMs } = cluster;
  // Points begin when the nodes are up, which is later than their creation.
  const firstAtMs = Math.min(...cpu.keys());
  const since = createdAtMs !== undefined && createdAtMs >= fromMs ? Math.max(createdAtMs, firstAtMs) : createdAtMs;
  return {
    name,
    status: cluster.status,
    requests: countedOf(cpu, requests, nowMs),
    reads: countedOf(cpu, reads, nowMs),
    writes: countedOf(cpu, writes, nowMs),
    ...(itemTtlMs === undefined ? {} : { itemTtlMs }),
    ...(since === undefined || !Number.isFinite(since) ? {} : { createdAtMs: since }),
    ...(Number.isFinite(newest) ? { newestCount: requests.get(newest) ?? 0 } : {}),
    ...(Number.isFinite(newest) ? { connections: connections.get(newest) ?? 0 } : {}),
  };
}

/** Reads per second in the busiest minute of the last hours. */
export async function busiest(
  clusters: Clusters,
  name: string,
  nowMs: number,
): Promise<{ readonly readsPerSecond: number; readonly queriesPerSecond: number }> {
  const { reads, queries } = await clusters.counters(name, nowMs - windowMs, nowMs);
  const most = (minutes: Minutes) => Math.max(0, ...minutes.values()) / 60;
  return { readsPerSecond: most(reads), queriesPerSecond: most(queries) };
}

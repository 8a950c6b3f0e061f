import { acknowledgement, CLOCK_SKEW_MS } from '../fleet';
import type { ClusterObservation, EndpointRecord, Journal, Observations, Plan } from '../handover';
import { countedOf, type Minutes } from './counters';
import { readFleet, type Work } from './item';
import type { Clusters, DescribedCluster, ReplaceFlow } from './ports';
import { warmingNow } from './warming';

const minuteMs = 60_000;
const windowMs = 180 * minuteMs;
/** Before the stage, so that its first minute has one before it. */
const slackMs = 5 * minuteMs;

/** Everything that the gates ask: the fleet, and each cluster of the plan with its own counters. */
export async function observations(
  { flow, clusters, wallMs }: ReplaceFlow,
  record: EndpointRecord,
  work: Work,
  journal: Journal | undefined,
  nowMs: number,
): Promise<Observations> {
  const { plan } = work;
  const aliveMs = wallMs();
  const [fleet, old, next] = await Promise.all([
    readFleet(flow.ledger, plan.target),
    clusterNamed(clusters, plan.old, nowMs, countedFrom('old', journal, nowMs)),
    clusterNamed(clusters, plan.new, nowMs, countedFrom('new', journal, nowMs)),
  ]);
  const warming = warmingNow(work, fleet, { epoch: record.epoch, nowMs, aliveMs });
  return {
    fleet: acknowledgement(fleet, record.epoch, aliveMs),
    processes: fleet.filter(({ leaseUntilMs }) => leaseUntilMs + CLOCK_SKEW_MS > aliveMs).length,
    warming: warming.state,
    ...(warming.waitingFor.length === 0 ? {} : { warmingFor: warming.waitingFor }),
    ...(old === undefined ? {} : { old }),
    ...(next === undefined ? {} : { new: next }),
  };
}

async function clusterNamed(
  clusters: Clusters,
  name: Plan['old'],
  nowMs: number,
  from: CountedFrom,
): Promise<ClusterObservation | undefined> {
  return name === null ? undefined : observedCluster(clusters, name, nowMs, from);
}

type CountedFrom = (cluster: DescribedCluster) => number | undefined;

/** Gates ask for what happened in their stage; only whether new is unused goes further back. What nobody asks for is not read. */
function countedFrom(side: 'old' | 'new', journal: Journal | undefined, nowMs: number): CountedFrom {
  const isAtStart = journal === undefined || (journal.stage === 'old' && journal.direction === 'forward');
  if (!isAtStart) return () => Math.max(nowMs - windowMs, journal.sinceMs - slackMs);
  return ({ status }) => (side === 'new' && status === 'available' ? nowMs - windowMs : undefined);
}

export async function observedCluster(
  clusters: Clusters,
  name: string,
  nowMs: number,
  from: CountedFrom = () => nowMs - windowMs,
): Promise<ClusterObservation> {
  const nothing = { requests: {}, reads: {}, writes: {} };
  const cluster = await clusters.describe(name);
  if (cluster === undefined) return { name, status: 'missing', ...nothing };
  const { createdAtMs, itemTtlMs } = cluster;
  const ttl = itemTtlMs === undefined ? {} : { itemTtlMs };
  const askedMs = from(cluster);
  if (askedMs === undefined) return { name, status: cluster.status, ...nothing, ...ttl };
  const fromMs = Math.floor(askedMs / minuteMs) * minuteMs;
  const { cpu, requests, reads, writes, connections } = await clusters.counters(name, fromMs, nowMs);
  const newest = Math.max(...cpu.keys());
  // Points begin when the nodes are up, which is later than their creation.
  const firstAtMs = Math.min(...cpu.keys());
  const since = createdAtMs !== undefined && createdAtMs >= fromMs ? Math.max(createdAtMs, firstAtMs) : createdAtMs;
  return {
    name,
    status: cluster.status,
    requests: countedOf(cpu, requests, nowMs),
    reads: countedOf(cpu, reads, nowMs),
    writes: countedOf(cpu, writes, nowMs),
    ...ttl,
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

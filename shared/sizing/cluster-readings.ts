import type { Policy } from '../targets';
import { hitRatePercent, type Lookups } from './hit-rate';
import type { NodeType } from './node-catalogue';
import { normalizedLoad, normalizedParts, type Traffic } from './normalized-load';
import { gauge, type Look, look, type Reading, reading, type Window } from './readings';
import { sumBetween } from './series';
import type { ClusterMetric, ClusterState, Series, Snapshot } from './snapshot';
import { maximum, percentile, sum, sustainedHigh } from './statistics';

/**
 * Everything that is read of a cluster. Three questions, three windows: is something wrong now (sustained over the
 * trigger window), how large must it be (95th percentile of the trend window since the last change), and was it quiet
 * all the time (maximum over the scale-in window).
 */
export interface ClusterReadings {
  readonly cpu: Reading;
  readonly cpuForSize: Reading;
  readonly cpuMaximum: Reading;
  readonly cacheMemory: Reading;
  /** `zero` = no lookups at all, so there is no rate. */
  readonly hitRate: Reading;
  readonly evictedBytesPerHour: Reading;
  readonly requestsPerSecond: Reading;
  /** Percent of what AWS's sizing guide lets the nodes carry; absent where it has no figure for the node type. */
  readonly load?: { readonly now: Reading; readonly forSize: Reading; readonly maximum: Reading };
  readonly network: Reading;
  readonly networkMaximum: Reading;
  /** Requests per minute that DAX throttled, sustained over the trigger window. */
  readonly throttledPerMinute: Reading;
  /** How the load of the trend window divides: what nodes share and what each carries whole. */
  readonly mix: { readonly read: number; readonly writePerNode: number } | undefined;
  /** Percent of the requests that write; absent when there are none. */
  readonly writePercent: number | undefined;
  /** What the mix is made of; absent without datapoints. */
  readonly traffic: Traffic | undefined;
  /** Percent of the lookups that are scans, and of those that hit; absent when there are none. */
  readonly scanPercent: number | undefined;
  readonly scanHitPercent: number | undefined;
  /** Percent of the requests that are batch writes; absent when there are none. */
  readonly batchWritePercent: number | undefined;
}

const hourMs = 3_600_000;

export function readCluster(
  snapshot: Snapshot,
  cluster: ClusterState,
  nodeType: NodeType | undefined,
  policy: Policy,
  nowMs: number,
  changedAtMs: number | undefined,
): ClusterReadings {
  const metrics = snapshot.clusterMetrics;
  const { windowsMs, coveragePercent } = policy;
  const windowOf = (lengthMs: number, minCoveragePercent: number): Window => ({
    lengthMs,
    staleAfterMs: windowsMs.staleAfter,
    minCoveragePercent,
    nowMs,
  });
  const trigger = windowOf(windowsMs.trigger, coveragePercent.trigger);
  const quiet = windowOf(windowsMs.scaleIn, coveragePercent.scaleIn);
  const trend = windowOf(windowsMs.trend, 0);
  const size = changedAtMs === undefined ? trend : { ...trend, sinceMs: changedAtMs };

  const flow = { trigger: flowOf(metrics.cpuPercent, trigger), quiet: flowOf(metrics.cpuPercent, quiet) };
  const trendFlow = flow.trigger.kind === 'unknown' ? flow.trigger : flowOf(metrics.cpuPercent, trend);
  const sizeFlow = flow.trigger.kind === 'unknown' ? flow.trigger : flowOf(metrics.cpuPercent, size);
  const hourFlow = flow.trigger.kind === 'unknown' ? flow.trigger : flowOf(metrics.cpuPercent, windowOf(hourMs, 0));

  const perSecond = (look: Look, rate: (slot: Slot) => number, statistic: Statistic): Reading =>
    look.kind === 'unknown' ? look : reading(statistic(look.slots.map(rate)), look);
  const requestRate = (slot: Slot): number => rateOf(metrics.requests, slot);
  const capacity = (nodeType?.normalizedRequestsPerSecond ?? 0) * cluster.nodeCount;
  const loadPercent = (slot: Slot): number =>
    (normalizedLoad(trafficOf(metrics, slot, policy), cluster.nodeCount) / capacity) * 100;
  const traffic = trafficOver(sizeFlow, metrics, policy);

  return {
    cpu: gauge(metrics.cpuPercent, trigger, sustainedHigh),
    cpuForSize: gauge(metrics.cpuPercent, size, p95),
    cpuMaximum: gauge(metrics.cpuPercent, quiet, maximum),
    cacheMemory: gauge(metrics.cacheMemoryPercent, trigger, sustainedHigh),
    hitRate: hitRateOf(trendFlow, metrics),
    evictedBytesPerHour: evictionsOf(hourFlow, metrics.evictedBytes),
    requestsPerSecond: perSecond(flow.trigger, requestRate, sustainedHigh),
    ...(capacity > 0
      ? {
          load: {
            now: perSecond(flow.trigger, loadPercent, sustainedHigh),
            forSize: perSecond(sizeFlow, loadPercent, p95),
            maximum: perSecond(flow.quiet, loadPercent, maximum),
          },
        }
      : {}),
    network: larger(metrics, trigger, sustainedHigh),
    networkMaximum: larger(metrics, quiet, maximum),
    throttledPerMinute: perSecond(flow.trigger, (slot) => rateOf(metrics.throttled, slot) * 60, sustainedHigh),
    mix: traffic === undefined ? undefined : normalizedParts(traffic),
    writePercent: traffic === undefined ? undefined : writeShare(traffic),
    traffic,
    ...accessOf(sizeFlow, metrics, traffic),
  };
}

/** Scans and batch writes as shares of the trend window. */
function accessOf(look: Look, metrics: Metrics, traffic: Traffic | undefined) {
  const none = { scanPercent: undefined, scanHitPercent: undefined, batchWritePercent: undefined };
  const first = look.kind === 'seen' ? look.slots[0] : undefined;
  if (look.kind === 'unknown' || first === undefined || traffic === undefined) return none;
  const slot = { startMs: first.startMs, endMs: look.endMs };
  const scans = rateOf(metrics.scanHits, slot) + rateOf(metrics.scanMisses, slot);
  const lookups = sum([...hitMetrics, ...missMetrics].map((name) => rateOf(metrics[name], slot)));
  const requests = traffic.hitsPerSecond + traffic.missesPerSecond + traffic.writesPerSecond;
  const percent = (part: number, whole: number): number | undefined => (whole > 0 ? (part / whole) * 100 : undefined);
  return {
    scanPercent: percent(scans, lookups),
    scanHitPercent: percent(rateOf(metrics.scanHits, slot), scans),
    batchWritePercent: percent(rateOf(metrics.batchWriteItem, slot), requests),
  };
}

type Slot = { readonly startMs: number; readonly endMs: number };
type Statistic = (values: readonly number[]) => number | undefined;
type Metrics = Readonly<Partial<Record<ClusterMetric, Series>>>;

const p95: Statistic = (values) => percentile(values, 95);

/** Where CPU has points, metrics flow: there a counter without datapoint is zero. */
function flowOf(cpu: Series | undefined, window: Window): Look {
  const seen = look(cpu, window);
  return seen.kind === 'unknown' && seen.why === 'no-datapoints' ? { kind: 'unknown', why: 'no-flow' } : seen;
}

function rateOf(series: Series | undefined, { startMs, endMs }: Slot): number {
  return sumBetween(series, startMs, endMs) / ((endMs - startMs) / 1000);
}

const hitMetrics = ['itemHits', 'queryHits', 'scanHits'] as const;
const missMetrics = ['itemMisses', 'queryMisses', 'scanMisses'] as const;
const writeMetrics = ['putItem', 'updateItem', 'deleteItem', 'batchWriteItem'] as const;

/** Requests that are neither lookups nor writes passed through DAX (strongly consistent reads): they cost like misses. */
export function trafficOf(metrics: Metrics, slot: Slot, policy: Policy): Traffic {
  const total = (names: readonly ClusterMetric[]): number => sum(names.map((name) => rateOf(metrics[name], slot)));
  const hitsPerSecond = total(hitMetrics);
  const lookupMisses = total(missMetrics);
  const writesPerSecond = total(writeMetrics);
  const passedThrough = Math.max(0, rateOf(metrics.requests, slot) - hitsPerSecond - lookupMisses - writesPerSecond);
  return {
    hitsPerSecond,
    missesPerSecond: lookupMisses + passedThrough,
    writesPerSecond,
    itemKilobytes: policy.workload.itemKilobytes,
  };
}

function trafficOver(look: Look, metrics: Metrics, policy: Policy): Traffic | undefined {
  const first = look.kind === 'seen' ? look.slots[0] : undefined;
  if (look.kind === 'unknown' || first === undefined) return undefined;
  return trafficOf(metrics, { startMs: first.startMs, endMs: look.endMs }, policy);
}

function writeShare({ hitsPerSecond, missesPerSecond, writesPerSecond }: Traffic): number | undefined {
  const all = hitsPerSecond + missesPerSecond + writesPerSecond;
  return all > 0 ? (writesPerSecond / all) * 100 : undefined;
}

function hitRateOf(look: Look, metrics: Metrics): Reading {
  if (look.kind === 'unknown') return look;
  const total = (names: readonly ClusterMetric[]): number =>
    sum(look.slots.flatMap((slot) => names.map((name) => sumBetween(metrics[name], slot.startMs, slot.endMs))));
  const lookups: Lookups = { hits: total(hitMetrics), misses: total(missMetrics) };
  const percent = hitRatePercent(lookups);
  const { ageMs, coveragePercent } = look;
  if (percent === undefined) return { kind: 'zero', value: 0, ageMs, coveragePercent };
  return { kind: 'value', value: percent, ageMs, coveragePercent };
}

function evictionsOf(look: Look, series: Series | undefined): Reading {
  if (look.kind === 'unknown') return look;
  const seenMs = sum(look.slots.map(({ startMs, endMs }) => endMs - startMs));
  const bytes = sum(look.slots.map(({ startMs, endMs }) => sumBetween(series, startMs, endMs)));
  return reading((bytes / seenMs) * hourMs, look);
}

/** The busier direction. A percentage of the baseline, published like CPU; absent where traffic is none. */
function larger(metrics: Metrics, window: Window, statistic: Statistic): Reading {
  const readings = [
    gauge(metrics.networkInPercent, window, statistic),
    gauge(metrics.networkOutPercent, window, statistic),
  ];
  const values = readings.filter((one) => one.kind !== 'unknown').toSorted((a, b) => b.value - a.value);
  return values[0] ?? readings[0] ?? { kind: 'unknown', why: 'no-datapoints' };
}

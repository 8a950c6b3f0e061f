import { COUNTERS, type Counts } from './counters';
import { CpuCredits } from './cpu-credits';
import type { DaxNode } from './node';
import type { NodeType } from './node-types';

export type Unit = 'Count' | 'Percent' | 'Bytes';
export type Reading = readonly [name: string, value: number, unit: Unit];

interface Totals {
  readonly counts: Counts;
  readonly networkBytesIn: number;
  readonly networkBytesOut: number;
  readonly networkPacketsIn: number;
  readonly networkPacketsOut: number;
  readonly evictedBytes: number;
}

/** Modelled: a node that does nothing is not quite idle, so that its CPU always has a point. */
const IDLE_CPU_PERCENT = 1;
const MINUTE_MS = 60_000;
const CREDIT_MINUTES = 5;

/** Reads one node once a minute: what happened since the last reading, and how full it is. */
export class NodeReadings {
  private last: Totals;
  private readonly credits: CpuCredits | undefined;

  constructor(
    private readonly node: DaxNode,
    private readonly type: NodeType,
  ) {
    this.last = ZERO_TOTALS;
    this.credits = type.burst === undefined ? undefined : new CpuCredits(type.burst, type.vcpus);
  }

  /** Only what is not zero. */
  take(seconds: number, nowMs: number): readonly Reading[] {
    const { node, last } = this;
    const now = totalsOf(node);
    this.last = now;
    const cpuPercent = this.cpuPercent(seconds);
    const bytesIn = now.networkBytesIn - last.networkBytesIn;
    const bytesOut = now.networkBytesOut - last.networkBytesOut;
    const baseline = this.type.baselineNetworkBytesPerSecond * seconds;
    const readings: readonly Reading[] = [
      ...COUNTERS.map((name): Reading => [name, now.counts[name] - last.counts[name], 'Count']),
      ['CPUUtilization', cpuPercent, 'Percent'],
      ['CacheMemoryUtilization', Math.min(node.cache.fill * 100, 100), 'Percent'],
      ['NetworkBytesIn', bytesIn, 'Bytes'],
      ['NetworkBytesOut', bytesOut, 'Bytes'],
      ['NetworkPacketsIn', now.networkPacketsIn - last.networkPacketsIn, 'Count'],
      ['NetworkPacketsOut', now.networkPacketsOut - last.networkPacketsOut, 'Count'],
      ['BaselineNetworkBytesInUtilization', (bytesIn / baseline) * 100, 'Percent'],
      ['BaselineNetworkBytesOutUtilization', (bytesOut / baseline) * 100, 'Percent'],
      ['ClientConnections', node.connectionCount, 'Count'],
      ['EstimatedDbSize', node.cache.bytes, 'Bytes'],
      ['EvictedSize', now.evictedBytes - last.evictedBytes, 'Bytes'],
      ...this.creditReadings(cpuPercent, seconds, nowMs),
    ];
    return readings.filter(([, value]) => value > 0);
  }

  /** Modelled from the normalised request rate of AWS's sizing guide. */
  private cpuPercent(seconds: number): number {
    const rate = this.node.load.takeSpent() / seconds;
    return Math.min(IDLE_CPU_PERCENT + (rate / this.type.requestsPerSecond) * (100 - IDLE_CPU_PERCENT), 100);
  }

  /** Published each five minutes, on burstable types only. */
  private creditReadings(cpuPercent: number, seconds: number, nowMs: number): readonly Reading[] {
    if (this.credits === undefined) return [];
    this.credits.spend(cpuPercent, seconds / 60);
    if (Math.round(nowMs / MINUTE_MS) % CREDIT_MINUTES !== 0) return [];
    const { usage, balance, surplusBalance, surplusCharged } = this.credits.take();
    return [
      ['CPUCreditUsage', usage, 'Count'],
      ['CPUCreditBalance', balance, 'Count'],
      ['CPUSurplusCreditBalance', surplusBalance, 'Count'],
      ['CPUSurplusCreditsCharged', surplusCharged, 'Count'],
    ];
  }
}

const ZERO_TOTALS: Totals = {
  counts: Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Counts,
  networkBytesIn: 0,
  networkBytesOut: 0,
  networkPacketsIn: 0,
  networkPacketsOut: 0,
  evictedBytes: 0,
};

function totalsOf({ counters, cache }: DaxNode): Totals {
  const { networkBytesIn, networkBytesOut, networkPacketsIn, networkPacketsOut } = counters;
  return {
    counts: counters.snapshot(),
    networkBytesIn,
    networkBytesOut,
    networkPacketsIn,
    networkPacketsOut,
    evictedBytes: cache.evictedBytes,
  };
}

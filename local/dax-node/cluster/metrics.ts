import { COUNTERS, type Counter, type Counts } from './counters';
import type { DaxNode } from './node';
import type { NodeType } from './node-types';

/** One datapoint as CloudWatch takes it. */
export interface MetricDatum {
  readonly namespace: 'AWS/DAX';
  readonly metricName: string;
  /** None (the account), `ClusterId`, or `ClusterId` and `NodeId`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: 'Count' | 'Percent' | 'Bytes';
  readonly timestampMs: number;
  readonly statistics: {
    readonly sampleCount: number;
    readonly sum: number;
    readonly minimum: number;
    readonly maximum: number;
  };
}
/** Called each minute of the cluster's clock. DAX publishes a metric only when it is not zero, and so does this. */
export type MetricSink = (data: readonly MetricDatum[], minuteMs: number) => void | Promise<void>;

interface NodeSample {
  readonly nodeId: string;
  readonly values: ReadonlyMap<string, { readonly value: number; readonly unit: MetricDatum['unit'] }>;
}
interface Baseline {
  readonly counts: Counts;
  readonly networkBytesIn: number;
  readonly networkBytesOut: number;
  readonly evictedBytes: number;
}

/** Modelled: a node that does nothing is not quite idle, so that its CPU always has a point. */
const IDLE_CPU_PERCENT = 1;

/** Takes one sample of every node per minute and turns the samples into AWS's metrics. */
export class MetricSampler {
  private readonly baselines = new Map<DaxNode, Baseline>();
  private sampledAtMs: number;

  constructor(
    private readonly clusterId: string,
    private readonly type: NodeType,
    startMs: number,
  ) {
    this.sampledAtMs = startMs;
  }

  sample(nodes: readonly DaxNode[], nowMs: number): readonly MetricDatum[] {
    const seconds = Math.max((nowMs - this.sampledAtMs) / 1000, 1);
    this.sampledAtMs = nowMs;
    const samples = nodes.map((node) => this.sampleNode(node, seconds));
    for (const known of [...this.baselines.keys()]) if (!nodes.includes(known)) this.baselines.delete(known);
    const own = samples.flatMap(({ nodeId, values }) =>
      [...values].map(([metricName, { value, unit }]) =>
        datum(metricName, unit, { ClusterId: this.clusterId, NodeId: nodeId }, [value], nowMs),
      ),
    );
    return [
      ...own,
      ...this.together(samples, { ClusterId: this.clusterId }, nowMs),
      ...this.together(samples, {}, nowMs),
    ];
  }

  private together(
    samples: readonly NodeSample[],
    dimensions: Readonly<Record<string, string>>,
    nowMs: number,
  ): readonly MetricDatum[] {
    const names = new Map(
      samples.flatMap(({ values }) => [...values].map(([name, { unit }]) => [name, unit] as const)),
    );
    return [...names].map(([name, unit]) => {
      const values = samples.flatMap((sample) => {
        const found = sample.values.get(name);
        return found === undefined ? [] : [found.value];
      });
      return datum(name, unit, dimensions, values, nowMs);
    });
  }

  private sampleNode(node: DaxNode, seconds: number): NodeSample {
    const before = this.baselines.get(node);
    const now: Baseline = {
      counts: node.counters.snapshot(),
      networkBytesIn: node.counters.networkBytesIn,
      networkBytesOut: node.counters.networkBytesOut,
      evictedBytes: node.cache.evictedBytes,
    };
    this.baselines.set(node, now);
    const bytesIn = now.networkBytesIn - (before?.networkBytesIn ?? 0);
    const bytesOut = now.networkBytesOut - (before?.networkBytesOut ?? 0);
    const baseline = this.type.baselineNetworkBytesPerSecond * seconds;
    const readings: readonly (readonly [string, number, MetricDatum['unit']])[] = [
      ...COUNTERS.map((name: Counter) => [name, now.counts[name] - (before?.counts[name] ?? 0), 'Count'] as const),
      ['CPUUtilization', this.cpuPercent(node, seconds), 'Percent'],
      ['CacheMemoryUtilization', Math.min(node.cache.fill * 100, 100), 'Percent'],
      ['NetworkBytesIn', bytesIn, 'Bytes'],
      ['NetworkBytesOut', bytesOut, 'Bytes'],
      ['BaselineNetworkBytesInUtilization', (bytesIn / baseline) * 100, 'Percent'],
      ['BaselineNetworkBytesOutUtilization', (bytesOut / baseline) * 100, 'Percent'],
      ['ClientConnections', node.connectionCount, 'Count'],
      ['EstimatedDbSize', node.cache.bytes, 'Bytes'],
      ['EvictedSize', now.evictedBytes - (before?.evictedBytes ?? 0), 'Bytes'],
    ];
    const values = readings
      .filter(([, value]) => value > 0)
      .map(([name, value, unit]) => [name, { value, unit }] as const);
    return { nodeId: node.id, values: new Map(values) };
  }

  private cpuPercent(node: DaxNode, seconds: number): number {
    const rate = node.load.takeSpent() / seconds;
    return Math.min(IDLE_CPU_PERCENT + (rate / this.type.requestsPerSecond) * (100 - IDLE_CPU_PERCENT), 100);
  }
}

function datum(
  metricName: string,
  unit: MetricDatum['unit'],
  dimensions: Readonly<Record<string, string>>,
  values: readonly number[],
  timestampMs: number,
): MetricDatum {
  const statistics = {
    sampleCount: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
  return { namespace: 'AWS/DAX', metricName, dimensions, unit, timestampMs, statistics };
}

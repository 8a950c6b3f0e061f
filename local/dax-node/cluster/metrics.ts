import type { DaxNode } from './node';
import { NodeReadings, type Reading, type Unit } from './node-readings';
import type { NodeType } from './node-types';

/** One datapoint as CloudWatch takes it. */
export interface MetricDatum {
  readonly namespace: 'AWS/DAX';
  readonly metricName: string;
  /** None (the account), `ClusterId`, or `ClusterId` and `NodeId`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: Unit;
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
  readonly readings: readonly Reading[];
}
type Dimensions = Readonly<Record<string, string>>;

/** AWS gives this one per node only. */
const PER_NODE_ONLY = new Set(['CPUCreditBalance']);

/** Takes one sample of every node per minute and turns the samples into AWS's metrics. */
export class MetricSampler {
  private readonly readings = new Map<DaxNode, NodeReadings>();
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
    for (const node of [...this.readings.keys()]) if (!nodes.includes(node)) this.readings.delete(node);
    const samples = nodes.map(
      (node): NodeSample => ({ nodeId: node.id, readings: this.readingsOf(node).take(seconds, nowMs) }),
    );
    const perNode = samples.flatMap(({ nodeId, readings }) =>
      readings.map(([name, value, unit]) =>
        datum(name, unit, { ClusterId: this.clusterId, NodeId: nodeId }, [value], nowMs),
      ),
    );
    return [...perNode, ...together(samples, { ClusterId: this.clusterId }, nowMs), ...together(samples, {}, nowMs)];
  }

  private readingsOf(node: DaxNode): NodeReadings {
    const known = this.readings.get(node) ?? new NodeReadings(node, this.type);
    this.readings.set(node, known);
    return known;
  }
}

/** One datapoint per metric over all nodes that have it. */
function together(samples: readonly NodeSample[], dimensions: Dimensions, nowMs: number): readonly MetricDatum[] {
  const byName = new Map<string, { readonly unit: Unit; readonly values: number[] }>();
  for (const [name, value, unit] of samples.flatMap(({ readings }) => readings)) {
    const known = byName.get(name) ?? { unit, values: [] };
    known.values.push(value);
    byName.set(name, known);
  }
  return [...byName]
    .filter(([name]) => !PER_NODE_ONLY.has(name))
    .map(([name, { unit, values }]) => datum(name, unit, dimensions, values, nowMs));
}

function datum(
  metricName: string,
  unit: Unit,
  dimensions: Dimensions,
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

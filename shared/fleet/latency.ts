/** Latencies in buckets that grow by a fifth: at most 10 % off, and few enough for one datum of CloudWatch (150 values). */
const GROWTH = 1.2;
const LEAST_MS = 0.05;
const MOST_BUCKETS = 100;

export class LatencyHistogram {
  private readonly counts = new Map<number, number>();
  private total = 0;

  add(ms: number): void {
    const bucket = ms <= LEAST_MS ? 0 : Math.min(MOST_BUCKETS, Math.round(Math.log(ms / LEAST_MS) / Math.log(GROWTH)));
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
    this.total += 1;
  }

  get count(): number {
    return this.total;
  }

  /** As CloudWatch takes them, in PutMetricData and in the embedded metric format alike. */
  values(): { readonly Values: readonly number[]; readonly Counts: readonly number[] } {
    const buckets = [...this.counts].sort(([left], [right]) => left - right);
    return {
      Values: buckets.map(([bucket]) => Number((LEAST_MS * GROWTH ** bucket).toPrecision(3))),
      Counts: buckets.map(([, count]) => count),
    };
  }
}

export const LATENCY_NAMESPACE = 'Daxpilot/Access';

export interface LatencyDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Unit: 'Milliseconds';
  readonly Timestamp: Date;
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
}

/** Data for PutMetricData: one datum per route and kind of call, whatever the number of operations. */
export function latencyData(
  target: string,
  histograms: ReadonlyMap<string, LatencyHistogram>,
  at: Date,
): readonly LatencyDatum[] {
  return [...histograms].map(([route, histogram]) => ({
    MetricName: 'Latency',
    Dimensions: [
      { Name: 'Target', Value: target },
      { Name: 'Route', Value: route },
    ],
    Unit: 'Milliseconds',
    Timestamp: at,
    ...histogram.values(),
  }));
}

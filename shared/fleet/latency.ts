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

/** What one route did since the last report. */
export interface RouteTally {
  readonly latency: LatencyHistogram;
  /** Attempts that ended neither well nor with an answer of the service. */
  readonly failures: number;
}

interface DatumHead {
  readonly MetricName: string;
  readonly Dimensions: { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: Date;
}

/** One element of PutMetricData's MetricData. */
export type MetricDatum =
  | (DatumHead & { readonly Unit: 'Milliseconds'; readonly Values: number[]; readonly Counts: number[] })
  | (DatumHead & { readonly Unit: 'Count' | 'None'; readonly Value: number });

/**
 * Data for PutMetricData, per route and whatever the number of operations: Latency with its distribution, Calls, Failures; and
 * FallbackReady once it is known.
 */
export function routeData(
  target: string,
  tallies: ReadonlyMap<string, RouteTally>,
  fallbackReady: boolean | undefined,
  at: Date,
): readonly MetricDatum[] {
  return [...tallies].flatMap(([route, { latency, failures }]): readonly MetricDatum[] => {
    const { Values, Counts } = latency.values();
    const head = (MetricName: string) => ({
      MetricName,
      Dimensions: [
        { Name: 'Target', Value: target },
        { Name: 'Route', Value: route },
      ],
      Timestamp: at,
    });
    return [
      { ...head('Latency'), Unit: 'Milliseconds', Values: [...Values], Counts: [...Counts] },
      { ...head('Calls'), Unit: 'Count', Value: latency.count },
      { ...head('Failures'), Unit: 'Count', Value: failures },
      ...(fallbackReady === undefined
        ? []
        : [{ ...head('FallbackReady'), Unit: 'None' as const, Value: fallbackReady ? 1 : 0 }]),
    ];
  });
}

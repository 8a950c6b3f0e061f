import { LATENCY_NAMESPACE, LatencyHistogram } from '../../fleet';
import type { Clock } from '../calls/clock';
import type { AccessEvent, Observation, Observer } from '../calls/observation';

export interface EmfOptions {
  readonly target: string;
  readonly write?: (line: string) => void;
  readonly everyMs?: number;
}

/**
 * Once a minute, one line per route in CloudWatch's embedded metric format: Latency with its distribution, Calls, Failures, and
 * FallbackReady. On the console of a process whose logs go to CloudWatch that is all it takes.
 */
export class EmfObserver implements Observer {
  private latencies = new Map<string, LatencyHistogram>();
  private failures = new Map<string, number>();
  private ready: boolean | undefined;
  private cancel: () => void;

  constructor(
    private readonly options: EmfOptions,
    private readonly clock: Clock,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.cancel = this.schedule();
  }

  attempt({ route, outcome, durationMs }: Observation): void {
    let histogram = this.latencies.get(route);
    if (histogram === undefined) {
      histogram = new LatencyHistogram();
      this.latencies.set(route, histogram);
    }
    histogram.add(durationMs);
    if (outcome !== 'ok' && outcome !== 'answer') this.failures.set(route, (this.failures.get(route) ?? 0) + 1);
  }

  event(event: AccessEvent): void {
    if (event.kind === 'fallback-ready') this.ready = event.ready;
  }

  close(): void {
    this.cancel();
    this.flush();
  }

  flush(): void {
    const { latencies, failures } = this;
    this.latencies = new Map();
    this.failures = new Map();
    const write = this.options.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
    for (const [route, histogram] of latencies) write(this.line(route, histogram, failures.get(route) ?? 0));
  }

  private line(Route: string, histogram: LatencyHistogram, Failures: number): string {
    const ready = this.ready === undefined ? {} : { FallbackReady: this.ready ? 1 : 0 };
    const Metrics = [
      { Name: 'Latency', Unit: 'Milliseconds' },
      { Name: 'Calls', Unit: 'Count' },
      { Name: 'Failures', Unit: 'Count' },
      ...(this.ready === undefined ? [] : [{ Name: 'FallbackReady', Unit: 'None' }]),
    ];
    return JSON.stringify({
      _aws: {
        Timestamp: this.nowMs(),
        CloudWatchMetrics: [{ Namespace: LATENCY_NAMESPACE, Dimensions: [['Target', 'Route']], Metrics }],
      },
      Target: this.options.target,
      Route,
      Latency: histogram.values(),
      Calls: histogram.count,
      Failures,
      ...ready,
    });
  }

  private schedule(): () => void {
    return this.clock.later(this.options.everyMs ?? 60_000, () => {
      this.flush();
      this.cancel = this.schedule();
    });
  }
}

import { LATENCY_NAMESPACE, type MetricDatum, routeData } from '../../fleet';
import type { Clock } from '../calls/clock';
import { withDeadline } from '../calls/deadline';
import type { AccessEvent, Observation, Observer } from '../calls/observation';
import { RouteTallies } from './route-tallies';

/** Input of PutMetricData. */
export interface MetricDataInput {
  readonly Namespace: string;
  readonly MetricData: MetricDatum[];
}

export interface CloudWatchOptions {
  readonly target: string;
  /** Sends one PutMetricData: `(input) => cloudWatch.send(new PutMetricDataCommand(input))`. */
  readonly put: (input: MetricDataInput) => Promise<unknown>;
  /** Default 60,000. */
  readonly everyMs?: number;
}

/** Of what could not be sent, the newest so many data are kept for the next time: a quarter of an hour of both routes. */
const MOST_UNSENT = 120;
const GOODBYE_MS = 2_000;

/** Once a minute, what each route did goes to CloudWatch by PutMetricData. */
export class CloudWatchObserver implements Observer {
  private readonly tallies = new RouteTallies();
  private unsent: readonly MetricDatum[] = [];
  private cancel: () => void;

  constructor(
    private readonly options: CloudWatchOptions,
    private readonly clock: Clock,
    private readonly failed: (error: unknown) => void,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.cancel = this.schedule();
  }

  attempt(observation: Observation): void {
    this.tallies.attempt(observation);
  }

  event(event: AccessEvent): void {
    this.tallies.event(event);
  }

  async close(): Promise<void> {
    this.cancel();
    await withDeadline(this.flush(), GOODBYE_MS, this.clock).catch((error: unknown) => this.failed(error));
  }

  async flush(): Promise<void> {
    const { tallies, options } = this;
    const fresh = routeData(options.target, tallies.taken(), tallies.fallbackReady, new Date(this.nowMs()));
    const data = [...this.unsent, ...fresh];
    this.unsent = [];
    if (data.length === 0) return;
    try {
      await options.put({ Namespace: LATENCY_NAMESPACE, MetricData: data });
    } catch (error) {
      this.unsent = [...data, ...this.unsent].slice(-MOST_UNSENT);
      this.failed(error);
    }
  }

  private schedule(): () => void {
    return this.clock.later(this.options.everyMs ?? 60_000, () => {
      void this.flush();
      this.cancel = this.schedule();
    });
  }
}

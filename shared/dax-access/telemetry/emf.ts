import { LATENCY_NAMESPACE, type RouteTally } from '../../fleet';
import type { Clock } from '../calls/clock';
import type { AccessEvent, Observation, Observer } from '../calls/observation';
import { RouteTallies } from './route-tallies';

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
  private readonly tallies = new RouteTallies();
  private cancel: () => void;

  constructor(
    private readonly options: EmfOptions,
    private readonly clock: Clock,
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

  close(): void {
    this.cancel();
    this.flush();
  }

  flush(): void {
    const write = this.options.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
    for (const [route, tally] of this.tallies.taken()) write(this.line(route, tally));
  }

  private line(Route: string, { latency, failures }: RouteTally): string {
    const { fallbackReady } = this.tallies;
    const Metrics = [
      { Name: 'Latency', Unit: 'Milliseconds' },
      { Name: 'Calls', Unit: 'Count' },
      { Name: 'Failures', Unit: 'Count' },
      ...(fallbackReady === undefined ? [] : [{ Name: 'FallbackReady', Unit: 'None' }]),
    ];
    return JSON.stringify({
      _aws: {
        Timestamp: this.nowMs(),
        CloudWatchMetrics: [{ Namespace: LATENCY_NAMESPACE, Dimensions: [['Target', 'Route']], Metrics }],
      },
      Target: this.options.target,
      Route,
      Latency: latency.values(),
      Calls: latency.count,
      Failures: failures,
      ...(fallbackReady === undefined ? {} : { FallbackReady: fallbackReady ? 1 : 0 }),
    });
  }

  private schedule(): () => void {
    return this.clock.later(this.options.everyMs ?? 60_000, () => {
      this.flush();
      this.cancel = this.schedule();
    });
  }
}

import { LatencyHistogram, type RouteTally } from '../../fleet';
import type { AccessEvent, Observation } from '../calls/observation';

/** Adds up what each route does between two reports. */
export class RouteTallies {
  private tallies = new Map<string, { readonly latency: LatencyHistogram; failures: number }>();
  private ready: boolean | undefined;

  /** Undefined until a canary has come back. */
  get fallbackReady(): boolean | undefined {
    return this.ready;
  }

  attempt({ route, outcome, durationMs }: Observation): void {
    let tally = this.tallies.get(route);
    if (tally === undefined) {
      tally = { latency: new LatencyHistogram(), failures: 0 };
      this.tallies.set(route, tally);
    }
    tally.latency.add(durationMs);
    if (outcome !== 'ok' && outcome !== 'answer') tally.failures += 1;
  }

  event(event: AccessEvent): void {
    if (event.kind === 'fallback-ready') this.ready = event.ready;
  }

  /** Begins anew. */
  taken(): ReadonlyMap<string, RouteTally> {
    const { tallies } = this;
    this.tallies = new Map();
    return tallies;
  }
}

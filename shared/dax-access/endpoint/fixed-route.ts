import type { ClusterClient } from '../transport/cluster-client';
import type { CallLedger } from './call-ledger';
import { aroundAllowed, type Route, type RouteSource } from './route';

/** One cluster for good: its endpoint or its name is in the options. */
export class FixedRoute implements RouteSource {
  private route: Route;

  constructor(
    private readonly cluster: ClusterClient,
    calls: CallLedger,
    itemTtlMs: number | undefined,
  ) {
    this.route = { reads: cluster, writes: cluster, writesAround: aroundAllowed, itemTtlMs, calls };
  }

  /** The cluster said what its TTL is. */
  ttlFound(itemTtlMs: number | undefined): void {
    this.route = { ...this.route, itemTtlMs };
  }

  current(): Route {
    return this.route;
  }

  known(): Promise<Route> {
    return Promise.resolve(this.route);
  }

  close(): Promise<void> {
    this.cluster.close();
    return Promise.resolve();
  }
}

import type { ClusterClient } from '../transport/cluster-client';
import type { CallLedger } from './call-ledger';

/** Where calls go from now on. Undefined stands for the table. */
export interface Route {
  readonly reads: ClusterClient | undefined;
  readonly writes: ClusterClient | undefined;
  /** May a write that cannot reach its cluster go to the table alone; if not, why. */
  readonly writesAround: { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly why: string };
  /** Writes wait for a later route, as long as their callers can. */
  readonly writesHeld?: boolean;
  /** Undefined: not known, which counts as 0. */
  readonly itemTtlMs: number | undefined;
  readonly calls: CallLedger;
}

export interface RouteSource {
  /** Undefined until it is known where to go. */
  current(): Route | undefined;
  /** Rejects when it is still not known then. */
  known(withinMs: number): Promise<Route>;
  close(): Promise<void>;
}

export const aroundAllowed = { kind: 'allowed' } as const;

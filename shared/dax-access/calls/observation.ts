import type { Operation } from './operation';

export type RouteName = 'dax' | 'table';
/** Why a call went to the table and not to DAX. */
export type AroundReason = 'phase' | 'written-around' | 'canary' | 'breaker' | 'failed' | 'unsupported';
export type Outcome = 'ok' | 'answer' | 'throttled' | 'not-sent' | 'unknown';

/** One attempt on one route. */
export interface Observation {
  readonly operation: Operation;
  readonly route: RouteName;
  readonly reason: AroundReason | undefined;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export type AccessEvent =
  | { readonly kind: 'breaker'; readonly cluster: string; readonly state: 'closed' | 'open' | 'half-open' }
  | { readonly kind: 'client-replaced'; readonly cluster: string; readonly why: string }
  | { readonly kind: 'fallback-ready'; readonly ready: boolean; readonly error?: unknown }
  | { readonly kind: 'record-adopted'; readonly target: string; readonly epoch: number; readonly phase: number }
  | { readonly kind: 'record-refused'; readonly target: string; readonly problems: readonly string[] }
  | { readonly kind: 'record-unreadable'; readonly target: string; readonly error: unknown }
  | {
      readonly kind: 'warmed';
      readonly target: string;
      readonly cluster: string;
      readonly keys: number;
      readonly failed: number;
    }
  /** A record is not adopted yet, because the cluster that it leads to cannot be reached from here. */
  | {
      readonly kind: 'cluster-unreachable';
      readonly target: string;
      readonly epoch: number;
      readonly cluster: string;
      readonly error: unknown;
    }
  | { readonly kind: 'hot-keys-unwritable'; readonly target: string; readonly error: unknown }
  | { readonly kind: 'metrics-unsent'; readonly error: unknown }
  | { readonly kind: 'coalesced'; readonly operation: Operation };

export interface Observer {
  attempt(observation: Observation): void;
  event(event: AccessEvent): void;
  /** Runs the call inside a span, where spans are wanted. */
  span?<T>(operation: Operation, call: () => Promise<T>): Promise<T>;
}

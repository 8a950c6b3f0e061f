import type { EndpointRecord, Journal } from '../../shared/handover';
import type { AccountItem, DecisionRow, TargetItem } from '../../shared/ledger';
import type { ClusterState, Health, Series, TableState } from '../../shared/sizing';
import type { Policy } from '../../shared/targets';

/** Everything that the page shows, read at one time. Each part that could not be read says so and hides no other. */
export interface ConsoleView {
  readonly atMs: number;
  readonly place: string;
  readonly account: Looked<AccountItem>;
  readonly executions: Looked<readonly RunningExecution[]>;
  readonly targets: readonly TargetView[];
}

export type Looked<Value> =
  | { readonly kind: 'seen'; readonly value: Value }
  | { readonly kind: 'unseen'; readonly why: string };

export interface RunningExecution {
  readonly machine: string;
  readonly name: string;
  readonly startedAtMs: number;
}

export interface TargetView {
  readonly name: string;
  readonly policy: Policy;
  readonly readings: Looked<TargetReadings>;
  readonly state: Looked<TargetItem>;
  readonly decisions: Looked<readonly DecisionRow[]>;
  /** Undefined where nothing was ever handed over. */
  readonly handOver: Looked<HandOver | undefined>;
}

export interface HandOver {
  readonly record: EndpointRecord;
  /** How far the controller has come; absent where a person wrote the record. */
  readonly journal?: Journal;
}

export interface TargetReadings {
  readonly atMs: number;
  readonly health: Health;
  readonly cluster: ClusterState | null;
  readonly tables: readonly TableState[];
  /** CPU of the busiest node, percent; requests per second. */
  readonly cpu: Series | null;
  readonly requests: Series | null;
}

import type { CacheTtl, ClusterState, DemandHistory, Snapshot, TableState, ThroughputPlan } from '../sizing';
import type { Config, Target } from '../targets';

/**
 * What the use cases need from the world. `shared/aws` fills these with SDK calls; tests fill them with the local platform or memory.
 * Times are ms since the epoch. Every port throws `PortError` and nothing else.
 */
export interface Ports {
  readonly config: Config;
  readonly observer: Observer;
  readonly changer: Changer;
  readonly executions: Executions;
  readonly notifier: Notifier;
}

export interface Observer {
  /** Reads metrics and state of one target. A declared resource that does not exist is `missing` in the snapshot, not an error. */
  snapshot(target: Target, nowMs: number): Promise<Snapshot>;
  cluster(name: string): Promise<ClusterState | undefined>;
  table(name: string): Promise<TableState | undefined>;
  /** Load by the minute before `nowMs`, at most 14 days: requests/s to the cluster, units/s of each side of the tables, which are the target's. */
  demand(target: Target, tables: readonly TableState[], nowMs: number, minutes: number): Promise<DemandHistory>;
  /** What the load of the same time was made of. */
  totals(target: Target, nowMs: number, minutes: number): Promise<LoadTotals>;
}

/** Sums over a time. */
export interface LoadTotals {
  /** Requests to the cluster; those that passed through it count as misses. */
  readonly cluster?: { readonly hits: number; readonly misses: number; readonly writes: number };
  readonly tables: Readonly<Record<string, { readonly readUnits: number; readonly writeUnits: number }>>;
}

export interface Changer {
  /** Absolute total including the primary. One AWS call, not repeated. */
  setNodeCount(change: { readonly cluster: string; readonly from: number; readonly to: number }): Promise<void>;
  /** Switches the mode of table and indexes; to provisioned also registers scalable targets and policies for read and write. */
  setBillingMode(change: {
    readonly table: string;
    readonly to: 'provisioned' | 'on-demand';
    readonly throughput?: ThroughputPlan;
    readonly limits: UnitLimits;
  }): Promise<void>;
  /**
   * Units of a provisioned table and of every index, in one UpdateTable that touches only what differs. Looks first and does what is
   * missing, so that it can be called again after any failure: where units differ from `to`, scaling is suspended and the units are
   * set; where they are at `to`, what it had suspended is resumed. Apply calls it once before and once after the table has settled.
   */
  setThroughput(change: {
    readonly table: string;
    readonly from: ThroughputPlan;
    readonly to: ThroughputPlan;
    readonly limits: UnitLimits;
  }): Promise<void>;
  /**
   * A parameter group of our own with these TTLs, attached to the cluster. Looks first and does what is missing. Nodes that DAX then
   * names take the TTLs only after a reboot, which is `rebootNode`'s.
   */
  setCacheTtl(change: { readonly cluster: string; readonly from: CacheTtl; readonly to: CacheTtl }): Promise<void>;
  /** One call, not repeated, for a node that waits for it while all others serve. Its cache stays; a single node's requests fail meanwhile. */
  rebootNode(change: { readonly cluster: string; readonly node: string }): Promise<void>;
}

/** Bounds of the units and the target of auto scaling, from the policy. */
export interface UnitLimits {
  readonly minUnits: number;
  readonly maxUnits: number;
  readonly targetUtilisationPercent: number;
}

export type ExecutionStatus =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'ended';
      readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly stoppedAtMs: number;
    }
  | { readonly kind: 'not-found' };

export interface Executions {
  describe(executionArn: string): Promise<ExecutionStatus>;
  /** Starts `rightsize` without a name (AWS makes one up); returns the ARN. */
  start(input: unknown): Promise<string>;
}

export interface Notice {
  readonly kind: 'recommended' | 'applied' | 'failed' | 'frozen' | 'lapsed' | 'finding' | 'report';
  /** `account` for what concerns no target. */
  readonly target: string;
  readonly subject: string;
  readonly text: string;
}

export interface Notifier {
  announce(notice: Notice): Promise<void>;
}

export type PortErrorCode =
  | 'aws.throttled'
  | 'aws.denied'
  | 'aws.not-found'
  | 'aws.busy'
  | 'aws.quota'
  | 'aws.capacity'
  | 'aws.invalid'
  | 'aws.unreachable'
  | 'aws.failed';

/** `sent: 'no'` = the call surely had no effect; `'maybe'` = it may have landed. */
export class PortError extends Error {
  override readonly name = 'PortError';
  constructor(
    readonly code: PortErrorCode,
    message: string,
    readonly retryable: boolean,
    readonly sent: 'no' | 'maybe',
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

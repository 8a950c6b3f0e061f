import type { Flow } from '../flow';
import type { ReadCapacity } from './capacity';
import type { Minutes } from './counters';
import type { ReadRaiser } from './raised-reads';

export interface DescribedCluster {
  readonly name: string;
  readonly arn: string;
  readonly status: 'available' | 'busy';
  /** As DAX says it. */
  readonly statusText: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly createdAtMs?: number;
  readonly itemTtlMs?: number;
  readonly roleArn?: string;
  readonly subnetGroup?: string;
  readonly parameterGroup?: string;
  readonly securityGroups: readonly string[];
  readonly encrypted: boolean;
  readonly tls: boolean;
}

export interface Counters {
  readonly cpu: Minutes;
  readonly requests: Minutes;
  readonly reads: Minutes;
  readonly queries: Minutes;
  readonly writes: Minutes;
  readonly connections: Minutes;
}

export interface NewCluster {
  readonly name: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly roleArn: string;
  readonly subnetGroup?: string;
  readonly parameterGroup?: string;
  readonly securityGroups: readonly string[];
  readonly encrypted: boolean;
  readonly tls: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a hand-over needs of AWS, besides the flow's ledger, executions and notices. Throws `PortError` and nothing else. */
export interface Clusters {
  describe(name: string): Promise<DescribedCluster | undefined>;
  counters(name: string, fromMs: number, nowMs: number): Promise<Counters>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
  create(cluster: NewCluster): Promise<void>;
  remove(name: string): Promise<void>;
  capacity(tables: readonly string[]): Promise<readonly ReadCapacity[]>;
}

export interface ReplaceFlow {
  readonly flow: Flow;
  readonly clusters: Clusters;
  readonly reads: ReadRaiser;
  /** Starts an execution of `replace-cluster`; resolves with its ARN. */
  readonly start: (input: object) => Promise<string>;
  /**
   * Wall clock, ms since the epoch, for leases alone. A lease is a fact about processes and their clocks; the `now` of a step is for
   * decisions, stands still on a retry, and on the local platform runs faster than the processes do.
   */
  readonly wallMs: () => number;
}

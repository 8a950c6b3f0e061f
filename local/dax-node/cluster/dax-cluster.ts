import type { ClusterStats } from './stats';

export interface NodeInfo {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** `dax://address:port` or `daxs://address:port`. */
  readonly endpoint: string;
  readonly role: 'leader' | 'replica';
  readonly availabilityZone: string;
  /** Virtual ms. */
  readonly createdAtMs: number;
}

export interface DaxCluster {
  /** One URL per node; any of them is a discovery endpoint. */
  readonly endpoints: readonly string[];
  readonly nodes: readonly NodeInfo[];
  readonly region: string;
  /** Where the tables are; with `embedded` the address to create them at. */
  readonly dynamodbEndpoint: string;
  /** Joins with the leader's cache. */
  addNode(options?: { readonly id?: string; readonly availabilityZone?: string }): Promise<NodeInfo>;
  /**
   * Without an id the youngest replica goes. It is left out of discovery at once and serves on while clients find out: one that knows the
   * cluster by this node alone learns from it where the others are.
   */
  removeNode(id?: string): Promise<NodeInfo>;
  /** Ends a node at once, as a crash would; if it led, another leads. */
  killNode(id: string): Promise<void>;
  /** Restarts a node on its port. Its cache stays, as DAX says of RebootNode. */
  rebootNode(id: string): Promise<NodeInfo>;
  /** All nodes end at once, as in an outage, and their caches with them. They stay members, publish nothing and come back by `restart`. */
  crash(): Promise<void>;
  /** Crashed nodes accept connections again, on their ports, with empty caches. */
  restart(): Promise<void>;
  /** Times to live of every node; with `nodes` of these only, and of nodes that are added later. */
  setTtl(ttl: { readonly recordTtlMs?: number; readonly queryTtlMs?: number }, nodes?: readonly string[]): void;
  stats(): ClusterStats;
  close(): Promise<void>;
}

import type { KeyGuards } from '../cache/key-guard';
import type { CachedValue, NodeCache } from '../cache/node-cache';
import type { AttributeLists } from '../codec/stream-item';
import type { DynamoDb } from '../upstream/dynamodb-http';
import type { TableDirectory } from '../upstream/table-directory';
import type { Counters } from './counters';
import type { LoadModel } from './load-model';

/** What all nodes of a cluster share. */
export interface ClusterContext {
  readonly dynamodb: DynamoDb;
  /** For messages: where the tables are. */
  readonly dynamodbName: string;
  readonly tables: TableDirectory;
  readonly lists: AttributeLists;
  readonly guards: KeyGuards;
  now(): number;
  /** Whether any node keeps results of queries. */
  cachesQueries(): boolean;
  nextSequence(): number;
  /** Takes a change of the item or query cache into the node where it happened, and later into the others. */
  publish(node: NodeContext, key: string, value: CachedValue | undefined, sequence: number): void;
  /** The node whose cache writes go to first. */
  leader(): NodeContext;
  /** Every node pays for a write. */
  spendWrite(bytes: number): void;
  /** True if the memory of any node is full: writes are throttled then. */
  memoryFull(): boolean;
}

/** What an operation may use of the node that it came to. */
export interface NodeContext {
  readonly cluster: ClusterContext;
  readonly cache: NodeCache;
  readonly counters: Counters;
  readonly load: LoadModel;
}

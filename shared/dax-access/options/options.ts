import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { TranslateConfig } from '@aws-sdk/lib-dynamodb';
import type { DataKey } from '../../fleet';
import type { BreakerSettings } from '../calls/breaker';
import type { Clock } from '../calls/clock';
import type { Observer } from '../calls/observation';
import type { TableClient } from '../table/table-client';
import type { CloudWatchOptions } from '../telemetry/cloud-watch';
import type { TransportFactory } from '../transport/transport';

export type EndpointOption =
  /** `dax://host:port` or `daxs://host:port`; several of one cluster as a list. */
  | string
  | readonly string[]
  /** By name: DescribeClusters tells where it is. Needs the package @aws-sdk/client-dax. */
  | { readonly cluster: string }
  /** By endpoint record: follows hand-overs between clusters. */
  | { readonly record: RecordOption };

export interface RecordOption {
  /** The ledger's table. */
  readonly table: string;
  readonly target: string;
  /** How often the record is read while no hand-over runs. Default 30,000. */
  readonly pollMs?: number;
  /** How often, and with strong reads, while one runs. Default 1,000. */
  readonly handoverPollMs?: number;
  /** Name of this process in the table. Default: host name, process id and a random part. */
  readonly processId?: string;
}

export interface AccessOptions {
  readonly endpoint: EndpointOption;
  /** Default: AWS_REGION or AWS_DEFAULT_REGION. */
  readonly region?: string;
  /** Identity or provider; default: the SDK's chain. */
  readonly credentials?: DynamoDBClientConfig['credentials'];
  /** Default `lib-dax`. */
  readonly transport?: 'lib-dax' | 'amazon-dax-client' | TransportFactory;
  /** For the table itself: endpoint, request handler, retry settings other than attempts. */
  readonly dynamodb?: DynamoDBClientConfig;
  /** For DescribeClusters and DescribeParameters. */
  readonly controlPlane?: { readonly endpoint?: string };
  readonly translate?: TranslateConfig;
  /** From call to outcome, everything included. Default 3,000. */
  readonly deadlineMs?: number;
  /** What a read may spend on DAX before it turns to the table. Default: half of the deadline. */
  readonly readAttemptMs?: number;
  /** Default 1,000. */
  readonly connectTimeoutMs?: number;
  /** Default 100. */
  readonly maxConnectionsPerNode?: number;
  readonly skipHostnameVerification?: boolean;
  readonly breaker?: Partial<BreakerSettings>;
  readonly fallback?: {
    /** Default true. */
    readonly reads?: boolean;
    /** Default true: writes that were surely not sent. */
    readonly writes?: boolean;
    /** Reads that fall back at a time. Default 64. */
    readonly maxConcurrentReads?: number;
    /** Writes around DAX even where caches would then hold the older item for ever. Default false. */
    readonly allowPermanentStale?: boolean;
    /** Keys remembered as written around DAX. Default 10,000. */
    readonly maxKeys?: number;
  };
  /** Item TTL of the cluster. Default: the record's, else what DescribeParameters says; not known counts as 0. */
  readonly itemTtlMs?: number;
  /** Share of single-item reads that go to the table although DAX works, at most one in ten seconds. Default 0.001; 0: none. */
  readonly canaryShare?: number;
  /** Identical GetItem calls at the same time become one. Default true. */
  readonly coalesce?: boolean;
  /** Repeat ambiguous writes where twice is as good as once: versioned writes, and transactions with a ClientRequestToken. Default false. */
  readonly repeatAmbiguous?: boolean;
  /**
   * With an endpoint by record: what this process tells the control plane of the items that it reads most. `hashed` (default): salted
   * hashes, for estimates of size. `{ rawEncryptedWith }`: the keys themselves, for tools that warm from outside, encrypted with
   * AES-256-GCM under 32 bytes given here or by a key service, for one hour. `off` looks at no keys, and warms none in a hand-over.
   */
  readonly warmingKeys?: 'off' | 'hashed' | { readonly rawEncryptedWith: Uint8Array | (() => Promise<DataKey>) };
  /** Names of key attributes per table, where they are not to be looked up. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  readonly telemetry?: TelemetryOptions;
  /** Told of every attempt and event. */
  readonly observer?: Observer;
  /** For tests: time, chance and table. */
  readonly testing?: { readonly clock?: Clock; readonly random?: () => number; readonly table?: TableClient };
}

export interface TelemetryOptions {
  /** Metrics and spans through @opentelemetry/api, if that is installed. Default true. */
  readonly openTelemetry?: boolean;
  /** Metrics for CloudWatch as lines in the embedded metric format, once a minute. Default: off. */
  readonly emf?: { readonly target: string; readonly write?: (line: string) => void; readonly everyMs?: number };
  /** The same metrics by PutMetricData, once a minute. Default: off. */
  readonly cloudWatch?: CloudWatchOptions;
}

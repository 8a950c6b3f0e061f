import { isIP } from 'node:net';
import type { Denial } from '../protocol/rights';
import type { Credentials } from '../protocol/sigv4';
import type { CredentialSource } from '../upstream/request-signer';
import { defaultListsFile } from './attribute-lists';
import type { MetricSink } from './metrics';
import { DEFAULT_MEMORY_SCALE, DEFAULT_NODE_TYPE, type NodeType, nodeTypeOf } from './node-types';
import { type ClusterClock, wallClock } from './wall-clock';

export interface DaxClusterOptions {
  /** 1 to 11. */
  readonly nodes: number;
  /** Port of the first node; the others take the next free ones. 0: any free port for each. */
  readonly port: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /**
   * What discovery tells clients to connect to, where that is not what they dialled first (port mappings, containers). `port` is the first
   * node's; the others keep their distance from it.
   */
  readonly advertise?: { readonly address: string; readonly port?: number };
  /** Where the tables are. `embedded`: an empty dynalite in this process (no transactions). */
  readonly dynamodb:
    | {
        readonly endpoint: string;
        readonly region: string;
        readonly credentials: CredentialSource;
        readonly timeoutMs?: number;
      }
    | { readonly embedded: true; readonly region?: string; readonly port?: number };
  /** Default dax.r5.large. */
  readonly nodeType?: string;
  /** Virtual ms; default 300,000; 0: items never expire. */
  readonly recordTtlMs?: number;
  /** Virtual ms; default 300,000; 0: queries and scans are not cached. */
  readonly queryTtlMs?: number;
  /** Cache memory per node; default: the node type's, times `memoryScale`. */
  readonly memoryBytes?: number;
  /** Default 1/64. */
  readonly memoryScale?: number;
  /** Drives lifetimes, rates and metrics. Default: real time. */
  readonly clock?: ClusterClock;
  /** `any` (default): whoever signs is let in. A map from access key id to secret: signatures, region and date are verified. */
  readonly credentials?: Credentials;
  /** Rights of whoever signed the connection. Default: everybody may everything. */
  readonly denial?: Denial;
  /** PEM key and certificate: `daxs://`. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  readonly metrics?: MetricSink;
  /** What one request counts for in counters and rates. Default 1. */
  readonly weight?: () => number;
  /** Name in metrics and node ids. Default `dax`. */
  readonly clusterId?: string;
  readonly availabilityZones?: readonly string[];
  /**
   * File in which the ids of attribute lists outlive the process; clients hold on to ids for ever. Default:
   * `~/.local/state/daxpilot/attribute-lists.jsonl`; `false`: in memory only.
   */
  readonly attributeListsFile?: string | false;
  /** Wall-clock ms until a change reaches the other nodes. Default 5. */
  readonly replicationDelayMs?: number;
  /** Wall-clock ms for which a removed node still serves the connections that it has. Default 15,000. */
  readonly drainMs?: number;
}

/** The options with every default in place and every rule checked. */
export interface ClusterSettings {
  readonly nodes: number;
  readonly port: number;
  readonly host: string;
  readonly advertise: DaxClusterOptions['advertise'];
  readonly type: NodeType;
  readonly typeName: string;
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
  readonly memoryBytes: number;
  readonly clock: ClusterClock;
  readonly credentials: Credentials;
  readonly denial: Denial | undefined;
  readonly tls: DaxClusterOptions['tls'];
  readonly metrics: MetricSink | undefined;
  readonly weight: () => number;
  readonly clusterId: string;
  readonly availabilityZones: readonly string[];
  readonly attributeListsFile: string | undefined;
  readonly replicationDelayMs: number;
  readonly drainMs: number;
}

export const MAX_NODES = 11;
const DEFAULT_TTL_MS = 300_000;
const SMALLEST_MEMORY_BYTES = 64 * 1024;

export function settingsOf(options: DaxClusterOptions): ClusterSettings {
  const typeName = options.nodeType ?? DEFAULT_NODE_TYPE;
  const type = nodeTypeOf(typeName);
  const memoryBytes =
    options.memoryBytes ?? Math.floor(type.memoryBytes * (options.memoryScale ?? DEFAULT_MEMORY_SCALE));
  const region = regionOf(options);
  whole('nodes', options.nodes, 1, MAX_NODES);
  whole('port', options.port, 0, 65_535);
  whole('recordTtlMs', options.recordTtlMs ?? DEFAULT_TTL_MS, 0, Number.MAX_SAFE_INTEGER);
  whole('queryTtlMs', options.queryTtlMs ?? DEFAULT_TTL_MS, 0, Number.MAX_SAFE_INTEGER);
  whole('memoryBytes', memoryBytes, SMALLEST_MEMORY_BYTES, Number.MAX_SAFE_INTEGER);
  if (options.advertise !== undefined) {
    if (isIP(options.advertise.address) === 0) {
      throw new RangeError(
        `advertise.address '${options.advertise.address}' must be an IP address: discovery carries no names`,
      );
    }
    if (options.advertise.port !== undefined) whole('advertise.port', options.advertise.port, 1, 65_535);
  }
  return {
    nodes: options.nodes,
    port: options.port,
    host: options.host ?? '127.0.0.1',
    advertise: options.advertise,
    type,
    typeName,
    recordTtlMs: options.recordTtlMs ?? DEFAULT_TTL_MS,
    queryTtlMs: options.queryTtlMs ?? DEFAULT_TTL_MS,
    memoryBytes,
    clock: options.clock ?? wallClock,
    credentials: options.credentials ?? 'any',
    denial: options.denial,
    tls: options.tls,
    metrics: options.metrics,
    weight: options.weight ?? (() => 1),
    clusterId: options.clusterId ?? 'dax',
    availabilityZones: options.availabilityZones ?? [`${region}a`, `${region}b`, `${region}c`],
    attributeListsFile:
      options.attributeListsFile === false ? undefined : (options.attributeListsFile ?? defaultListsFile()),
    replicationDelayMs: options.replicationDelayMs ?? 5,
    drainMs: options.drainMs ?? 15_000,
  };
}

export function regionOf({ dynamodb }: Pick<DaxClusterOptions, 'dynamodb'>): string {
  return dynamodb.region ?? 'us-east-1';
}

export function whole(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} is ${value}; it must be a whole number from ${least} to ${most}`);
  }
}

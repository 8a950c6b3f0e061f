import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../calls/clock';
import type { Observer } from '../calls/observation';
import type { AccessOptions, RecordOption } from '../options/options';
import type { AccessSettings } from '../options/settings';
import { ClusterClient } from '../transport/cluster-client';
import { daxClientV1 } from '../transport/dax-client-v1';
import { libDax } from '../transport/lib-dax';
import { HotKeyReporter } from '../warming/hot-key-reporter';
import type { HotKeySampler } from '../warming/hot-key-sampler';
import { OwnWarming } from '../warming/own-warming';
import { CallLedger } from './call-ledger';
import { type ClusterDirectory, DaxControlPlane } from './described-cluster';
import { FixedRoute } from './fixed-route';
import { LedgerFleetStore } from './fleet-store';
import { usableEndpoints } from './literal';
import { RecordRoute } from './record-route';
import type { RouteSource } from './route';

export interface RouteParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: Observer | undefined;
  /** Credentials are the same for DAX and DynamoDB: this client's chain is asked for both. */
  readonly ordinary: DynamoDBClient;
  readonly lastWriteAroundAtMs: () => number | undefined;
  /** Undefined: nothing is told of hot keys. */
  readonly hotKeys: HotKeySampler | undefined;
}

const HANDOVER_POLL_MS = 1_000;
const POLL_MS = 30_000;

export function routeSourceOf(options: AccessOptions, settings: AccessSettings, parts: RouteParts): RouteSource {
  const { endpoint } = options;
  if (typeof endpoint === 'string') return literal([endpoint], options, settings, parts);
  if (isList(endpoint)) return literal(endpoint, options, settings, parts);
  const directory = new DaxControlPlane({
    region: settings.region,
    credentials: () => parts.ordinary.config.credentials(),
    ...options.controlPlane,
  });
  if ('record' in endpoint) return byRecord(endpoint.record, directory, options, settings, parts);
  return byName(endpoint.cluster, directory, options, settings, parts);
}

const isList = (endpoint: AccessOptions['endpoint']): endpoint is readonly string[] => Array.isArray(endpoint);

function literal(
  endpoints: readonly string[],
  options: AccessOptions,
  settings: AccessSettings,
  parts: RouteParts,
): RouteSource {
  const cluster = clusterClient(endpoints.join(','), () => usableEndpoints(endpoints), options, settings, parts);
  return new FixedRoute(cluster, new CallLedger(0, parts.clock, settings.settleBoundMs), options.itemTtlMs);
}

function byName(
  name: string,
  directory: ClusterDirectory,
  options: AccessOptions,
  settings: AccessSettings,
  parts: RouteParts,
): RouteSource {
  const find = async () => {
    const { endpoints, itemTtlMs } = await directory.describe(name);
    if (options.itemTtlMs === undefined) route.ttlFound(itemTtlMs);
    return endpoints;
  };
  const cluster = clusterClient(name, find, options, settings, parts);
  const calls = new CallLedger(0, parts.clock, settings.settleBoundMs);
  const route = new FixedRoute(cluster, calls, options.itemTtlMs);
  return route;
}

function byRecord(
  { table, target, pollMs = POLL_MS, handoverPollMs = HANDOVER_POLL_MS, processId = ownName() }: RecordOption,
  directory: ClusterDirectory,
  options: AccessOptions,
  settings: AccessSettings,
  parts: RouteParts,
): RouteSource {
  const find = async (name: string) => (await directory.describe(name)).endpoints;
  const store = new LedgerFleetStore(parts.ordinary, table);
  const { hotKeys, observer } = parts;
  const reporter =
    hotKeys === undefined
      ? undefined
      : new HotKeyReporter({
          target,
          processId,
          store,
          sampler: hotKeys,
          clock: parts.clock,
          nowMs: Date.now,
          observer,
        });
  return new RecordRoute(
    {
      target,
      processId,
      pollMs,
      handoverPollMs,
      settleBoundMs: settings.settleBoundMs,
      itemTtlMs: options.itemTtlMs,
    },
    {
      store,
      clock: parts.clock,
      observer: parts.observer,
      clusterNamed: (name) => clusterClient(name, () => find(name), options, settings, parts),
      ttlOf: async (name) => {
        try {
          return (await directory.describe(name)).itemTtlMs;
        } catch {
          return undefined;
        }
      },
      lastWriteAroundAtMs: parts.lastWriteAroundAtMs,
      nowMs: Date.now,
      looked: reporter && ((epoch) => reporter.looked(epoch)),
      warming: new OwnWarming({ target, sampler: hotKeys, observer }),
    },
  );
}

const ownName = (): string => `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;

function clusterClient(
  name: string,
  endpoints: () => Promise<readonly string[]>,
  options: AccessOptions,
  settings: AccessSettings,
  { clock, random, observer, ordinary }: RouteParts,
): ClusterClient {
  const { transport = 'lib-dax' } = options;
  const factories = { 'lib-dax': libDax, 'amazon-dax-client': daxClientV1 };
  return new ClusterClient(
    {
      name,
      endpoints,
      transport: {
        region: settings.region,
        credentials: () => ordinary.config.credentials(),
        connectTimeoutMs: settings.connectTimeoutMs,
        requestTimeoutMs: settings.deadlineMs,
        maxConnectionsPerNode: settings.maxConnectionsPerNode,
        skipHostnameVerification: options.skipHostnameVerification ?? false,
      },
      breaker: settings.breaker,
      usualMs: settings.fallbackReads ? settings.readAttemptMs : settings.deadlineMs,
      replaceAfterFailures: Math.max(1, Math.floor(settings.maxConnectionsPerNode / 2)),
      onReplaced: (why) => observer?.event({ kind: 'client-replaced', cluster: name, why }),
      onBreaker: ({ kind }) => observer?.event({ kind: 'breaker', cluster: name, state: kind }),
    },
    typeof transport === 'function' ? transport : factories[transport],
    clock,
    random,
  );
}

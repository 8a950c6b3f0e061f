import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../calls/clock';
import type { Observer } from '../calls/observation';
import type { AccessOptions } from '../options/options';
import type { AccessSettings } from '../options/settings';
import { ClusterClient } from '../transport/cluster-client';
import { daxClientV1 } from '../transport/dax-client-v1';
import { libDax } from '../transport/lib-dax';
import { CallLedger } from './call-ledger';
import { FixedRoute } from './fixed-route';
import { usableEndpoints } from './literal';
import type { RouteSource } from './route';

export interface RouteParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: Observer | undefined;
  /** Credentials are the same for DAX and DynamoDB: this client's chain is asked for both. */
  readonly ordinary: DynamoDBClient;
}

export function routeSourceOf(options: AccessOptions, settings: AccessSettings, parts: RouteParts): RouteSource {
  const { endpoint } = options;
  if (typeof endpoint === 'string' || Array.isArray(endpoint)) {
    const endpoints = typeof endpoint === 'string' ? [endpoint] : (endpoint as readonly string[]);
    const cluster = clusterClient(endpoints.join(','), () => usableEndpoints(endpoints), options, settings, parts);
    return new FixedRoute(cluster, new CallLedger(0, parts.clock, settings.settleBoundMs), options.itemTtlMs);
  }
  throw new Error('endpoint by name is not there yet');
}

export function clusterClient(
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
      replaceAfterFailures: Math.max(1, Math.floor(settings.maxConnectionsPerNode / 2)),
      onReplaced: (why) => observer?.event({ kind: 'client-replaced', cluster: name, why }),
      onBreaker: ({ kind }) => observer?.event({ kind: 'breaker', cluster: name, state: kind }),
    },
    typeof transport === 'function' ? transport : factories[transport],
    clock,
    random,
  );
}

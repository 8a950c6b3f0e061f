import { AccessError } from '../errors/access-error';
import { usableEndpoints } from './literal';

export interface DescribedCluster {
  readonly endpoints: readonly string[];
  /** Undefined: it could not be found out. */
  readonly itemTtlMs: number | undefined;
}

/** The DAX control plane, as far as the module asks it. */
export interface ClusterDirectory {
  describe(name: string): Promise<DescribedCluster>;
}

interface ControlPlaneConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: unknown;
}

const RECORD_TTL = 'record-ttl-millis';
type ControlPlane = typeof import('@aws-sdk/client-dax');

/** Finds clusters of this account and Region by their names, with what DescribeClusters and DescribeParameters say. */
export class DaxControlPlane implements ClusterDirectory {
  constructor(private readonly config: ControlPlaneConfig) {}

  async describe(name: string): Promise<DescribedCluster> {
    const plane = await load();
    const client = new plane.DAXClient(this.config as ConstructorParameters<ControlPlane['DAXClient']>[0] & object);
    try {
      const { Clusters: [cluster] = [] } = await client.send(
        new plane.DescribeClustersCommand({ ClusterNames: [name] }),
      );
      const { Address, Port } = cluster?.ClusterDiscoveryEndpoint ?? {};
      if (cluster === undefined || Address === undefined)
        throw endpointError(`cluster ${name} has no endpoint yet (status ${cluster?.Status ?? 'unknown'})`, undefined);
      const scheme = cluster.ClusterEndpointEncryptionType === 'TLS' ? 'daxs' : 'dax';
      const endpoints = await usableEndpoints([`${scheme}://${Address}:${Port}`]);
      const group = cluster.ParameterGroup?.ParameterGroupName;
      return { endpoints, itemTtlMs: group === undefined ? undefined : await ttlOf(plane, client, group) };
    } catch (cause) {
      if (cause instanceof AccessError) throw cause;
      if ((cause as Error).name === 'ClusterNotFoundFault')
        throw endpointError(`there is no DAX cluster ${name} in ${this.config.region}`, cause);
      throw endpointError(`cluster ${name} could not be looked up: ${(cause as Error).message}`, cause);
    } finally {
      client.destroy();
    }
  }
}

/** Without the right to ask, the TTL is simply not known. */
async function ttlOf(
  plane: ControlPlane,
  client: InstanceType<ControlPlane['DAXClient']>,
  ParameterGroupName: string,
): Promise<number | undefined> {
  try {
    const { Parameters = [] } = await client.send(new plane.DescribeParametersCommand({ ParameterGroupName }));
    const value = Parameters.find(({ ParameterName }) => ParameterName === RECORD_TTL)?.ParameterValue;
    const ttl = value === undefined ? Number.NaN : Number(value);
    return Number.isSafeInteger(ttl) && ttl >= 0 ? ttl : undefined;
  } catch {
    return undefined;
  }
}

async function load(): Promise<ControlPlane> {
  try {
    return await import('@aws-sdk/client-dax');
  } catch (cause) {
    throw new AccessError(
      'finding a cluster by its name needs the package @aws-sdk/client-dax: install it beside @daxpilot/access, or give the endpoint itself',
      { code: 'access.transport-missing', retryable: false, cause },
    );
  }
}

function endpointError(message: string, cause: unknown): AccessError {
  return new AccessError(message, { code: 'access.endpoint', retryable: true, cause });
}

import { type DaxCluster, type MetricDatum, startDaxCluster } from './dax-node';
import type { Clock } from './kernel/clock';
import type { PlatformHost } from './kernel/platform';
import type { Platform, SessionCredentials } from './kernel/service';
import type { HostedCluster, HostedNode, NodeAddress, NodeHost } from './services/dax';

export interface NodeHostOptions {
  readonly platform: PlatformHost;
  readonly clock: Clock;
  /** Port of the first node, the others take the next free ones; 0: any free port for each. */
  readonly firstPort: number;
  /** What one request counts for. */
  readonly weight: () => number;
  /** Memory of a node as a share of its type's. Default: the data plane's own. What is published of memory is scaled back. */
  readonly memoryScale?: number;
}

/** What can be done to a cluster's nodes and no API of AWS offers. */
export interface DataPlane {
  /** All nodes of a running cluster end at once and lose their caches; the control plane knows nothing of it. */
  crash(clusterName: string): Promise<void>;
  /** They accept connections again, on their ports. */
  restart(clusterName: string): Promise<void>;
}

export interface ClosableNodeHost extends NodeHost, DataPlane {
  close(): Promise<void>;
}

const PORT_TRIES = 500;
const SESSION_MS = 12 * 3_600_000;
const RENEW_BEFORE_MS = 10 * 60_000;
const DATA_PER_CALL = 1_000;

interface Hosted {
  readonly cluster: DaxCluster;
  /** The control plane's id of a node -> the data plane's. */
  readonly ids: Map<string, string>;
}

/** Runs the nodes of DAX clusters in this process, in front of the platform's own DynamoDB, under the cluster's service role. */
export function createNodeHost(options: NodeHostOptions): ClosableNodeHost {
  const { platform, clock, firstPort, weight, memoryScale } = options;
  const clusters = new Map<string, Promise<Hosted>>();

  const usedPorts = async (): Promise<readonly number[]> => {
    const hosted = await Promise.allSettled(clusters.values());
    return hosted.flatMap((one) =>
      one.status === 'fulfilled' ? one.value.cluster.nodes.map((node) => node.port) : [],
    );
  };

  const open = async (wanted: HostedCluster, node: HostedNode, others: readonly number[]): Promise<Hosted> => {
    if (wanted.encryption === 'TLS') {
      throw new Error('nodes of the local platform do not speak TLS: create the cluster without encryption in transit');
    }
    const from = firstPort === 0 ? 0 : Math.max(firstPort, ...others.map((port) => port + 1));
    const cluster = await firstFree(from, (port) =>
      startDaxCluster({
        nodes: 1,
        port,
        dynamodb: {
          endpoint: platform.endpoint(),
          region: platform.region,
          credentials: roleCredentials(platform, wanted),
        },
        nodeType: wanted.nodeType,
        recordTtlMs: wanted.recordTtlMs,
        queryTtlMs: wanted.queryTtlMs,
        clock,
        weight,
        denial: rightsOn(platform, wanted.clusterName),
        clusterId: wanted.clusterName,
        availabilityZones: [node.availabilityZone],
        metrics: (data) => publish(platform, memoryScale === undefined ? data : data.map(scaledBack(memoryScale))),
        ...(memoryScale === undefined ? {} : { memoryScale }),
        ...(firstPort === 0 ? { attributeListsFile: false } : {}),
      }),
    );
    const [first] = cluster.nodes;
    return { cluster, ids: new Map(first === undefined ? [] : [[node.nodeId, first.id]]) };
  };

  const hostedOf = async ({ clusterName }: HostedCluster, { nodeId }: HostedNode) => {
    const hosted = await clusters.get(clusterName);
    const id = hosted?.ids.get(nodeId);
    return hosted === undefined || id === undefined ? undefined : { hosted, id };
  };

  const runningCluster = async (clusterName: string): Promise<DaxCluster> => {
    const hosted = await clusters.get(clusterName);
    if (hosted === undefined) throw new Error(`clusterName '${clusterName}': no nodes of such a cluster run here`);
    return hosted.cluster;
  };

  return {
    crash: async (clusterName) => (await runningCluster(clusterName)).crash(),
    restart: async (clusterName) => (await runningCluster(clusterName)).restart(),
    async start(wanted, node) {
      const running = clusters.get(wanted.clusterName);
      if (running === undefined) {
        const opening = usedPorts().then((others) => open(wanted, node, others));
        clusters.set(wanted.clusterName, opening);
        opening.catch(() => clusters.delete(wanted.clusterName));
        return addressOf((await opening).cluster, 0);
      }
      const { cluster, ids } = await running;
      const added = await cluster.addNode({ id: node.nodeId, availabilityZone: node.availabilityZone });
      ids.set(node.nodeId, added.id);
      cluster.setTtl(ttlOf(wanted), [added.id]);
      return { address: added.address, port: added.port };
    },
    async stop(wanted, node) {
      const found = await hostedOf(wanted, node);
      if (found === undefined) {
        return;
      }
      const { hosted, id } = found;
      hosted.ids.delete(node.nodeId);
      if (hosted.ids.size > 0) {
        await hosted.cluster.removeNode(id);
        return;
      }
      clusters.delete(wanted.clusterName);
      await hosted.cluster.close();
    },
    async reboot(wanted, node) {
      const found = await hostedOf(wanted, node);
      if (found === undefined) return;
      found.hosted.cluster.setTtl(ttlOf(wanted), [found.id]);
      await found.hosted.cluster.rebootNode(found.id);
    },
    async configure(wanted, nodeIds) {
      const hosted = await clusters.get(wanted.clusterName);
      const ids = nodeIds.flatMap((nodeId) => hosted?.ids.get(nodeId) ?? []);
      if (ids.length > 0) hosted?.cluster.setTtl(ttlOf(wanted), ids);
    },
    async close() {
      const hosted = await Promise.allSettled(clusters.values());
      clusters.clear();
      await Promise.all(hosted.map((one) => (one.status === 'fulfilled' ? one.value.cluster.close() : undefined)));
    },
  };
}

const ttlOf = ({ recordTtlMs, queryTtlMs }: HostedCluster) => ({ recordTtlMs, queryTtlMs });

function addressOf(cluster: DaxCluster, index: number): NodeAddress {
  const node = cluster.nodes[index];
  if (node === undefined) {
    throw new Error('the cluster has no node');
  }
  return { address: node.address, port: node.port };
}

async function firstFree(from: number, start: (port: number) => Promise<DaxCluster>): Promise<DaxCluster> {
  for (let tried = 0; tried < PORT_TRIES; tried += 1) {
    try {
      return await start(from === 0 ? 0 : from + tried);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
        throw error;
      }
    }
  }
  throw new Error(`no free port for a node among the ${PORT_TRIES} from ${from}`);
}

/** Rights of whoever asks the nodes of a cluster. A key that nobody issued is let in, as the data plane of a laptop lets it in. */
function rightsOn(platform: PlatformHost, clusterName: string) {
  const resource = `arn:aws:dax:${platform.region}:${platform.account}:cache/${clusterName}`;
  return (accessKeyId: string, action: string): string | undefined => {
    const caller = platform.credentials.find(accessKeyId)?.principal;
    return caller === undefined ? undefined : platform.denial?.(caller, { action, resource });
  };
}

/** A session of the service role, renewed before it runs out. */
function roleCredentials(platform: Platform, { iamRoleArn, clusterName }: HostedCluster) {
  let session: SessionCredentials | undefined;
  return async () => {
    if (session === undefined || session.expiresAtMs - RENEW_BEFORE_MS < Date.now()) {
      session = platform.issueCredentials?.(iamRoleArn, `dax-${clusterName}`, SESSION_MS);
    }
    if (session === undefined) {
      throw new Error('this platform issues no credentials');
    }
    return session;
  };
}

/** Bytes of memory, which AWS publishes beside percentages of it. */
const MEMORY_BYTES: ReadonlySet<string> = new Set(['EstimatedDbSize', 'EvictedSize']);

/** A node with a thousandth of its type's memory is full of, and evicts, a thousandth of what the type would. */
const scaledBack =
  (memoryScale: number) =>
  (datum: MetricDatum): MetricDatum => {
    if (!MEMORY_BYTES.has(datum.metricName)) return datum;
    const { sampleCount, sum, minimum, maximum } = datum.statistics;
    const statistics = {
      sampleCount,
      sum: sum / memoryScale,
      minimum: minimum / memoryScale,
      maximum: maximum / memoryScale,
    };
    return { ...datum, statistics };
  };

async function publish(platform: Platform, data: readonly MetricDatum[]): Promise<void> {
  const MetricData = data.map(({ metricName, dimensions, unit, timestampMs, statistics }) => ({
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Unit: unit,
    Timestamp: new Date(timestampMs),
    StatisticValues: {
      SampleCount: statistics.sampleCount,
      Sum: statistics.sum,
      Minimum: statistics.minimum,
      Maximum: statistics.maximum,
    },
  }));
  for (let from = 0; from < MetricData.length; from += DATA_PER_CALL) {
    const input = { Namespace: 'AWS/DAX', MetricData: MetricData.slice(from, from + DATA_PER_CALL) };
    await platform.call('monitoring', 'PutMetricData', input, { kind: 'service', arn: 'dax.amazonaws.com' });
  }
}

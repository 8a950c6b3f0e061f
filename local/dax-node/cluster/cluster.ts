import { KeyGuards } from '../cache/key-guard';
import { SEPARATOR } from '../operations/item-key';
import { FramingBudget } from '../protocol/request-framer';
import { doubting } from '../upstream/doubting';
import { DynamoDbHttp } from '../upstream/dynamodb-http';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../upstream/embedded-dynalite';
import { TableDirectory } from '../upstream/table-directory';
import { AttributeListStore } from './attribute-lists';
import type { ConnectionSettings } from './connection';
import type { ClusterContext } from './context';
import type { DaxCluster, NodeInfo } from './dax-cluster';
import { encodeEndpoints } from './endpoint-records';
import { Members } from './membership';
import { MetricSampler } from './metrics';
import { DaxNode } from './node';
import { type ClusterSettings, type DaxClusterOptions, regionOf, settingsOf, whole } from './options';
import { Replication } from './replication';
import { type ClusterStats, nodeStats } from './stats';

const MINUTE_MS = 60_000;
/** Room for requests of all connections that are not complete yet. */
const FRAMING_BUDGET_BYTES = 512 * 1024 * 1024;
const EMBEDDED_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Starts a cluster of nodes that speak the DAX protocol in front of a DynamoDB endpoint. */
export async function startDaxCluster(options: DaxClusterOptions): Promise<DaxCluster> {
  const settings = settingsOf(options);
  const region = regionOf(options);
  const lists = new AttributeListStore(settings.attributeListsFile);
  const embedded = 'embedded' in options.dynamodb ? await startEmbeddedDynamoDb(options.dynamodb.port) : undefined;
  const connection =
    'embedded' in options.dynamodb
      ? { endpoint: embedded?.endpoint ?? '', region, credentials: EMBEDDED_CREDENTIALS }
      : options.dynamodb;
  const cluster = new Cluster(settings, region, lists, new DynamoDbHttp(connection), connection.endpoint, embedded);
  try {
    for (let count = 0; count < settings.nodes; count += 1) await cluster.addNode();
  } catch (error) {
    await cluster.close();
    throw error;
  }
  return cluster;
}

interface Ttl {
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
}

class Cluster implements DaxCluster {
  private readonly members: Members;
  private readonly replication: Replication;
  private readonly context: ClusterContext;
  private readonly connectionSettings: ConnectionSettings;
  private readonly drains = new Map<DaxNode, NodeJS.Timeout>();
  private readonly minute: { cancel(): void };
  /** What a new node starts with. */
  private ttl: Ttl;
  /** Each node reads its own at every hit, so it is changed in place. */
  private readonly ttlOfNode = new Map<string, { recordTtlMs: number; queryTtlMs: number }>();
  private firstPort: number;
  private sequence = 0;
  private crashed = false;

  constructor(
    private readonly settings: ClusterSettings,
    readonly region: string,
    private readonly lists: AttributeListStore,
    private readonly dynamodb: DynamoDbHttp,
    readonly dynamodbEndpoint: string,
    private readonly embedded: EmbeddedDynamoDb | undefined,
  ) {
    this.ttl = { recordTtlMs: settings.recordTtlMs, queryTtlMs: settings.queryTtlMs };
    this.firstPort = settings.port;
    this.members = new Members(settings);
    this.replication = new Replication(() => this.serving(), settings.replicationDelayMs);
    this.context = this.contextOf();
    this.connectionSettings = {
      credentials: settings.credentials,
      denial: settings.denial,
      region,
      budget: new FramingBudget(FRAMING_BUDGET_BYTES),
      endpoints: (localAddress) => this.endpointsReply(localAddress),
    };
    const sampler = new MetricSampler(settings.clusterId, settings.type, settings.clock.now());
    this.minute = settings.clock.every(MINUTE_MS, (dueMs) => this.eachMinute(sampler, dueMs));
  }

  get endpoints(): readonly string[] {
    return this.nodes.map((node) => node.endpoint);
  }

  get nodes(): readonly NodeInfo[] {
    return this.members.members.map((node) => this.info(node));
  }

  async addNode(options: { readonly id?: string; readonly availabilityZone?: string } = {}): Promise<NodeInfo> {
    this.members.roomForOne();
    const { settings } = this;
    const identity = { ...this.members.nextIdentity(), ...options };
    const ttl = { ...this.ttl };
    this.ttlOfNode.set(identity.id, ttl);
    const node = new DaxNode(
      this.context,
      {
        ...identity,
        host: settings.host,
        tls: settings.tls,
        requestsPerSecond: settings.type.requestsPerSecond,
        memoryBytes: settings.memoryBytes,
        weight: settings.weight,
        now: () => settings.clock.now(),
        paused: () => settings.clock.paused ?? false,
        recordTtlMs: () => ttl.recordTtlMs,
        queryTtlMs: () => ttl.queryTtlMs,
        fixedBytes: () => this.lists.bytes,
      },
      this.connectionSettings,
    );
    const first = this.members.members.length === 0;
    await this.members.listen(node, first);
    if (this.firstPort === 0) this.firstPort = node.port;
    if (!first) node.cache.copyFrom(this.members.leader.cache);
    this.members.join(node);
    return this.info(node);
  }

  async removeNode(id?: string): Promise<NodeInfo> {
    const { members, leader } = this.members;
    if (members.length === 1) throw new RangeError('the last node cannot be removed; close the cluster');
    const node = id === undefined ? members.findLast((member) => member !== leader) : this.members.find(id);
    if (node === undefined) throw new RangeError('the cluster has no replica to remove');
    const info = this.info(node);
    this.members.leave(node);
    const drain = setTimeout(() => void node.kill().then(() => this.drains.delete(node)), this.settings.drainMs);
    drain.unref();
    this.drains.set(node, drain);
    return info;
  }

  async killNode(id: string): Promise<void> {
    const node = this.members.find(id);
    if (this.members.members.length === 1) throw new RangeError('the last node cannot be killed; close the cluster');
    this.members.leave(node);
    await node.kill();
  }

  async rebootNode(id: string): Promise<NodeInfo> {
    const node = this.members.find(id);
    const { port } = node;
    await node.kill();
    await node.listen(port);
    return this.info(node);
  }

  async crash(): Promise<void> {
    this.crashed = true;
    await Promise.all(this.serving().map((node) => node.kill()));
    for (const node of this.members.members) node.cache.clear();
  }

  async restart(): Promise<void> {
    if (!this.crashed) return;
    // A call that was under way at the crash may have filled a cache since.
    for (const node of this.members.members) node.cache.clear();
    await Promise.all(this.members.members.map((node) => node.listen(node.port)));
    this.crashed = false;
  }

  setTtl(change: Partial<Ttl>, nodes?: readonly string[]): void {
    const next = { ...this.ttl, ...change };
    whole('recordTtlMs', next.recordTtlMs, 0, Number.MAX_SAFE_INTEGER);
    whole('queryTtlMs', next.queryTtlMs, 0, Number.MAX_SAFE_INTEGER);
    const changed = nodes === undefined ? this.members.members : nodes.map((id) => this.members.find(id));
    for (const { id } of changed) Object.assign(this.ttlOfNode.get(id) ?? {}, next);
    this.ttl = next;
  }

  stats(): ClusterStats {
    return {
      nodeType: this.settings.typeName,
      ...this.ttl,
      attributeLists: this.lists.size,
      nodes: this.members.members.map((node) => nodeStats(node, this.roleOf(node), this.settings.memoryBytes)),
    };
  }

  async close(): Promise<void> {
    this.minute.cancel();
    this.replication.stop();
    for (const [node, drain] of this.drains) {
      clearTimeout(drain);
      await node.kill();
    }
    await Promise.all(this.members.members.map((node) => node.kill()));
    this.dynamodb.close();
    this.lists.close();
    await this.embedded?.close();
  }

  private contextOf(): ClusterContext {
    const { settings } = this;
    const tables = new TableDirectory(this.dynamodb, (table) => this.forgetTable(table));
    return {
      dynamodb: doubting(this.dynamodb, tables),
      dynamodbName: this.dynamodbEndpoint,
      tables,
      lists: this.lists,
      guards: new KeyGuards(),
      now: () => settings.clock.now(),
      cachesQueries: () => this.members.members.some(({ id }) => (this.ttlOfNode.get(id)?.queryTtlMs ?? 0) > 0),
      nextSequence: () => {
        this.sequence += 1;
        return this.sequence;
      },
      publish: (node, key, value, sequence) => this.replication.publish({ key, value, sequence }, node),
      leader: () => this.members.leader,
      spendWrite: (bytes) => {
        for (const node of this.members.members) node.load.write(bytes);
      },
      memoryFull: () => this.members.members.some((node) => node.cache.fill >= 1),
    };
  }

  /** Members, and nodes that left but still serve those who do not know it yet. */
  private serving(): readonly DaxNode[] {
    return this.drains.size === 0 ? this.members.members : [...this.members.members, ...this.drains.keys()];
  }

  private forgetTable(table: string): void {
    for (const node of this.serving()) {
      node.cache.removeWhere((key) => key.startsWith(table + SEPARATOR) || key.startsWith(SEPARATOR));
    }
  }

  private async eachMinute(sampler: MetricSampler, dueMs: number): Promise<void> {
    const nodes = this.members.members;
    for (const node of nodes) node.cache.sweep();
    this.context.guards.sweep();
    const data = sampler.sample(nodes, dueMs);
    if (this.crashed) return;
    await this.settings.metrics?.(data, dueMs);
  }

  private roleOf(node: DaxNode): 'leader' | 'replica' {
    return node === this.members.leader ? 'leader' : 'replica';
  }

  private advertisedPort(node: DaxNode): number {
    const port = this.settings.advertise?.port;
    return port === undefined ? node.port : port + node.port - this.firstPort;
  }

  private endpointsReply(localAddress: string): string {
    const address = this.settings.advertise?.address ?? localAddress;
    return encodeEndpoints(
      this.members.members.map((node) => ({
        number: node.number,
        hostname: `${node.id}.local`,
        address,
        port: this.advertisedPort(node),
        role: this.roleOf(node),
        availabilityZone: node.availabilityZone,
        leaderSessionId: this.members.leaderSessionId,
      })),
    );
  }

  private info(node: DaxNode): NodeInfo {
    const address = this.settings.advertise?.address ?? reachable(this.settings.host);
    const port = this.advertisedPort(node);
    const scheme = this.settings.tls === undefined ? 'dax' : 'daxs';
    const host = address.includes(':') ? `[${address}]` : address;
    return {
      id: node.id,
      address,
      port,
      endpoint: `${scheme}://${host}:${port}`,
      role: this.roleOf(node),
      availabilityZone: node.availabilityZone,
      createdAtMs: node.createdAtMs,
    };
  }
}

/** Wildcards are for listening; on this machine the loopback address reaches them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

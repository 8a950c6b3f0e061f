import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateClusterCommand,
  CreateParameterGroupCommand,
  DAXClient,
  DescribeClustersCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { type Application, type Pace, startApplication } from '../../cli/demo/live/application';
import { type Followers, startFollowers } from '../../cli/demo/live/followers';
import { type StaleWatch, watchForStaleReads } from '../../cli/demo/live/stale-watch';
import { writeItems } from '../../cli/demo/live/write-items';
import { httpSink, runLoad, seedProducts } from '../../examples/products-service/load';
import { acknowledgement, type Blocker, processRange, readProcessState, recordKey } from '../../shared/fleet';
import type { Journal, StageName } from '../../shared/handover';
import { daxpilot, type Ran } from './command';
import { packagedCopy } from './packaged-copy';

export const minuteMs = 60_000;
const ledger = 'daxpilot-ledger';
const target = 'products';
const keys = 60;

export interface RecordNow {
  readonly epoch: number;
  readonly phase: number;
  readonly old: string | null;
  readonly new: string | null;
  readonly itemTtlMs?: number;
  readonly hold?: boolean;
  readonly journal?: Journal;
}

/** What the traffic has seen since the last question. */
export interface Seen {
  readonly requests: number;
  /** By name. */
  readonly failures: readonly string[];
  readonly checked: number;
  readonly stale: readonly string[];
}

export interface HandOverAtWork {
  readonly local: LocalPlatform;
  readonly clients: { readonly dax: DAXClient; readonly dynamodb: DynamoDBClient; readonly states: SFNClient };
  readonly followers: Followers;
  /** The command line, in a process of its own, with `--json`. */
  command(...args: readonly string[]): Promise<Ran>;
  record(): Promise<RecordNow>;
  /** Clusters that were deleted since the beginning. */
  deleted(): readonly string[];
  clusters(): Promise<readonly string[]>;
  seen(): Seen;
  /** Time stands still in this stage of the hand-over until it is let go. */
  holdIn(stage: StageName): { readonly reached: Promise<void>; release(): void };
  /** Resolves when the hand-over that is under way is in this stage. */
  until(stage: StageName): Promise<void>;
  /** So much time passes on the platform's clock. */
  minutes(count: number): Promise<void>;
  /** Time does not wait for this process any more. */
  giveUpOn(pid: number): void;
  /** A process that reaches the cluster by its name and knows nothing of a record; it serves with the others. */
  joinByName(cluster: string): Promise<Application>;
  stop(): Promise<void>;
}

export interface HandOverOptions {
  readonly paces: readonly Pace[];
  readonly nodes?: number;
  readonly itemTtlMs?: number;
  /** Default: on demand. */
  readonly readUnits?: number;
  /** What one request counts for in the counters of DAX. Default 1. The table's throughput counts each once. */
  readonly daxScale?: number;
  readonly perSecond?: number;
  /** Default: the module's own, 3 s. It lengthens how long a process that was killed is waited for. */
  readonly deadlineMs?: number;
}

/**
 * The packaged service on the local platform with DAX nodes, and processes of the products service under traffic, which follow the endpoint
 * record. The platform's clock goes quickly, but waits for processes as AWS's would: they live by the wall clock.
 */
export async function handOverAtWork(options: HandOverOptions): Promise<HandOverAtWork> {
  const { paces, nodes = 2, itemTtlMs = 300_000, perSecond = 40, daxScale = 1 } = options;
  const folder = await packagedCopy();
  const deleted: string[] = [];
  const local = await startLocal({
    port: 0,
    daxPort: 0,
    daxNodes: true,
    trafficScale: { now: daxScale, tables: [] },
    serviceDir: folder,
    onLine: ({ event, fields }) => {
      if (event === 'dax.cluster.deleting') deleted.push(String(fields.clusterName));
    },
  });
  local.clock.pause();
  const { endpoint, region } = local.ready;
  const place = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const clients = { dax: new DAXClient(place), dynamodb: new DynamoDBClient(place), states: new SFNClient(place) };
  await silence(new EventBridgeClient(place));
  await createTables(clients.dynamodb, options.readUnits);
  await createCluster(clients.dax, { nodes, itemTtlMs });
  await local.clock.advance(10 * minuteMs);
  await writeItems(
    clients.dynamodb,
    target,
    seedProducts({ seed: 1, keys, medianBytes: 300, shape: { kind: 'steady', perSecond: 0 } }),
  );

  const time = new Time(local, clients.dynamodb);
  const passing = time.pass();
  const script = join(folder, 'dist/products-service.cjs');
  const { deadlineMs } = options;
  const { states } = clients;
  const followers = await startFollowers({ script, place, states, target, table: target, paces, deadlineMs });
  const { balancer } = followers;
  const load = new AbortController();
  const errors: string[] = [];
  const loading = runLoad({
    workload: { seed: 1, keys, readShare: 0.95, medianBytes: 300, shape: { kind: 'steady', perSecond } },
    sink: {
      read: (id) => balancer.read(id).catch(note(errors)),
      write: (id, bytes) => balancer.write(id, bytes).catch(note(errors)),
    },
    maxConcurrent: 64,
    lastsMs: Number.POSITIVE_INFINITY,
    signal: load.signal,
  });
  const watch = watchForStaleReads(balancer);
  const others: { stop(): Promise<void> }[] = [];
  return {
    local,
    clients,
    followers,
    command: (...args) => daxpilot(folder, [...args, '--json', '--endpoint', endpoint], { timeoutMs: 200_000 }),
    record: () => recordIn(clients.dynamodb),
    deleted: () => [...deleted],
    clusters: async () => {
      const { Clusters = [] } = await clients.dax.send(new DescribeClustersCommand({}));
      return Clusters.map(({ ClusterName = '', NodeType, TotalNodes }) => `${ClusterName} ${TotalNodes} x ${NodeType}`);
    },
    seen: sinceLast(() => seenBy(balancer.soFar().answered, errors, watch)),
    holdIn: (stage) => time.holdIn(stage),
    until: async (stage) => {
      const isThere = async () => {
        const { journal } = await recordIn(clients.dynamodb);
        return journal?.ended === undefined && journal?.stage === stage;
      };
      while (!(await isThere())) await wait(20);
    },
    minutes: async (count) => {
      const untilMs = local.clock.now() + count * minuteMs;
      while (local.clock.now() < untilMs) await wait(20);
    },
    giveUpOn: (pid) => time.giveUpOn(pid),
    joinByName: async (cluster) => {
      const application = await startApplication({ script, place, table: target, reaches: { cluster } });
      const backend = { url: application.url, sink: httpSink(application.url) };
      balancer.add(backend);
      const stop = async () => {
        balancer.remove(backend);
        await wait(200);
        await application.stop();
        backend.sink.close();
      };
      others.push({ stop });
      return { ...application, stop };
    },
    stop: async () => {
      load.abort();
      await loading;
      await watch.stop();
      await Promise.all([followers.stop(), ...others.map((other) => other.stop())]);
      time.stop();
      await passing;
      for (const client of Object.values(clients)) client.destroy();
      await local.stop();
    },
  };
}

const note =
  (errors: string[]) =>
  (error: unknown): never => {
    errors.push(error instanceof Error ? error.name : String(error));
    throw error;
  };

function seenBy(requests: number, errors: readonly string[], watch: StaleWatch): Seen {
  const { reads: checked, failures, stale } = watch.soFar();
  return { requests, failures: [...errors, ...failures], checked, stale };
}

/** What came since the answer before. */
function sinceLast(look: () => Seen): () => Seen {
  const seen = new Set<string>();
  let before: Seen = { requests: 0, failures: [], checked: 0, stale: [] };
  return () => {
    const now = look();
    const since = {
      requests: now.requests - before.requests,
      failures: now.failures.slice(before.failures.length),
      checked: now.checked - before.checked,
      stale: now.stale.filter((one) => !seen.has(one)),
    };
    for (const one of now.stale) seen.add(one);
    before = now;
    return since;
  };
}

async function recordIn(dynamodb: DynamoDBClient): Promise<RecordNow> {
  const Key = marshall(recordKey(target));
  const { Item = {} } = await dynamodb.send(new GetItemCommand({ TableName: ledger, Key, ConsistentRead: true }));
  return unmarshall(Item) as RecordNow;
}

/** The platform's clock: twenty seconds at a time, and while a process has to come along a second at a time. */
class Time {
  private readonly stopped = new AbortController();
  private readonly givenUp = new Set<number>();
  private held: { readonly stage: StageName; readonly reached: () => void } | undefined;

  constructor(
    private readonly local: LocalPlatform,
    private readonly dynamodb: DynamoDBClient,
  ) {}

  async pass(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const { journal, epoch } = await recordIn(this.dynamodb);
      const stage = journal?.ended === undefined ? journal?.stage : undefined;
      if (this.held !== undefined && stage === this.held.stage) {
        this.held.reached();
        await wait(20);
        continue;
      }
      const isLate = stage !== undefined && (await this.behind(epoch)).length > 0;
      await wait(isLate ? 100 : 50);
      await this.local.clock.advance(isLate ? 1_000 : 20_000);
    }
  }

  holdIn(stage: StageName): { readonly reached: Promise<void>; release(): void } {
    const reached = new Promise<void>((resolve) => {
      this.held = { stage, reached: resolve };
    });
    return {
      reached,
      release: () => {
        this.held = undefined;
      },
    };
  }

  giveUpOn(pid: number): void {
    this.givenUp.add(pid);
  }

  stop(): void {
    this.held = undefined;
    this.stopped.abort();
  }

  private async behind(epoch: number): Promise<readonly Blocker[]> {
    const { pk, prefix } = processRange(target);
    const { Items = [] } = await this.dynamodb.send(
      new QueryCommand({
        TableName: ledger,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': prefix }),
      }),
    );
    const fleet = Items.map((item) => readProcessState(unmarshall(item))).filter((state) => state !== undefined);
    const verdict = acknowledgement(fleet, epoch, Date.now());
    if (verdict.kind === 'acknowledged') return [];
    return verdict.for.filter(({ processId }) => ![...this.givenUp].some((pid) => processId.includes(`-${pid}-`)));
  }
}

/** Nothing but the test wakes the service. */
async function silence(events: EventBridgeClient): Promise<void> {
  const rules = ['daxpilot-alarm', 'daxpilot-schedule-products', 'daxpilot-schedule-orders', 'daxpilot-review'];
  for (const Name of rules) await events.send(new DisableRuleCommand({ Name }));
  events.destroy();
}

async function createTables(dynamodb: DynamoDBClient, readUnits: number | undefined): Promise<void> {
  for (const TableName of [target, 'orders'])
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ...(readUnits !== undefined && TableName === target
          ? { ProvisionedThroughput: { ReadCapacityUnits: readUnits, WriteCapacityUnits: 1_000 } }
          : { BillingMode: 'PAY_PER_REQUEST' as const }),
      }),
    );
}

async function createCluster(
  dax: DAXClient,
  { nodes, itemTtlMs }: { readonly nodes: number; readonly itemTtlMs: number },
): Promise<void> {
  const ParameterGroupName = 'products-ttl';
  const ttl = { ParameterName: 'record-ttl-millis', ParameterValue: String(itemTtlMs) };
  await dax.send(new CreateParameterGroupCommand({ ParameterGroupName }));
  await dax.send(new UpdateParameterGroupCommand({ ParameterGroupName, ParameterNameValues: [ttl] }));
  await dax.send(
    new CreateClusterCommand({
      ClusterName: target,
      NodeType: 'dax.r5.large',
      ReplicationFactor: nodes,
      IamRoleArn: serviceRole,
      ParameterGroupName,
    }),
  );
}

export const serviceRole = 'arn:aws:iam::123456789012:role/dax';

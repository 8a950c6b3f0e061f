import type { Dax } from '@amazon-dax-sdk/client-dax';
import { Random } from '../fuzz/random';
import { aCluster, CREDENTIALS, exceptionName } from '../testing/fixture';
import { type Passing, startGatedDynamoDb } from '../testing/gated-dynamodb';
import { ManualClock } from '../testing/manual-clock';
import { type Bounds, KeyHistory, type Value } from './history';

export interface WorkloadOptions {
  readonly seed: number;
  readonly operations: number;
  readonly nodes: number;
  readonly keys: number;
  readonly workers: number;
}
export interface WorkloadReport {
  readonly operations: Readonly<Record<string, number>>;
  readonly readsJudged: number;
  readonly cacheHits: number;
  readonly complaints: readonly string[];
}

const RECORD_TTL_MS = 60_000;
const QUERY_TTL_MS = 30_000;
/** Replication takes 5 ms; a busy machine more. On one node a write is in the cache when it is answered. */
const SETTLE_MS = 500;
const OPERATIONS_PER_ROUND = 250;
const MAX_COMPLAINTS = 20;
/** Share of DynamoDB's answers that are held back, and for how long at most. */
const HELD_SHARE = 0.3;
const MOST_HELD_MS = 12;
/** So small that the modelled request rate never throttles. */
const WEIGHT = 1e-6;
const MIX: readonly (readonly [string, number])[] = [
  ['get', 40],
  ['put', 14],
  ['update', 8],
  ['delete', 4],
  ['conditional', 6],
  ['batchGet', 6],
  ['batchWrite', 4],
  ['strong', 6],
  ['query', 6],
  ['around', 6],
];

/** Many workers call the cluster at random, some write around it, time jumps between rounds; every single read is judged by the model. */
export async function runWorkload(options: WorkloadOptions): Promise<WorkloadReport> {
  const clock = new ManualClock();
  const tables = await aCluster();
  const proxy = await startGatedDynamoDb(tables.cluster.dynamodbEndpoint);
  proxy.rule = heldBack(new Random(options.seed + 1));
  const dynamodb = { endpoint: proxy.endpoint, region: 'us-east-1', credentials: CREDENTIALS };
  const ttl = { recordTtlMs: RECORD_TTL_MS, queryTtlMs: QUERY_TTL_MS };
  const fixture = await aCluster({ nodes: options.nodes, clock, dynamodb, ...ttl, weight: () => WEIGHT });
  const table = await tables.table('Workload');
  const run = new Workload(options, fixture.dax(), (input) => tables.dynamodb.putItem(input as never), clock, table);
  try {
    await run.all();
  } finally {
    await fixture.close();
    await proxy.close();
    await tables.close();
  }
  const hits = fixture.cluster.stats().nodes.reduce((sum, node) => sum + node.counts.ItemCacheHits, 0);
  const operations = Object.fromEntries(run.counts);
  return { operations, readsJudged: run.readsJudged, cacheHits: Math.round(hits / WEIGHT), complaints: run.complaints };
}

/** DynamoDB carries calls out in one order and answers them in another: without this, nothing could go wrong. */
function heldBack(random: Random): (passing: Passing) => Promise<'answer'> | undefined {
  return () => {
    if (!random.chance(HELD_SHARE)) return undefined;
    const ms = random.below(MOST_HELD_MS);
    return new Promise((resolve) => setTimeout(() => resolve('answer'), ms));
  };
}

class Workload {
  readonly counts = new Map<string, number>();
  readonly complaints: string[] = [];
  readsJudged = 0;
  private readonly random: Random;
  private readonly histories = new Map<string, KeyHistory>();
  private readonly bounds: Bounds;
  private values = 0;
  private left: number;

  constructor(
    private readonly options: WorkloadOptions,
    private readonly dax: Dax,
    private readonly direct: (input: object) => Promise<unknown>,
    private readonly clock: ManualClock,
    private readonly table: string,
  ) {
    this.random = new Random(options.seed);
    this.left = options.operations;
    this.bounds = {
      settleMs: options.nodes === 1 ? 0 : SETTLE_MS,
      recordTtlMs: RECORD_TTL_MS,
      queryTtlMs: QUERY_TTL_MS,
    };
  }

  /** Rounds of concurrent calls; between them nothing is under way, so time may jump. */
  async all(): Promise<void> {
    while (this.left > 0 && this.complaints.length < MAX_COMPLAINTS) {
      let round = Math.min(OPERATIONS_PER_ROUND, this.left);
      this.left -= round;
      const work = async (): Promise<void> => {
        while (round > 0) {
          round -= 1;
          await this.one();
        }
      };
      await Promise.all(Array.from({ length: this.options.workers }, work));
      await this.clock.advance(this.random.below(25_000));
    }
  }

  private async one(): Promise<void> {
    const kind = this.choose();
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const pk = this.key();
    switch (kind) {
      case 'get':
      case 'strong':
        return this.get(pk, kind === 'strong');
      case 'query':
        return this.query(pk);
      case 'batchGet':
        return this.batchGet();
      case 'batchWrite':
        return this.batchWrite();
      default:
        return this.write(kind, pk);
    }
  }

  private choose(): string {
    let at = this.random.below(MIX.reduce((sum, [, share]) => sum + share, 0));
    for (const [kind, share] of MIX) {
      if (at < share) return kind;
      at -= share;
    }
    return 'get';
  }

  private key(): string {
    // Half of the calls go to a few hot keys.
    return `k${this.random.chance(0.5) ? this.random.below(4) : this.random.below(this.options.keys)}`;
  }

  private history(pk: string): KeyHistory {
    const known = this.histories.get(pk) ?? new KeyHistory();
    this.histories.set(pk, known);
    return known;
  }

  private async write(kind: string, pk: string): Promise<void> {
    this.values += 1;
    const value: Value = kind === 'delete' ? null : this.values;
    const write = this.history(pk).begin(value, kind === 'around' ? 'around' : 'dax', performance.now());
    try {
      await this.send(kind, pk, this.values);
      this.history(pk).end(write, performance.now(), this.clock.now());
    } catch (error) {
      if (exceptionName(error) !== 'ConditionalCheckFailedException') throw error;
      this.complain(this.history(pk).withdraw(write));
    }
  }

  private send(kind: string, pk: string, value: number): Promise<unknown> {
    const Key = { pk: { S: pk } };
    const Item = { ...Key, v: { N: String(value) } };
    const target = { TableName: this.table };
    const set = { UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': { N: String(value) } } };
    const returning = this.random.pick(['NONE', 'ALL_NEW', 'ALL_OLD', 'UPDATED_NEW'] as const);
    switch (kind) {
      case 'around':
        return this.direct({ ...target, Item });
      case 'delete':
        return this.dax.deleteItem({ ...target, Key });
      case 'update':
        return this.dax.updateItem({ ...target, Key, ...set, ReturnValues: returning });
      case 'conditional':
        return this.dax.putItem({ ...target, Item, ConditionExpression: 'attribute_not_exists(pk)' });
      default:
        return this.dax.putItem({ ...target, Item });
    }
  }

  private async batchWrite(): Promise<void> {
    const keys = [...new Set([this.key(), this.key(), this.key()])];
    const writes = keys.map((pk) => {
      this.values += 1;
      return { pk, value: this.values, write: this.history(pk).begin(this.values, 'dax', performance.now()) };
    });
    const requests = writes.map(({ pk, value }) => ({
      PutRequest: { Item: { pk: { S: pk }, v: { N: String(value) } } },
    }));
    await this.dax.batchWriteItem({ RequestItems: { [this.table]: requests } });
    for (const { pk, write } of writes) this.history(pk).end(write, performance.now(), this.clock.now());
  }

  private async get(pk: string, strong: boolean): Promise<void> {
    const read = this.begin();
    const { Item: item } = await this.dax.getItem({
      TableName: this.table,
      Key: { pk: { S: pk } },
      ConsistentRead: strong,
    });
    this.judge(strong ? 'strong' : 'eventual', pk, item, read);
  }

  private async query(pk: string): Promise<void> {
    const read = this.begin();
    const condition = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: pk } } };
    const { Items: items } = await this.dax.query({ TableName: this.table, ...condition });
    this.judge('query', pk, items?.[0], read);
  }

  private async batchGet(): Promise<void> {
    const keys = [...new Set([this.key(), this.key(), this.key()])];
    const read = this.begin();
    const request = { [this.table]: { Keys: keys.map((pk) => ({ pk: { S: pk } })) } };
    const { Responses: responses } = await this.dax.batchGetItem({ RequestItems: request });
    const items = responses?.[this.table] ?? [];
    for (const pk of keys)
      this.judge(
        'eventual',
        pk,
        items.find((item) => item.pk?.S === pk),
        read,
      );
  }

  private begin(): { readonly startMs: number; readonly startVirtualMs: number } {
    return { startMs: performance.now(), startVirtualMs: this.clock.now() };
  }

  private judge(
    kind: 'eventual' | 'strong' | 'query',
    pk: string,
    item: Record<string, { readonly N?: string | undefined }> | undefined,
    read: { readonly startMs: number; readonly startVirtualMs: number },
  ): void {
    const value = item === undefined ? null : Number(item.v?.N);
    this.readsJudged += 1;
    const complaint = this.history(pk).judge(kind, { ...read, value, endMs: performance.now() }, this.bounds);
    this.complain(complaint === undefined ? undefined : `${pk}: ${complaint}`);
  }

  private complain(complaint: string | undefined): void {
    if (complaint !== undefined) this.complaints.push(complaint);
  }
}

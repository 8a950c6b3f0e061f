import { recordKey } from '../../../shared/fleet';
import type { ExecutionStatus } from '../../../shared/flow/ports';
import { type EndpointRecord, type Journal, type Plan, readRecord, stepBetween } from '../../../shared/handover';
import { MemoryLedger, startChangingUpdate, targetKey } from '../../../shared/ledger';
import type { Counters, DescribedCluster, NewCluster } from '../../../shared/replace/ports';
import { HandOverFleet } from './hand-over-fleet';
import type { HandOverPlan } from './hand-over-plan';
import type { StatesRun } from './states-run';
import { startMs } from './states-run';

const minuteMs = 60_000;
const deletingMs = 2 * minuteMs;
const updatingMs = minuteMs;
const somebody = 'arn:aws:states:us-east-1:123456789012:execution:daxpilot-rightsize:somebody';
/** A datapoint comes this long after its minute. */
const datapointMs = 20_000;

export interface Cluster {
  readonly name: string;
  readonly fromMs: number;
  readonly availableMs: number;
  readonly settings: Partial<NewCluster>;
  readonly itemTtlMs: number;
  goneMs: number;
  /** Requests by minute. */
  readonly reads: Map<number, number>;
  readonly writes: Map<number, number>;
  lastUsedMs: number;
}

/** Clusters with their counters, and processes that follow the record and use what it routes to. */
export class HandOverWorld {
  readonly ledger = new MemoryLedger();
  readonly clusters = new Map<string, Cluster>();
  readonly #lost: ReadonlySet<number>;
  #lastRecord: EndpointRecord | undefined;
  readUnits: number;
  /** When executions let go of the target, or were freed of it. */
  readonly letGoMs = new Map<string, number>();
  /** Executions that were started to go on with a hand-over. */
  readonly resuming = new Set<string>();
  #tableBusyUntilMs = 0;

  constructor(
    private readonly run: StatesRun,
    private readonly plan: HandOverPlan,
  ) {
    this.readUnits = plan.tableUnits;
    this.#lost = new Set(plan.lostMinutes.map((minute) => startMs + minute * minuteMs));
    if (plan.kind === 'introduce') return;
    const tags = plan.oldIsOurs ? { 'daxpilot:target': 'products' } : {};
    this.#add({
      name: 'products',
      settings: { tags, nodeType: 'dax.r5.large', nodes: 3 },
      fromMs: startMs - 600 * minuteMs,
      creatingMs: 0,
    });
    // What it has served before says what its table would have to carry.
    for (let at = startMs - 60 * minuteMs; at < startMs; at += minuteMs) this.find('products')?.reads.set(at, 2_000);
  }

  async begin(): Promise<void> {
    const { crashes, turnHeldUntilMs } = this.plan;
    if (crashes > 0) await this.ledger.update({ key: targetKey('products'), set: { crashes } });
    if (turnHeldUntilMs > 0)
      await this.ledger.update(
        startChangingUpdate({ execution: somebody, target: 'orders', attempt: '1', nowMs: startMs - minuteMs }),
      );
    const old = this.plan.kind === 'introduce' ? null : 'products';
    const record = { target: 'products', epoch: 1, phase: 0, old, new: null, itemTtlMs: this.plan.itemTtlMs };
    await this.ledger.update({ key: recordKey('products'), set: record });
    this.#lastRecord = this.record();
    new HandOverFleet(this.run, this, this.plan).begin(old);
  }

  /** Of the executions of this run, and of the one that has the account's turn at first. */
  async statusOf(execution: string): Promise<ExecutionStatus> {
    if (execution !== somebody) return this.run.statusOf(execution);
    const untilMs = startMs + this.plan.turnHeldUntilMs;
    if (this.run.clock.now() < untilMs) return { kind: 'running' };
    return { kind: 'ended', status: 'SUCCEEDED', stoppedAtMs: untilMs };
  }

  /** How long somebody else will have the account's turn. */
  get turnHeldForMs(): number {
    return Math.max(0, startMs + this.plan.turnHeldUntilMs - this.run.clock.now());
  }

  isOldExecution(execution: string): boolean {
    return execution === somebody
      ? this.run.clock.now() - startMs > 60 * minuteMs
      : this.run.isOlderThan(execution, 60 * minuteMs);
  }

  /** The record with what the controller keeps beside it. */
  item(): { readonly work?: { readonly plan: Plan }; readonly journal?: Journal } | undefined {
    const { pk, sk } = recordKey('products');
    return this.ledger.contents().get(`${pk} ${sk}`) as ReturnType<HandOverWorld['item']>;
  }

  get isUnderWay(): boolean {
    const { work, journal } = this.item() ?? {};
    return work !== undefined && journal?.ended === undefined;
  }

  record(): EndpointRecord | undefined {
    const reading = readRecord(this.item());
    return reading.kind === 'record' ? reading.record : undefined;
  }

  /** Every record that is written is a step from the one before, in a hand-over that somebody asked for. */
  judgeRecord(): void {
    const begunBy = this.item()?.work?.plan.id;
    if (begunBy !== undefined && this.resuming.has(begunBy))
      this.run.violate('a recovery has begun a hand-over that nobody asked for');
    const record = this.record();
    if (record === undefined) {
      this.run.violate('the endpoint record is none');
      return;
    }
    const before = this.#lastRecord;
    this.#lastRecord = record;
    if (before === undefined) return;
    const step = stepBetween(before, record);
    if (step.kind === 'refused') this.run.violate(`the record jumps: ${step.why}`);
    if (step.kind === 'step')
      this.run.note(() => `record: epoch ${record.epoch}, phase ${record.phase}, ${record.old} -> ${record.new}`);
  }

  find(name: string): Cluster | undefined {
    const cluster = this.clusters.get(name);
    return cluster === undefined || cluster.goneMs <= this.run.clock.now() ? undefined : cluster;
  }

  isOld(name: string): boolean {
    const cluster = this.find(name);
    return cluster !== undefined && this.run.clock.now() - cluster.fromMs >= minuteMs;
  }

  describe(name: string): DescribedCluster | undefined {
    const cluster = this.find(name);
    if (cluster === undefined) return undefined;
    const nowMs = this.run.clock.now();
    const deleting = Number.isFinite(cluster.goneMs);
    const ready = nowMs >= cluster.availableMs && !deleting;
    return {
      name,
      arn: `arn:aws:dax:us-east-1:123456789012:cache/${name}`,
      status: ready ? 'available' : 'busy',
      statusText: statusOf({ ready, deleting }),
      nodeType: cluster.settings.nodeType ?? 'dax.r5.large',
      nodes: cluster.settings.nodes ?? 3,
      createdAtMs: cluster.availableMs,
      roleArn: 'arn:aws:iam::123456789012:role/dax',
      subnetGroup: 'subnets',
      parameterGroup: 'group',
      securityGroups: ['sg-1'],
      encrypted: true,
      tls: false,
    };
  }

  get isTableBusy(): boolean {
    return this.run.clock.now() < this.#tableBusyUntilMs;
  }

  setReadUnits(units: number): void {
    this.readUnits = units;
    this.#tableBusyUntilMs = this.run.clock.now() + updatingMs;
  }

  tagsOf(arn: string): Readonly<Record<string, string>> {
    return this.find(arn.split('/').at(-1) ?? '')?.settings.tags ?? {};
  }

  createCluster(settings: NewCluster): 'created' | 'exists' {
    if (this.find(settings.name) !== undefined) return 'exists';
    this.#add({ name: settings.name, settings, fromMs: this.run.clock.now(), creatingMs: this.plan.creatingMs });
    return 'created';
  }

  deleteCluster(name: string): 'deleting' | 'not-found' | 'busy' {
    const cluster = this.find(name);
    if (cluster === undefined) return 'not-found';
    if (this.describe(name)?.status !== 'available') return 'busy';
    cluster.goneMs = this.run.clock.now() + deletingMs;
    return 'deleting';
  }

  counters(name: string, fromMs: number, nowMs: number): Counters {
    const none = new Map<number, number>();
    const cluster = this.find(name);
    const cpu = new Map<number, number>();
    if (cluster === undefined)
      return { cpu, requests: none, reads: none, queries: none, writes: none, connections: none };
    const knownMs = Math.min(nowMs, this.run.clock.now()) - datapointMs;
    const firstMs = Math.ceil(Math.max(fromMs, cluster.availableMs) / minuteMs) * minuteMs;
    for (let at = firstMs; at + minuteMs <= knownMs; at += minuteMs) if (!this.#lost.has(at)) cpu.set(at, 30);
    const of = (minutes: ReadonlyMap<number, number>) =>
      new Map([...minutes].filter(([at]) => at >= fromMs && at + minuteMs <= knownMs));
    const [reads, writes] = [of(cluster.reads), of(cluster.writes)];
    const requests = new Map(reads);
    for (const [at, count] of writes) requests.set(at, (requests.get(at) ?? 0) + count);
    return { cpu, requests, reads, queries: none, writes, connections: none };
  }

  #add({
    name,
    settings,
    fromMs,
    creatingMs,
  }: {
    readonly name: string;
    readonly settings: Partial<NewCluster>;
    readonly fromMs: number;
    readonly creatingMs: number;
  }): void {
    this.clusters.set(name, {
      name,
      settings,
      fromMs,
      availableMs: fromMs + creatingMs,
      itemTtlMs: this.plan.itemTtlMs,
      goneMs: Number.POSITIVE_INFINITY,
      reads: new Map(),
      writes: new Map(),
      lastUsedMs: 0,
    });
  }
}

function statusOf({ ready, deleting }: { readonly ready: boolean; readonly deleting: boolean }): string {
  if (deleting) return 'deleting';
  return ready ? 'available' : 'creating';
}

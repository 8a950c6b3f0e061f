import { processItem, processKey, recordKey } from '../../../shared/fleet';
import type { ExecutionStatus } from '../../../shared/flow/ports';
import { type EndpointRecord, type Plan, readRecord, routesOf, stepBetween } from '../../../shared/handover';
import { MemoryLedger, startChangingUpdate, targetKey } from '../../../shared/ledger';
import type { Counters, DescribedCluster, NewCluster } from '../../../shared/replace/ports';
import type { HandOverPlan, PlannedProcess } from './hand-over-plan';
import type { StatesRun } from './states-run';
import { startMs } from './states-run';

const minuteMs = 60_000;
const leaseMs = 60_000;
const deletingMs = 2 * minuteMs;
const updatingMs = minuteMs;
const somebody = 'arn:aws:states:us-east-1:123456789012:execution:daxpilot-rightsize:somebody';
/** A datapoint comes this long after its minute. */
const datapointMs = 20_000;

interface Cluster {
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
  /** Who read from where last, by process. */
  readonly #reading = new Map<string, { readonly cluster: string; readonly held: boolean; readonly atMs: number }>();
  #lastRecord: EndpointRecord | undefined;
  readUnits: number;
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
    for (const [index, process] of this.plan.processes.entries()) {
      this.run.at(process.joinsAtMs, () => this.#live(`p${index}`, process, undefined));
    }
    if (this.plan.stubbornUntilMs > 0 && old !== null) this.#stubborn(old);
  }

  /** Of the executions of this run, and of the one that has the account's turn at first. */
  async statusOf(execution: string): Promise<ExecutionStatus> {
    if (execution !== somebody) return this.run.statusOf(execution);
    const untilMs = startMs + this.plan.turnHeldUntilMs;
    if (this.run.clock.now() < untilMs) return { kind: 'running' };
    return { kind: 'ended', status: 'SUCCEEDED', stoppedAtMs: untilMs };
  }

  isOldExecution(execution: string): boolean {
    return execution === somebody
      ? this.run.clock.now() - startMs > 60 * minuteMs
      : this.run.isOlderThan(execution, 60 * minuteMs);
  }

  record(): EndpointRecord | undefined {
    const reading = readRecord(this.ledger.contents().get(`${recordKey('products').pk} ${recordKey('products').sk}`));
    return reading.kind === 'record' ? reading.record : undefined;
  }

  /** Every record that is written is a step from the one before, in a hand-over that somebody asked for. */
  judgeRecord(): void {
    const { pk, sk } = recordKey('products');
    const item = this.ledger.contents().get(`${pk} ${sk}`) as { readonly work?: { readonly plan: Plan } } | undefined;
    const begunBy = item?.work?.plan.id;
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

  /** One poll of a process: it takes the record if it is a step, says how far it is, and uses what the record routes to. */
  async #live(id: string, process: PlannedProcess, followed: Following | undefined): Promise<void> {
    const nowMs = this.run.clock.now();
    if (process.diesAtMs !== undefined && nowMs - startMs >= process.diesAtMs) return;
    const next = this.#follow(id, followed);
    if (next !== undefined) {
      const { record, sinceMs, before } = next;
      const isOpen = before !== undefined && nowMs - sinceMs < process.openMs;
      const { pk, sk, ...set } = processItem(processKey('products', id), {
        target: 'products',
        processId: id,
        epoch: record.epoch,
        phase: record.phase,
        openEarlier: isOpen ? 1 : 0,
        givenUpEarlier: 0,
        leaseUntilMs: nowMs + process.skewMs + leaseMs,
      });
      await this.ledger.update({ key: { pk, sk }, set: set as never });
      this.#use(id, record);
      if (isOpen) this.#use(`${id} before`, before);
    }
    this.run.at(process.pollMs, () => this.#live(id, process, next));
  }

  #follow(id: string, followed: Following | undefined): Following | undefined {
    const record = this.record();
    if (record === undefined) return followed;
    const nowMs = this.run.clock.now();
    if (followed === undefined) return { record, sinceMs: nowMs };
    const step = stepBetween(followed.record, record);
    if (step.kind === 'same') return followed;
    // Polls are seconds apart and stages are acknowledged before they are left.
    if (step.kind === 'refused') {
      this.run.violate(`${id} refuses the record: ${step.why}`);
      return followed;
    }
    return { record, sinceMs: nowMs, before: followed.record };
  }

  #use(id: string, record: EndpointRecord): void {
    const { reads, writes, writesHeld } = routesOf(record);
    const nowMs = this.run.clock.now();
    if (reads !== null) this.#count(id, reads, 'reads', 100);
    if (writes !== null && !writesHeld) this.#count(id, writes, 'writes', 10);
    if (reads === null) this.#reading.delete(id);
    else this.#reading.set(id, { cluster: reads, held: writesHeld, atMs: nowMs });
    // Two caches that both serve reads are what a hand-over is there to avoid, unless nobody writes meanwhile.
    for (const [other, { cluster, held, atMs }] of this.#reading) {
      if (reads !== null && cluster !== reads && nowMs - atMs < 1_000 && !(held && writesHeld))
        this.run.violate(`two caches serve reads: ${id} reads ${reads}, ${other} reads ${cluster}`);
    }
  }

  #count(id: string, name: string, what: 'reads' | 'writes', count: number): void {
    const cluster = this.clusters.get(name);
    const nowMs = this.run.clock.now();
    if (cluster === undefined || this.describe(name)?.status !== 'available') {
      this.run.violate(`${id} is led to ${name}, which is ${this.describe(name)?.statusText ?? 'not there'}`);
      return;
    }
    const minute = Math.floor(nowMs / minuteMs) * minuteMs;
    cluster[what].set(minute, (cluster[what].get(minute) ?? 0) + count);
    cluster.lastUsedMs = nowMs;
  }

  #stubborn(name: string): void {
    const cluster = this.find(name);
    const nowMs = this.run.clock.now();
    if (cluster === undefined || nowMs - startMs >= this.plan.stubbornUntilMs) return;
    const minute = Math.floor(nowMs / minuteMs) * minuteMs;
    cluster.reads.set(minute, (cluster.reads.get(minute) ?? 0) + 1);
    cluster.lastUsedMs = nowMs;
    this.run.at(10_000, () => this.#stubborn(name));
  }
}

function statusOf({ ready, deleting }: { readonly ready: boolean; readonly deleting: boolean }): string {
  if (deleting) return 'deleting';
  return ready ? 'available' : 'creating';
}

interface Following {
  readonly record: EndpointRecord;
  readonly sinceMs: number;
  readonly before?: EndpointRecord;
}

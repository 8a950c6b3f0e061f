import { processItem, processKey } from '../../../shared/fleet';
import { type EndpointRecord, routesOf, stepBetween } from '../../../shared/handover';
import type { HandOverPlan, PlannedProcess } from './hand-over-plan';
import type { HandOverWorld } from './hand-over-world';
import { type StatesRun, startMs } from './states-run';

const minuteMs = 60_000;
const leaseMs = 60_000;

/** Processes that follow the record and use what it routes to, and a client that does not. */
export class HandOverFleet {
  /** Who read from where last, by process. */
  readonly #reading = new Map<string, { readonly cluster: string; readonly held: boolean; readonly atMs: number }>();

  constructor(
    private readonly run: StatesRun,
    private readonly world: HandOverWorld,
    private readonly plan: HandOverPlan,
  ) {}

  begin(old: string | null): void {
    for (const [index, process] of this.plan.processes.entries()) {
      this.run.at(process.joinsAtMs, () => this.#live(`p${index}`, process, undefined));
    }
    if (this.plan.stubbornUntilMs > 0 && old !== null) this.#stubborn(old);
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
      await this.world.ledger.update({ key: { pk, sk }, set: set as never });
      this.#use(id, record);
      if (isOpen) this.#use(`${id} before`, before);
    }
    this.run.at(process.pollMs, () => this.#live(id, process, next));
  }

  #follow(id: string, followed: Following | undefined): Following | undefined {
    const record = this.world.record();
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
    const cluster = this.world.clusters.get(name);
    const nowMs = this.run.clock.now();
    if (cluster === undefined || this.world.describe(name)?.status !== 'available') {
      this.run.violate(`${id} is led to ${name}, which is ${this.world.describe(name)?.statusText ?? 'not there'}`);
      return;
    }
    const minute = Math.floor(nowMs / minuteMs) * minuteMs;
    cluster[what].set(minute, (cluster[what].get(minute) ?? 0) + count);
    cluster.lastUsedMs = nowMs;
  }

  #stubborn(name: string): void {
    const cluster = this.world.find(name);
    const nowMs = this.run.clock.now();
    if (cluster === undefined || nowMs - startMs >= this.plan.stubbornUntilMs) return;
    const minute = Math.floor(nowMs / minuteMs) * minuteMs;
    cluster.reads.set(minute, (cluster.reads.get(minute) ?? 0) + 1);
    cluster.lastUsedMs = nowMs;
    this.run.at(10_000, () => this.#stubborn(name));
  }
}

interface Following {
  readonly record: EndpointRecord;
  readonly sinceMs: number;
  readonly before?: EndpointRecord;
}

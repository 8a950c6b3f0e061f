import type { ProcessState } from '../../fleet';
import { type EndpointRecord, phases, readRecord, routesOf, stepBetween } from '../../handover';
import type { Clock } from '../calls/clock';
import { withDeadline } from '../calls/deadline';
import type { Observer } from '../calls/observation';
import { AccessError, textOf } from '../errors/access-error';
import type { ClusterClient } from '../transport/cluster-client';
import type { OwnWarming, WarmOrder } from '../warming/own-warming';
import { CallLedger } from './call-ledger';
import type { FleetStore } from './fleet-store';
import { aroundAllowed, type Route, type RouteSource } from './route';

export interface RecordRouteSettings {
  readonly target: string;
  readonly processId: string;
  readonly pollMs: number;
  readonly handoverPollMs: number;
  readonly settleBoundMs: number;
  /** Option `itemTtlMs`, which goes before the record's. */
  readonly itemTtlMs: number | undefined;
}

export interface RecordRouteParts {
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly observer: Observer | undefined;
  /** A client for a cluster of this account, by name. */
  readonly clusterNamed: (name: string) => ClusterClient;
  readonly ttlOf: (name: string) => Promise<number | undefined>;
  readonly lastWriteAroundAtMs: () => number | undefined;
  /** Epoch ms, for leases. */
  readonly nowMs: () => number;
  /** Told after each look at the record; must return at once. */
  readonly looked?: ((epoch: number) => void) | undefined;
  readonly warming?: Pick<OwnWarming, 'looked' | 'warmed'> | undefined;
}

/** How many polls a process may miss before it counts as gone. */
const LEASE_POLLS = 4;
/** What one look at the record may spend on reaching a cluster; the next look tries again. */
const REACH_MS = 1_000;

/** Follows the endpoint record of a target: through its phases, one at a time, without dropping a call. */
export class RecordRoute implements RouteSource {
  private polling: Promise<void> = Promise.resolve();
  private record: EndpointRecord | undefined;
  private route: Route | undefined;
  private readonly clusters = new Map<string, ClusterClient>();
  private readonly ledgers: CallLedger[] = [];
  private readonly first: Promise<Route>;
  private found: (route: Route) => void = () => {};
  /** The record in force asks for warming. */
  private mayWarm = false;
  private refusal: string | undefined;
  private outOfReach: string | undefined;
  private problem: unknown;
  private closed = false;
  /** Stands in the fleet's list, and has read the record once more since: before that the control plane may go on without us. */
  private registered = false;
  private polls = 0;
  private cancel: () => void = () => {};

  constructor(
    private readonly settings: RecordRouteSettings,
    private readonly parts: RecordRouteParts,
  ) {
    this.first = new Promise((resolve) => {
      this.found = resolve;
    });
    this.polling = this.poll();
  }

  current(): Route | undefined {
    return this.registered ? this.route : undefined;
  }

  async known(withinMs: number): Promise<Route> {
    try {
      return await withDeadline(this.first, withinMs, this.parts.clock);
    } catch (cause) {
      const why = this.problem === undefined ? 'it has not been read yet' : textOf(this.problem);
      throw new AccessError(`where ${this.settings.target} is served is not known: ${why}`, {
        code: 'access.endpoint',
        retryable: true,
        cause: this.problem ?? cause,
      });
    }
  }

  /** Looks at the record now. */
  async look(): Promise<void> {
    const { target } = this.settings;
    try {
      const value = await this.parts.store.readRecord(target, this.isUrgent() ? 'strong' : 'eventual');
      if (value === undefined) throw new Error(`there is no endpoint record of ${target}`);
      await this.consider(value);
    } catch (error) {
      this.problem = error;
      this.parts.observer?.event({ kind: 'record-unreadable', target, error });
    }
  }

  state(): ProcessState | undefined {
    const { record, settings } = this;
    if (record === undefined) return undefined;
    const earlier = this.ledgers.filter(({ epoch }) => epoch < record.epoch);
    const lastWriteAroundAtMs = this.parts.lastWriteAroundAtMs();
    const warmed = this.parts.warming?.warmed(record.epoch);
    return {
      target: settings.target,
      processId: settings.processId,
      epoch: record.epoch,
      phase: record.phase,
      openEarlier: earlier.reduce((sum, { open }) => sum + open, 0),
      givenUpEarlier: earlier.reduce((sum, { givenUp }) => sum + givenUp, 0),
      leaseUntilMs: this.parts.nowMs() + Math.max(LEASE_POLLS * settings.pollMs, this.callsEndMs()),
      ...(lastWriteAroundAtMs === undefined ? {} : { lastWriteAroundAtMs }),
      ...(warmed === undefined ? {} : { warmed }),
      ...(this.refusal === undefined ? {} : { refused: this.refusal }),
      ...(this.outOfReach === undefined ? {} : { unreachable: this.outOfReach }),
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancel();
    this.parts.warming?.looked(undefined);
    for (const cluster of this.clusters.values()) cluster.close();
    // The good-bye must be the last word: one that is being written would take it back.
    await this.polling;
    const state = this.state();
    if (state === undefined) return;
    // Says good-bye, so that nobody waits for the end of the lease; but what is under way may still land.
    const isOver = this.ledgers.every(({ over }) => over);
    await this.write({ ...state, leaseUntilMs: isOver ? 0 : this.parts.nowMs() + this.callsEndMs() });
  }

  private async poll(): Promise<void> {
    await this.look();
    if (!this.registered) await this.register();
    this.forgetEnded();
    this.parts.warming?.looked(this.warmOrder());
    const state = this.state();
    this.polls += 1;
    // Every second poll is enough for the lease; in a hand-over the control plane waits for each word.
    if (state !== undefined && (this.inHandover() || this.polls % 2 === 1)) await this.write(state);
    if (state !== undefined) this.parts.looked?.(state.epoch);
    if (this.closed) return;
    const { pollMs, handoverPollMs } = this.settings;
    const eager = this.isUrgent();
    this.cancel = this.parts.clock.later(eager ? handoverPollMs : pollMs, () => {
      this.polling = this.poll();
    });
  }

  private warmOrder(): WarmOrder | undefined {
    const { record, route } = this;
    if (!this.mayWarm || !this.registered || this.closed || route === undefined || !record?.new) return undefined;
    return { epoch: record.epoch, cluster: this.cluster(record.new), calls: route.calls };
  }

  /** First the word that we are there, then the record again: who reads the fleet after writing a record sees us, or we see the record. */
  private async register(): Promise<void> {
    const state = this.state();
    if (state === undefined) return;
    try {
      await this.parts.store.writeProcess(state);
    } catch (error) {
      this.problem = error;
      this.parts.observer?.event({ kind: 'record-unreadable', target: state.target, error });
      return;
    }
    await this.look();
    if (this.route === undefined || this.closed) return;
    this.registered = true;
    this.found(this.route);
  }

  /** A call that is open now ends within a deadline, and has had its effect within the settle bound after that. */
  private callsEndMs(): number {
    return 2 * this.settings.settleBoundMs;
  }

  private isUrgent(): boolean {
    return !this.registered || this.inHandover();
  }

  private async write(state: ProcessState): Promise<void> {
    try {
      await this.parts.store.writeProcess(state);
    } catch (error) {
      this.parts.observer?.event({ kind: 'record-unreadable', target: state.target, error });
    }
  }

  private inHandover(): boolean {
    const { record } = this;
    return record !== undefined && (record.phase !== 0 || record.hold === true || this.ledgers.length > 1);
  }

  private async consider(value: unknown): Promise<void> {
    const reading = readRecord(value);
    if (reading.kind === 'refused') return this.refuse(reading.problems);
    const { record } = reading;
    if (record.target !== this.settings.target) return this.refuse([`it is about ${record.target}`]);
    this.mayWarm = record.warm === true && record.epoch === this.record?.epoch;
    if (this.record === undefined) return this.adopt(record);
    const step = stepBetween(this.record, record);
    if (step.kind === 'refused') return this.refuse([step.why]);
    this.refusal = undefined;
    if (step.kind === 'same') this.outOfReach = undefined;
    else if (await this.canReach(record)) await this.adopt(record);
  }

  /**
   * Whoever cannot reach the clusters of a record would fail every write under it, so it stays with the one before, which is as good as
   * being slow: the control plane waits, is told why, and turns round in the end.
   */
  private async canReach(record: EndpointRecord): Promise<boolean> {
    const { reads, writes } = routesOf(record);
    const used = [this.route?.reads?.name, this.route?.writes?.name];
    const unknown = new Set([reads, writes].filter((name) => name !== null && !used.includes(name)));
    for (const name of unknown as Set<string>) {
      try {
        await this.cluster(name).ready(REACH_MS);
      } catch (error) {
        this.outOfReach = `${name}: ${textOf(error)}`;
        const { target, epoch } = record;
        this.parts.observer?.event({ kind: 'cluster-unreachable', target, epoch, cluster: name, error });
        return false;
      }
    }
    this.outOfReach = undefined;
    return true;
  }

  /** The last good record stays in force, and the control plane is told why the new one does not. */
  private refuse(problems: readonly string[]): void {
    const { target } = this.settings;
    this.refusal = problems.join('; ');
    this.problem = new Error(`the endpoint record of ${target} is refused: ${this.refusal}`);
    this.parts.observer?.event({ kind: 'record-refused', target, problems });
  }

  private async adopt(record: EndpointRecord): Promise<void> {
    const routes = routesOf(record);
    const itemTtlMs = this.settings.itemTtlMs ?? record.itemTtlMs ?? (await this.ttlFor(record));
    if (this.closed) return;
    const calls = new CallLedger(record.epoch, this.parts.clock, this.settings.settleBoundMs);
    this.ledgers.push(calls);
    this.record = record;
    this.route = {
      reads: routes.reads === null ? undefined : this.cluster(routes.reads),
      writes: routes.writes === null ? undefined : this.cluster(routes.writes),
      writesAround: routes.writesAround
        ? aroundAllowed
        : { kind: 'refused', why: `a hand-over is in phase ${record.phase} (${phases[record.phase].name})` },
      itemTtlMs,
      calls,
      ...(routes.writesHeld ? { writesHeld: true } : {}),
    };
    this.closeUnused();
    const { target, epoch, phase } = record;
    this.parts.observer?.event({ kind: 'record-adopted', target, epoch, phase });
  }

  private ttlFor(record: EndpointRecord): Promise<number | undefined> {
    const name = record.phase === 0 || record.phase === 1 ? record.old : record.new;
    return name === null ? Promise.resolve(undefined) : this.parts.ttlOf(name);
  }

  private cluster(name: string): ClusterClient {
    const known = this.clusters.get(name);
    if (known !== undefined) return known;
    const made = this.parts.clusterNamed(name);
    this.clusters.set(name, made);
    return made;
  }

  /** A client that no route leads to ends when the last call on it has. */
  private closeUnused(): void {
    const { record } = this;
    for (const [name, cluster] of this.clusters) {
      if (name === record?.old || name === record?.new) continue;
      this.clusters.delete(name);
      cluster.close();
    }
  }

  private forgetEnded(): void {
    const current = this.record?.epoch;
    const still = this.ledgers.filter((ledger) => ledger.epoch === current || !ledger.over);
    this.ledgers.splice(0, this.ledgers.length, ...still);
  }
}

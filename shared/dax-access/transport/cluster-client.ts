import { Breaker, type BreakerSettings, type BreakerState } from '../calls/breaker';
import type { Clock } from '../calls/clock';
import { withDeadline } from '../calls/deadline';
import { DeadlineQueue } from '../calls/deadline-queue';
import type { Input, Operation, Output } from '../calls/operation';
import { Timely } from '../calls/timely';
import { AccessError } from '../errors/access-error';
import type { Transport, TransportFactory, TransportSettings } from './transport';

/** What a client was replaced for: slots it lost, no node it could reach, or trials on it that failed one after the other. */
export type ReplacedWhy = 'slots' | 'no-route' | 'probes';

export interface ClusterClientSettings {
  readonly name: string;
  /** Where the cluster is; asked again whenever a client is built. */
  readonly endpoints: () => Promise<readonly string[]>;
  readonly transport: Omit<TransportSettings, 'endpoints'>;
  readonly breaker: BreakerSettings;
  /** Failures that may have cost the client a connection slot, after which it is replaced. */
  readonly replaceAfterFailures: number;
  readonly onReplaced?: (why: ReplacedWhy) => void;
  readonly onBreaker?: (state: BreakerState) => void;
  /** What calls are usually given, in ms: those share one timer. */
  readonly usualMs: number;
}

/** Nothing was sent: there is no client, or it has no route to any node. */
export class NoRoute extends Error {
  readonly code = 'NoRouteException';
}

interface Generation {
  readonly transport: Transport;
  open: number;
  retired: boolean;
  /** Failures that leak a slot in this client. */
  leaked: number;
  routed: boolean;
  /** Until then calls wait for the first discovery; later ones are told at once that there is no way. */
  readonly patientUntilMs: number;
  noRouteSinceMs: number | undefined;
}

/** How often the first discovery is looked for while calls wait for it. */
const ROUTE_LOOK_MS = 10;
/** After a client could not be built. */
const REBUILD_PAUSE_MS = 1_000;
/** A client without a route for so long is replaced by one that asks anew where the cluster is. */
const LOST_AFTER_MS = 5_000;

/** One cluster as the module uses it: a client that is replaced when it is used up, and the breaker before it. */
export class ClusterClient {
  readonly breaker: Breaker;
  private generation: Generation | undefined;
  private building: Promise<Generation> | undefined;
  private buildAgainAtMs = Number.NEGATIVE_INFINITY;
  private lastProblem: unknown;
  private closed = false;
  private readonly deadlines: DeadlineQueue;

  constructor(
    private readonly settings: ClusterClientSettings,
    private readonly factory: TransportFactory,
    private readonly clock: Clock,
    random: () => number,
  ) {
    this.deadlines = new DeadlineQueue(settings.usualMs, clock);
    this.breaker = new Breaker(settings.breaker, clock, random, (state) => {
      settings.onBreaker?.(state);
      this.renewAfterProbe(state);
    });
  }

  get name(): string {
    return this.settings.name;
  }

  /** Resolves once a node can be reached, rejects when that takes longer. */
  async ready(withinMs: number): Promise<void> {
    const untilMs = this.clock.now() + withinMs;
    const generation = await withDeadline(this.current(), withinMs, this.clock);
    if (await this.routed(generation, untilMs)) return;
    this.countLost(generation);
    throw this.noRoute();
  }

  /** Rejects with what the client threw, with `NoRoute`, or with `DeadlinePassed` when it did not settle. */
  call<Name extends Operation>(operation: Name, input: Input<Name>, withinMs: number): Promise<Output<Name>> {
    const { generation } = this;
    if (generation?.routed === true && !this.closed && generation.transport.routes() !== 'none')
      return this.send(generation, operation, input, withinMs);
    return this.callSlowly(operation, input, withinMs);
  }

  close(): void {
    this.closed = true;
    const { generation } = this;
    this.generation = undefined;
    if (generation !== undefined) this.retire(generation);
  }

  private async callSlowly<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    withinMs: number,
  ): Promise<Output<Name>> {
    const untilMs = this.clock.now() + withinMs;
    const generation = await this.inTime(withinMs);
    // Without a route for good there is no use in waiting; before the first one there is.
    const patientUntilMs = generation.routed ? 0 : Math.min(untilMs, generation.patientUntilMs);
    const routed = await this.routed(generation, patientUntilMs);
    if (!routed) {
      this.countLost(generation);
      throw this.noRoute();
    }
    return this.send(generation, operation, input, Math.max(1, untilMs - this.clock.now()));
  }

  private async inTime(withinMs: number): Promise<Generation> {
    try {
      return await withDeadline(this.current(), withinMs, this.clock);
    } catch (cause) {
      if (cause instanceof AccessError && !cause.retryable) throw cause;
      this.lastProblem = cause;
      throw this.noRoute();
    }
  }

  private send<Name extends Operation>(
    generation: Generation,
    operation: Name,
    input: Input<Name>,
    withinMs: number,
  ): Promise<Output<Name>> {
    generation.open += 1;
    const { deadlines: queue, clock } = this;
    return Timely.settle(called(generation, operation, input), { ms: withinMs, queue, clock }, generation, this.ended);
  }

  private readonly ended = (generation: Generation, error: unknown): void => {
    if (error !== undefined && mayLeakSlot(error)) this.countLeak(generation);
    generation.open -= 1;
    if (generation.retired && generation.open === 0) generation.transport.close();
  };

  private countLeak(generation: Generation): void {
    generation.leaked += 1;
    if (generation !== this.generation || generation.leaked < this.settings.replaceAfterFailures) return;
    this.replace(generation, 'slots');
  }

  private countLost(generation: Generation): void {
    const now = this.clock.now();
    generation.noRouteSinceMs ??= now;
    if (generation !== this.generation || now - generation.noRouteSinceMs < LOST_AFTER_MS) return;
    generation.noRouteSinceMs = now;
    this.replace(generation, 'no-route');
  }

  /**
   * A client can stay deaf to nodes that crashed and are back. Whether it is the client or the cluster cannot be told from
   * here, so the next trial is made by a new one; the breaker's back-off bounds how often.
   */
  private renewAfterProbe(state: BreakerState): void {
    const { generation } = this;
    if (state.kind !== 'open' || state.openings < 2 || generation === undefined || this.closed) return;
    // Its replacement is under way.
    if (generation.leaked < 0) return;
    this.replace(generation, 'probes');
  }

  /** The next one is built while the old one serves on; calls begun on it may end on it. */
  private replace(old: Generation, why: ReplacedWhy): void {
    old.leaked = Number.NEGATIVE_INFINITY;
    void this.build().then(
      (next) => this.put(next, old, why),
      (error: unknown) => {
        this.lastProblem = error;
        old.leaked = 0;
      },
    );
  }

  private async put(next: Generation, old: Generation, why: ReplacedWhy): Promise<void> {
    const found = await this.routed(next, this.clock.now() + this.settings.transport.connectTimeoutMs);
    if (this.closed || !found || this.generation !== old) {
      next.transport.close();
      old.leaked = 0;
      return;
    }
    this.generation = next;
    this.retire(old);
    this.settings.onReplaced?.(why);
  }

  private retire(generation: Generation): void {
    generation.retired = true;
    if (generation.open === 0) generation.transport.close();
  }

  private current(): Promise<Generation> {
    if (this.closed)
      return Promise.reject(new AccessError(`${this.name} is closed`, { code: 'access.closed', retryable: false }));
    if (this.generation !== undefined) return Promise.resolve(this.generation);
    if (this.building !== undefined) return this.building;
    if (this.clock.now() < this.buildAgainAtMs) return Promise.reject(this.noRoute());
    const building = this.build().then(
      (built) => this.adopt(built),
      (error: unknown) => {
        this.building = undefined;
        this.lastProblem = error;
        this.buildAgainAtMs = this.clock.now() + REBUILD_PAUSE_MS;
        throw error;
      },
    );
    this.building = building;
    return building;
  }

  private adopt(built: Generation): Generation {
    this.building = undefined;
    if (this.closed) built.transport.close();
    else this.generation = built;
    return built;
  }

  private async build(): Promise<Generation> {
    // The clients hide the reason when there are none.
    await this.settings.transport.credentials();
    const endpoints = await this.settings.endpoints();
    const transport = await this.factory({ ...this.settings.transport, endpoints });
    const patientUntilMs = this.clock.now() + this.settings.transport.connectTimeoutMs;
    return { transport, open: 0, retired: false, leaked: 0, routed: false, patientUntilMs, noRouteSinceMs: undefined };
  }

  private async routed(generation: Generation, untilMs: number): Promise<boolean> {
    for (;;) {
      if (generation.transport.routes() !== 'none') {
        generation.routed = true;
        generation.noRouteSinceMs = undefined;
        return true;
      }
      const left = untilMs - this.clock.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => void this.clock.after(Math.min(ROUTE_LOOK_MS, left), resolve));
    }
  }

  private noRoute(): NoRoute {
    const why = this.lastProblem instanceof Error ? `: ${this.lastProblem.message}` : '';
    return new NoRoute(`no node of ${this.name} can be reached${why}`, { cause: this.lastProblem });
  }
}

/** A transport that throws has refused. */
function called<Name extends Operation>(
  { transport }: Generation,
  operation: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  try {
    return transport.call(operation, input);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Time-outs, broken sockets and requests that could not be encoded each cost the third-generation client one slot for good. */
function mayLeakSlot(error: unknown): boolean {
  return (error as { readonly codeSeq?: unknown }).codeSeq === undefined;
}

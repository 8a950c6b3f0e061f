import type { Route, RouteSource } from '../endpoint/route';
import { AccessError } from '../errors/access-error';
import type { Canary } from './canary';
import type { Coalescer } from './coalescer';
import type { EngineParts, EngineSettings } from './engine-settings';
import { type Input, isRead, type Operation, type Output, type ReadOperation, type WriteOperation } from './operation';
import { ReadPath, type Times } from './read-path';
import { WritePath } from './write-path';

/** How often a held write looks whether it may go on. */
const HELD_LOOK_MS = 20;
/** What a held write may wait of its time: one that is sent in its last moment ends without an answer, and nobody knows what became of it. */
const HELD_SHARE = 0.5;

export interface CallOptions {
  /** For this call, instead of the client's. */
  readonly deadlineMs?: number | undefined;
}

/** Ten operations, each with a deadline, on the routes that are in force when it begins. */
export class Engine {
  private readonly reads: ReadPath;
  private readonly writes: WritePath;
  private closed = false;

  constructor(
    private readonly routes: RouteSource,
    private readonly parts: EngineParts,
    private readonly settings: EngineSettings,
    canary: Canary,
    /** Undefined: every read is made by itself. */
    private readonly coalescer: Coalescer | undefined,
  ) {
    this.reads = new ReadPath(parts, settings, canary);
    this.writes = new WritePath(parts, settings);
  }

  call<Name extends Operation>(operation: Name, input: Input<Name>, options?: CallOptions): Promise<Output<Name>> {
    const { observer } = this.parts;
    if (observer?.span === undefined) return this.within(operation, input, options);
    return observer.span(operation, () => this.within(operation, input, options));
  }

  /** The route in force, for what goes to a cluster on purpose. */
  async route(withinMs: number): Promise<Route> {
    return this.routes.current() ?? this.routes.known(withinMs);
  }

  close(): void {
    this.closed = true;
  }

  private within<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    options: CallOptions | undefined,
  ): Promise<Output<Name>> {
    if (this.closed)
      return Promise.reject(
        new AccessError('the access module was closed', { code: 'access.closed', retryable: false }),
      );
    const startMs = this.parts.clock.now();
    const times = { startMs, untilMs: startMs + (options?.deadlineMs ?? this.settings.deadlineMs) };
    const route = this.routes.current();
    return route === undefined
      ? this.onceKnown(operation, input, times, options)
      : this.on(route, operation, input, times, options);
  }

  private async onceKnown<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    { startMs, untilMs }: Times,
    options: CallOptions | undefined,
  ): Promise<Output<Name>> {
    const route = await this.routes.known(untilMs - startMs);
    return this.on(route, operation, input, { startMs: this.parts.clock.now(), untilMs }, options);
  }

  private on<Name extends Operation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    times: Times,
    options: CallOptions | undefined,
  ): Promise<Output<Name>> {
    const { coalescer } = this;
    if (!isRead(operation)) {
      if (route.writesHeld === true)
        return this.writeOnceReleased(route, operation, input as never, times) as Promise<Output<Name>>;
      return this.write(route, operation, input as never, times) as Promise<Output<Name>>;
    }
    if (operation !== 'getItem' || coalescer === undefined || options?.deadlineMs !== undefined)
      return this.read(route, operation, input as never, times, () => route.calls.end()) as Promise<Output<Name>>;
    const get = input as Input<'getItem'>;
    const flight = coalescer.read(route, get, (landed) =>
      this.read(route, 'getItem', get, times, () => {
        route.calls.end();
        landed();
      }),
    );
    return flight as Promise<Output<Name>>;
  }

  private async writeOnceReleased<Name extends WriteOperation>(
    held: Route,
    operation: Name,
    input: Input<Name>,
    { startMs, untilMs }: Times,
  ): Promise<Output<Name>> {
    const route = await this.released(operation, held, startMs + (untilMs - startMs) * HELD_SHARE);
    return this.write(route, operation, input, { startMs, untilMs });
  }

  /** Nothing has begun under the route that holds writes, so nothing has to end for it. */
  private async released(operation: Operation, held: Route, untilMs: number): Promise<Route> {
    const { clock } = this.parts;
    let route = held;
    while (route.writesHeld === true) {
      const leftMs = untilMs - clock.now();
      if (leftMs <= 0)
        throw new AccessError(
          `${operation} was not sent: a hand-over between clusters holds writes for a while; nothing was done`,
          { code: 'access.writes-held', retryable: true },
        );
      await new Promise<void>((resolve) => {
        clock.later(Math.min(leftMs, HELD_LOOK_MS), resolve);
      });
      route = this.routes.current() ?? route;
    }
    return route;
  }

  private read<Name extends ReadOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    times: Times,
    over: () => void,
  ): Promise<Output<Name>> {
    route.calls.begin();
    return this.reads.read(route, operation, input, times, over);
  }

  private async write<Name extends WriteOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    { untilMs }: Times,
  ): Promise<Output<Name>> {
    route.calls.begin();
    try {
      return await this.writes.write(route, operation, input, untilMs);
    } finally {
      route.calls.end();
      this.coalescer?.written((input as { readonly TableName?: string }).TableName);
    }
  }
}

import type { Route, RouteSource } from '../endpoint/route';
import { AccessError } from '../errors/access-error';
import type { Canary } from './canary';
import type { Coalescer } from './coalescer';
import type { EngineParts, EngineSettings } from './engine-settings';
import { type Input, isRead, type Operation, type Output, type ReadOperation, type WriteOperation } from './operation';
import { ReadPath } from './read-path';
import { WritePath } from './write-path';

/** How often a held write looks whether it may go on. */
const HELD_LOOK_MS = 20;

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

  private async within<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    options: CallOptions | undefined,
  ): Promise<Output<Name>> {
    if (this.closed) throw new AccessError('the access module was closed', { code: 'access.closed', retryable: false });
    const { clock } = this.parts;
    const untilMs = clock.now() + (options?.deadlineMs ?? this.settings.deadlineMs);
    const route = this.routes.current() ?? (await this.routes.known(untilMs - clock.now()));
    if (route.writesHeld === true && !isRead(operation)) {
      const released = await this.released(operation, route, untilMs);
      return this.on(released, operation, input, untilMs);
    }
    const alone = options?.deadlineMs !== undefined || this.coalescer === undefined || operation !== 'getItem';
    if (alone) return this.on(route, operation, input, untilMs);
    const flight = this.coalescer.read(route, input as Input<'getItem'>, () =>
      this.on(route, 'getItem', input as Input<'getItem'>, untilMs),
    );
    return flight as Promise<Output<Name>>;
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

  private async on<Name extends Operation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
  ): Promise<Output<Name>> {
    route.calls.begin();
    const reading = isRead(operation);
    try {
      const output = reading
        ? await this.reads.read(route, operation as Name & ReadOperation, input as never, untilMs)
        : await this.writes.write(route, operation as Name & WriteOperation, input as never, untilMs);
      this.learn(operation, input);
      return output as Output<Name>;
    } finally {
      route.calls.end();
      if (!reading) this.coalescer?.written((input as { readonly TableName?: string }).TableName);
    }
  }

  private learn(operation: Operation, input: object): void {
    const { keyNames } = this.parts;
    const { TableName, Key } = input as Input<'getItem'>;
    if (TableName === undefined || keyNames.knows(TableName)) return;
    if (operation === 'putItem') keyNames.wanted(TableName);
    // One attribute is a key for certain; of several, DAX would take a strange one without a word.
    else if (Key !== undefined && Object.keys(Key).length === 1) keyNames.learn(TableName, Key);
    else if (Key !== undefined) keyNames.wanted(TableName);
  }
}

import type { Route, RouteSource } from '../endpoint/route';
import { AccessError } from '../errors/access-error';
import type { Canary } from './canary';
import type { EngineParts, EngineSettings } from './engine-settings';
import { type Input, isRead, type Operation, type Output, type ReadOperation, type WriteOperation } from './operation';
import { ReadPath } from './read-path';
import { WritePath } from './write-path';

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
  ) {
    this.reads = new ReadPath(parts, settings, canary);
    this.writes = new WritePath(parts, settings);
  }

  async call<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): Promise<Output<Name>> {
    if (this.closed) throw new AccessError('the access module was closed', { code: 'access.closed', retryable: false });
    const untilMs = this.parts.clock.now() + (options?.deadlineMs ?? this.settings.deadlineMs);
    const route = this.routes.current() ?? (await this.routes.known(untilMs - this.parts.clock.now()));
    route.calls.begin();
    try {
      return await this.on(route, operation, input, untilMs);
    } finally {
      route.calls.end();
    }
  }

  close(): void {
    this.closed = true;
  }

  private async on<Name extends Operation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
  ): Promise<Output<Name>> {
    const output = isRead(operation)
      ? await this.reads.read(route, operation as Name & ReadOperation, input as never, untilMs)
      : await this.writes.write(route, operation as Name & WriteOperation, input as never, untilMs);
    this.learn(operation, input);
    return output as Output<Name>;
  }

  private learn(operation: Operation, input: object): void {
    if (operation !== 'getItem' && operation !== 'updateItem' && operation !== 'deleteItem') return;
    const { TableName, Key } = input as Input<'getItem'>;
    const { keyNames } = this.parts;
    if (TableName !== undefined && !keyNames.knows(TableName)) keyNames.learn(TableName, Key);
  }
}

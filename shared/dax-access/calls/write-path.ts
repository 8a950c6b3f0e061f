import type { Route } from '../endpoint/route';
import { AccessError, AmbiguousWriteError, textOf, WriteFallbackRefusedError } from '../errors/access-error';
import type { Failure } from '../errors/failure';
import { writtenKeys } from '../stale/written-keys';
import { type Attempt, Attempts } from './attempt';
import { pause } from './backoff';
import { type EngineParts, type EngineSettings, STALE_MARGIN_MS } from './engine-settings';
import type { Input, Output, WriteOperation } from './operation';

const MAX_ATTEMPTS = 4;

/** Writes: sent once. Sent again only when it is certain that nothing came of the first time, or that twice is as good as once. */
export class WritePath {
  private readonly attempts: Attempts;

  constructor(
    private readonly parts: EngineParts,
    private readonly settings: EngineSettings,
  ) {
    this.attempts = new Attempts(parts, settings);
  }

  async write<Name extends WriteOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
  ): Promise<Output<Name>> {
    const { clock, random } = this.parts;
    let inDoubt: Failure | undefined;
    for (let attempt = 0; ; attempt += 1) {
      const left = untilMs - clock.now();
      const result = await this.once(route, operation, input, left);
      if (result.kind === 'ok') return result.output;
      if (result.failure.kind === 'unknown') inDoubt = result.failure;
      // What a later attempt says of itself says nothing about an earlier one that may have been applied.
      const failure = inDoubt ?? result.failure;
      if (!this.repeats(failure, operation, input) || attempt + 1 >= MAX_ATTEMPTS)
        throw this.errorOf(route, operation, input, failure);
      if (!(await pause(attempt, untilMs, clock, random))) throw this.errorOf(route, operation, input, failure);
    }
  }

  /** One attempt at DAX, and one at the table if the first was surely not sent. */
  private async once<Name extends WriteOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    withinMs: number,
  ): Promise<Attempt<Output<Name>>> {
    const { writes: cluster } = route;
    const { clock } = this.parts;
    if (cluster === undefined) return this.attempts.table(operation, input, withinMs, 'phase');
    const untilMs = clock.now() + withinMs;
    const barrier = this.barrierToFallback(route);
    const admitted = cluster.breaker.admit();
    // Where the write may not go around DAX there is nothing to lose by asking.
    const admission = admitted === 'refused' && barrier !== undefined ? 'go' : admitted;
    if (admission !== 'refused') {
      const result = await this.attempts.dax(cluster, admission, operation, input, withinMs);
      if (result.kind === 'ok' || result.failure.kind !== 'not-sent') return result;
      if (barrier !== undefined)
        return failedWith('answer', new WriteFallbackRefusedError(operation, barrier, result.failure.error));
    }
    return this.aroundDax(
      route,
      operation,
      input,
      untilMs - clock.now(),
      admission === 'refused' ? 'breaker' : 'failed',
    );
  }

  private async aroundDax<Name extends WriteOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    withinMs: number,
    reason: 'breaker' | 'failed',
  ): Promise<Attempt<Output<Name>>> {
    // Before, so that no read of ours slips in between; and after, because only then the caches begin to age.
    this.readAround(route, operation, input, this.settings.settleBoundMs);
    const result = await this.attempts.table(operation, input, withinMs, reason);
    if (result.kind === 'ok') this.readAround(route, operation, input, 0);
    return result;
  }

  /** Undefined: a write may go around DAX. */
  private barrierToFallback({ writesAround, itemTtlMs = 0 }: Route): string | undefined {
    if (!this.settings.fallbackWrites) return 'fallback of writes is switched off';
    if (writesAround.kind === 'refused') return writesAround.why;
    if (itemTtlMs === 0 && !this.settings.allowPermanentStale)
      return 'with an item TTL of 0, or one that is not known, caches would hold the older item for ever (allowPermanentStale)';
    return undefined;
  }

  private repeats<Name extends WriteOperation>({ kind }: Failure, operation: Name, input: Input<Name>): boolean {
    if (kind === 'throttled' || kind === 'not-sent') return true;
    if (kind === 'answer' || !this.settings.repeatAmbiguous || operation !== 'transactWriteItems') return false;
    return (input as Input<'transactWriteItems'>).ClientRequestToken !== undefined;
  }

  private errorOf<Name extends WriteOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    { kind, error }: Failure,
  ): unknown {
    if (kind === 'answer' || kind === 'throttled') return error;
    if (kind === 'not-sent')
      return new AccessError(
        `${operation} was not sent: neither DAX nor the table could be reached (${textOf(error)})`,
        {
          code: 'access.dax-unavailable',
          retryable: true,
          cause: error,
        },
      );
    route.calls.giveUp();
    if (route.writes !== undefined) this.readAround(route, operation, input, this.settings.settleBoundMs);
    return new AmbiguousWriteError(operation, this.settings.settleBoundMs, error);
  }

  private readAround<Name extends WriteOperation>(
    { itemTtlMs = 0 }: Route,
    operation: Name,
    input: Input<Name>,
    laterMs: number,
  ): void {
    const { around, keyNames, clock } = this.parts;
    const forMs = itemTtlMs === 0 ? Number.POSITIVE_INFINITY : itemTtlMs + STALE_MARGIN_MS + laterMs;
    const untilMs = clock.now() + forMs;
    for (const { table, key } of writtenKeys(operation, input, keyNames)) {
      if (key === undefined) around.addTable(table, untilMs);
      else around.add(key, untilMs);
    }
  }
}

function failedWith(kind: Failure['kind'], error: unknown): { readonly kind: 'failed'; readonly failure: Failure } {
  return { kind: 'failed', failure: { kind, error } };
}

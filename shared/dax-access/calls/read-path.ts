import type { Route } from '../endpoint/route';
import { AccessError, DeadlineError, textOf } from '../errors/access-error';
import type { Failure } from '../errors/failure';
import { readAround } from '../stale/read-around';
import type { ClusterClient } from '../transport/cluster-client';
import { Attempts } from './attempt';
import { pause } from './backoff';
import type { Canary } from './canary';
import type { EngineParts, EngineSettings } from './engine-settings';
import type { AroundReason } from './observation';
import type { Input, Output, ReadOperation } from './operation';

const MAX_ATTEMPTS = 4;

/** By the clock: when the call began, and when it must be over. */
export interface Times {
  readonly startMs: number;
  readonly untilMs: number;
}

/** Reads: through DAX where that is allowed and works, else from the table. Reading twice harms nobody. */
export class ReadPath {
  private readonly attempts: Attempts;

  constructor(
    private readonly parts: EngineParts,
    private readonly settings: EngineSettings,
    private readonly canary: Canary,
  ) {
    this.attempts = new Attempts(parts, settings);
  }

  /** `over` is called once, before the outcome is known to the caller. */
  read<Name extends ReadOperation>(
    route: Route,
    operation: Name,
    input: Input<Name>,
    { startMs, untilMs }: Times,
    over: () => void,
  ): Promise<Output<Name>> {
    const { parts, settings } = this;
    const { reads: cluster } = route;
    parts.hotKeys?.saw(operation, input);
    if (cluster === undefined) return this.fromTable(operation, input, untilMs, 'phase').finally(over);
    if (parts.around.any) {
      const fresh = readAround(operation, input, parts.around);
      if (fresh !== undefined) return this.fromTable(operation, fresh, untilMs, 'written-around').finally(over);
    }
    if (this.canary.flies(operation, startMs)) return this.asCanary(cluster, operation, input, untilMs).finally(over);
    const admission = cluster.breaker.admit();
    if (admission === 'refused' && settings.fallbackReads)
      return this.fallBack(
        operation,
        input,
        untilMs,
        'breaker',
        new Error(`the breaker of ${cluster.name} is open`),
      ).finally(over);
    // The way that almost every read goes: no promise more than it takes.
    return this.attempts.throughDax<Name, Output<Name>>(
      cluster,
      {
        admission: admission === 'refused' ? 'go' : admission,
        operation,
        input,
        withinMs: this.withinMs(untilMs - startMs),
        startMs,
      },
      (output) => {
        over();
        return output;
      },
      (failure) => this.afterAttempt(cluster, operation, input, untilMs, failure, 0).finally(over),
    );
  }

  private withinMs(leftMs: number): number {
    return this.settings.fallbackReads ? Math.min(leftMs, this.settings.readAttemptMs) : leftMs;
  }

  private async throughDax<Name extends ReadOperation>(
    cluster: ClusterClient,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
    attempt: number,
  ): Promise<Output<Name>> {
    const withinMs = this.withinMs(untilMs - this.parts.clock.now());
    const result = await this.attempts.dax(cluster, 'go', operation, input, withinMs);
    if (result.kind === 'ok') return result.output;
    return this.afterAttempt(cluster, operation, input, untilMs, result.failure, attempt);
  }

  private async afterAttempt<Name extends ReadOperation>(
    cluster: ClusterClient,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
    failure: Failure,
    attempt: number,
  ): Promise<Output<Name>> {
    const { clock, random } = this.parts;
    if (failure.kind === 'answer') throw failure.error;
    if (failure.kind !== 'throttled') return this.afterDax(operation, input, untilMs, failure);
    // "Not now" is an answer: the table behind would say the same, or be asked to carry what DAX cannot.
    if (attempt + 1 >= MAX_ATTEMPTS || !(await pause(attempt, untilMs, clock, random))) throw failure.error;
    return this.throughDax(cluster, operation, input, untilMs, attempt + 1);
  }

  private afterDax<Name extends ReadOperation>(
    operation: Name,
    input: Input<Name>,
    untilMs: number,
    { error }: Failure,
  ): Promise<Output<Name>> {
    if (this.settings.fallbackReads) return this.fallBack(operation, input, untilMs, 'failed', error);
    throw new AccessError(`${operation} failed at DAX and reads may not fall back to the table (${textOf(error)})`, {
      code: 'access.dax-unavailable',
      retryable: true,
      cause: error,
    });
  }

  private async asCanary<Name extends ReadOperation>(
    cluster: ClusterClient,
    operation: Name,
    input: Input<Name>,
    untilMs: number,
  ): Promise<Output<Name>> {
    const withinMs = Math.min(this.settings.readAttemptMs, untilMs - this.parts.clock.now());
    const result = await this.attempts.table(operation, input, withinMs, 'canary');
    this.canary.came(result);
    if (result.kind === 'ok') return result.output;
    return this.throughDax(cluster, operation, input, untilMs, 0);
  }

  private async fallBack<Name extends ReadOperation>(
    operation: Name,
    input: Input<Name>,
    untilMs: number,
    reason: AroundReason,
    cause: unknown,
  ): Promise<Output<Name>> {
    const { fallbackCap, clock } = this.parts;
    if (!(await fallbackCap.enter(untilMs - clock.now())))
      throw new AccessError(
        `${operation} waited in vain for one of the reads that may fall back to the table at a time`,
        {
          code: 'access.fallback-saturated',
          retryable: true,
          cause,
        },
      );
    try {
      return await this.fromTable(operation, input, untilMs, reason);
    } finally {
      fallbackCap.leave();
    }
  }

  private async fromTable<Name extends ReadOperation>(
    operation: Name,
    input: Input<Name>,
    untilMs: number,
    reason: AroundReason,
  ): Promise<Output<Name>> {
    const { clock, random } = this.parts;
    for (let attempt = 0; ; attempt += 1) {
      const result = await this.attempts.table(operation, input, untilMs - clock.now(), reason);
      if (result.kind === 'ok') return result.output;
      const { kind, error } = result.failure;
      if (kind === 'answer') throw error;
      const mayRepeat = attempt + 1 < MAX_ATTEMPTS;
      if (mayRepeat && (await pause(attempt, untilMs, clock, random))) continue;
      // A timer may be early by a fraction of a millisecond, so the clock alone does not tell that the time was over.
      const isOver = clock.now() >= untilMs || (mayRepeat && kind === 'unknown');
      throw isOver ? new DeadlineError(operation, this.settings.deadlineMs, error) : error;
    }
  }
}

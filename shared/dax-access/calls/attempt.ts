import { classifyDax, type DaxError } from '../errors/dax-failure';
import { type Failure, failure } from '../errors/failure';
import { toServiceException } from '../errors/service-exception';
import { classifyTable } from '../errors/table-failure';
import type { ClusterClient } from '../transport/cluster-client';
import type { Admission, CallOutcome } from './breaker';
import { withDeadline } from './deadline';
import type { EngineParts, EngineSettings } from './engine-settings';
import type { AroundReason, Outcome, RouteName } from './observation';
import type { Input, Operation, Output } from './operation';

export type Attempt<T> =
  | { readonly kind: 'ok'; readonly output: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface DaxAttempt<Name extends Operation> {
  readonly admission: Admission;
  readonly operation: Name;
  readonly input: Input<Name>;
  readonly withinMs: number;
  /** By the clock; the caller has looked at it anyway. */
  readonly startMs: number;
}

/** Single attempts on either route: never an exception, never longer than asked, always observed. */
export class Attempts {
  constructor(
    private readonly parts: EngineParts,
    private readonly settings: EngineSettings,
  ) {}

  dax<Name extends Operation>(
    cluster: ClusterClient,
    admission: Admission,
    operation: Name,
    input: Input<Name>,
    withinMs: number,
  ): Promise<Attempt<Output<Name>>> {
    return this.throughDax<Name, Attempt<Output<Name>>>(
      cluster,
      { admission, operation, input, withinMs, startMs: this.parts.clock.now() },
      (output) => ({ kind: 'ok', output }),
      (failed) => ({ kind: 'failed', failure: failed }),
    );
  }

  /** The same for what need not be looked at again: one promise instead of three. */
  throughDax<Name extends Operation, T>(
    cluster: ClusterClient,
    { admission, operation, input, withinMs, startMs }: DaxAttempt<Name>,
    answered: (output: Output<Name>) => T,
    failed: (failure: Failure) => T | Promise<T>,
  ): Promise<T> {
    const { observer, clock, keyNames } = this.parts;
    return cluster.call(operation, input, withinMs).then(
      (output) => {
        const now = clock.now();
        cluster.breaker.settle(admission, 'succeeded', now);
        if (observer !== undefined)
          observer.attempt({ operation, route: 'dax', reason: undefined, outcome: 'ok', durationMs: now - startMs });
        keyNames.learnFrom(operation, input);
        return answered(output);
      },
      (error: unknown) => {
        const why = classifyDax(error, this.settings);
        cluster.breaker.settle(admission, breakerOutcome(why));
        this.observe(operation, 'dax', undefined, why.kind, startMs);
        return failed(named(operation, why));
      },
    );
  }

  async table<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    withinMs: number,
    reason: AroundReason | undefined,
  ): Promise<Attempt<Output<Name>>> {
    const { clock, table, keyNames } = this.parts;
    const startMs = clock.now();
    if (withinMs <= 0) return { kind: 'failed', failure: failure('not-sent', new Error('no time was left')) };
    try {
      const output = await withDeadline(table.call(operation, input, withinMs), withinMs, clock);
      this.observe(operation, 'table', reason, 'ok', startMs);
      keyNames.learnFrom(operation, input);
      return { kind: 'ok', output };
    } catch (error) {
      const failed = classifyTable(error);
      this.observe(operation, 'table', reason, failed.kind, startMs);
      return { kind: 'failed', failure: failed };
    }
  }

  private observe(
    operation: Operation,
    route: RouteName,
    reason: AroundReason | undefined,
    outcome: Outcome,
    startMs: number,
  ): void {
    const { observer, clock } = this.parts;
    observer?.attempt({ operation, route, reason, outcome, durationMs: clock.now() - startMs });
  }
}

function breakerOutcome({ kind }: Failure): CallOutcome {
  if (kind === 'answer') return 'succeeded';
  return kind === 'throttled' ? 'released' : 'failed';
}

/** What DAX answered gets the name that the SDK gives it. */
function named(operation: Operation, { kind, error }: Failure): Failure {
  const answered = kind === 'answer' || kind === 'throttled';
  return answered ? failure(kind, toServiceException(error as DaxError, operation)) : { kind, error };
}

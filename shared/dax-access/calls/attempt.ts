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

/** Single attempts on either route: never an exception, never longer than asked, always observed. */
export class Attempts {
  constructor(
    private readonly parts: EngineParts,
    private readonly settings: EngineSettings,
  ) {}

  async dax<Name extends Operation>(
    cluster: ClusterClient,
    admission: Admission,
    operation: Name,
    input: Input<Name>,
    withinMs: number,
  ): Promise<Attempt<Output<Name>>> {
    const startMs = this.parts.observer === undefined ? 0 : this.parts.clock.now();
    try {
      const output = await cluster.call(operation, input, withinMs);
      cluster.breaker.settle(admission, 'succeeded');
      if (this.parts.observer !== undefined) this.observe(operation, 'dax', undefined, 'ok', startMs);
      return { kind: 'ok', output };
    } catch (error) {
      const failed = classifyDax(error, this.settings);
      cluster.breaker.settle(admission, breakerOutcome(failed));
      this.observe(operation, 'dax', undefined, failed.kind, startMs);
      return { kind: 'failed', failure: named(operation, failed) };
    }
  }

  async table<Name extends Operation>(
    operation: Name,
    input: Input<Name>,
    withinMs: number,
    reason: AroundReason | undefined,
  ): Promise<Attempt<Output<Name>>> {
    const { clock, table } = this.parts;
    const startMs = clock.now();
    if (withinMs <= 0) return { kind: 'failed', failure: failure('not-sent', new Error('no time was left')) };
    try {
      const output = await withDeadline(table.call(operation, input, withinMs), withinMs, clock);
      this.observe(operation, 'table', reason, 'ok', startMs);
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

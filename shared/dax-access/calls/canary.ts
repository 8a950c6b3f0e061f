import type { Attempt } from './attempt';
import type { Observer } from './observation';
import type { ReadOperation } from './operation';

/** A busy process learns no more from more of them, and a call to the table costs as much as ten to DAX. */
const APART_MS = 10_000;

/**
 * A small share of single-item reads goes to the table although DAX works, so that a missing right, route or capacity shows before
 * the day on which everything has to go there. At most one in ten seconds.
 */
export class Canary {
  private readiness: boolean | undefined;
  private nextAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly share: number,
    private readonly random: () => number,
    private readonly observer: Observer | undefined,
  ) {}

  /** Undefined until a canary has come back. */
  get ready(): boolean | undefined {
    return this.readiness;
  }

  flies(operation: ReadOperation, nowMs: number): boolean {
    if (operation !== 'getItem' || nowMs < this.nextAtMs || this.random() >= this.share) return false;
    this.nextAtMs = nowMs + APART_MS;
    return true;
  }

  came(result: Attempt<unknown>): void {
    // A read that the table refuses for what it asks says nothing about whether the table can be reached; a denied one does.
    const denied = result.kind === 'failed' && nameOf(result.failure.error) === 'AccessDeniedException';
    if (result.kind === 'failed' && result.failure.kind === 'answer' && !denied) return;
    const ready = result.kind === 'ok';
    if (ready !== this.readiness)
      this.observer?.event({
        kind: 'fallback-ready',
        ready,
        ...(result.kind === 'failed' && { error: result.failure.error }),
      });
    this.readiness = ready;
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

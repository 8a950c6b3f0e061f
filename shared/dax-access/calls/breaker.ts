import type { Clock } from './clock';

export interface BreakerSettings {
  /** Failures in a row that open it. Default 5. */
  readonly consecutiveFailures: number;
  /** Share of failures within the window that opens it, 0 to 1. Default 0.5. */
  readonly failureRatio: number;
  /** Calls that the window must hold before the share counts. Default 20. */
  readonly minCalls: number;
  /** Default 10,000. */
  readonly windowMs: number;
  /** How long it stays open first; doubles with each opening in a row. Default 500. */
  readonly openMs: number;
  /** Default 10,000. */
  readonly maxOpenMs: number;
  /** Probes that must succeed before it closes. Default 3. */
  readonly probes: number;
}

export const defaultBreaker: BreakerSettings = {
  consecutiveFailures: 5,
  failureRatio: 0.5,
  minCalls: 20,
  windowMs: 10_000,
  openMs: 500,
  maxOpenMs: 10_000,
  probes: 3,
};

export type BreakerState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly untilMs: number; readonly openings: number }
  | { readonly kind: 'half-open'; readonly openings: number; readonly succeeded: number; readonly probing: boolean };

/** `go`: as usual. `probe`: one trial whose outcome decides. `refused`: not now. */
export type Admission = 'go' | 'probe' | 'refused';
/** `released`: it came to nothing that says anything about the cluster. */
export type CallOutcome = 'succeeded' | 'failed' | 'released';

const closed: BreakerState = { kind: 'closed' };

/** Keeps calls from a cluster that does not answer, and tries it again with one call at a time. */
export class Breaker {
  private current: BreakerState = closed;
  private inARow = 0;
  private windowStartMs: number;
  private calls = 0;
  private failures = 0;
  private earlierCalls = 0;
  private earlierFailures = 0;

  constructor(
    private readonly settings: BreakerSettings,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly changed: (state: BreakerState) => void = () => {},
  ) {
    this.windowStartMs = clock.now();
  }

  get state(): BreakerState {
    return this.current;
  }

  admit(): Admission {
    const { current } = this;
    switch (current.kind) {
      case 'closed':
        return 'go';
      case 'open':
        if (this.clock.now() < current.untilMs) return 'refused';
        this.become({ kind: 'half-open', openings: current.openings, succeeded: 0, probing: true });
        return 'probe';
      case 'half-open':
        if (current.probing) return 'refused';
        this.become({ ...current, probing: true });
        return 'probe';
    }
  }

  /** To be called once for each admission that was not refused. */
  settle(admission: Admission, outcome: CallOutcome, now = this.clock.now()): void {
    if (admission === 'probe') this.settleProbe(outcome);
    else if (this.current.kind === 'closed' && outcome !== 'released') this.count(outcome, now);
  }

  private settleProbe(outcome: CallOutcome): void {
    const { current } = this;
    if (current.kind !== 'half-open') return;
    if (outcome === 'failed') {
      this.open(current.openings + 1);
      return;
    }
    const succeeded = current.succeeded + (outcome === 'succeeded' ? 1 : 0);
    if (succeeded >= this.settings.probes) this.close();
    else this.become({ ...current, succeeded, probing: false });
  }

  private count(outcome: CallOutcome, now: number): void {
    this.turnWindow(now);
    this.calls += 1;
    if (outcome === 'succeeded') {
      this.inARow = 0;
      return;
    }
    this.failures += 1;
    this.inARow += 1;
    const calls = this.calls + this.earlierCalls;
    const ratio = (this.failures + this.earlierFailures) / calls;
    const { consecutiveFailures, failureRatio, minCalls } = this.settings;
    if (this.inARow >= consecutiveFailures || (calls >= minCalls && ratio >= failureRatio)) this.open(1);
  }

  /** Two halves of the window: the older one falls out when the newer one is full. */
  private turnWindow(now: number): void {
    const half = this.settings.windowMs / 2;
    const age = now - this.windowStartMs;
    if (age < half) return;
    this.earlierCalls = age < 2 * half ? this.calls : 0;
    this.earlierFailures = age < 2 * half ? this.failures : 0;
    this.calls = 0;
    this.failures = 0;
    this.windowStartMs = now;
  }

  private open(openings: number): void {
    const { openMs, maxOpenMs } = this.settings;
    const longest = Math.min(maxOpenMs, openMs * 2 ** Math.min(openings - 1, 20));
    // Between half and all of it, so that the processes of a fleet do not knock together.
    const untilMs = this.clock.now() + longest * (0.5 + this.random() / 2);
    this.become({ kind: 'open', untilMs, openings });
  }

  private close(): void {
    this.inARow = 0;
    this.calls = 0;
    this.failures = 0;
    this.earlierCalls = 0;
    this.earlierFailures = 0;
    this.windowStartMs = this.clock.now();
    this.become(closed);
  }

  private become(state: BreakerState): void {
    const before = this.current.kind;
    this.current = state;
    if (before !== state.kind) this.changed(state);
  }
}

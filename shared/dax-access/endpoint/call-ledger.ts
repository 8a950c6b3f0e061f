import type { Clock } from '../calls/clock';

/** The calls that were begun under one epoch of the endpoint record. */
export class CallLedger {
  private running = 0;
  private readonly givenUpUntilMs: number[] = [];
  private givenUpEver = 0;

  constructor(
    readonly epoch: number,
    private readonly clock: Clock,
    /** How long a call that was given up may still take effect. */
    private readonly settleBoundMs: number,
  ) {}

  begin(): void {
    this.running += 1;
  }

  end(): void {
    this.running -= 1;
  }

  /** Ended for the caller without an outcome: what was sent may still be carried out. */
  giveUp(): void {
    this.givenUpEver += 1;
    this.givenUpUntilMs.push(this.clock.now() + this.settleBoundMs);
  }

  /** Calls whose callers still wait. */
  get open(): number {
    return this.running;
  }

  /** Calls without an outcome that may still take effect. */
  get givenUp(): number {
    const now = this.clock.now();
    while ((this.givenUpUntilMs[0] ?? Number.POSITIVE_INFINITY) <= now) this.givenUpUntilMs.shift();
    return this.givenUpUntilMs.length;
  }

  get givenUpInAll(): number {
    return this.givenUpEver;
  }

  /** Nothing that was begun under this epoch can still have an effect. */
  get over(): boolean {
    return this.running === 0 && this.givenUp === 0;
  }
}

import type { Alarm, Clock } from './clock';

/** Something that ends by itself or is told that its time is over. */
export abstract class Timed {
  before: Timed | undefined = undefined;
  after: Timed | undefined = undefined;
  dueAtMs = 0;

  abstract passed(): void;
}

/**
 * Deadlines of one length fall due in the order in which they began, so one alarm is enough for all of them: it is set for the first, and
 * when it rings for the one that is first by then. A timer of its own for each call costs more than the rest of the way to the client.
 */
export class DeadlineQueue {
  private first: Timed | undefined;
  private last: Timed | undefined;
  private alarm: Alarm | undefined;

  constructor(
    readonly lengthMs: number,
    private readonly clock: Clock,
  ) {}

  add(timed: Timed, nowMs: number): void {
    const { last } = this;
    timed.dueAtMs = nowMs + this.lengthMs;
    timed.before = last;
    this.last = timed;
    if (last !== undefined) {
      last.after = timed;
      return;
    }
    this.first = timed;
    if (this.alarm === undefined) this.set(this.lengthMs);
    else this.alarm.hold();
  }

  /** To be called once, by what ended in time. */
  remove(timed: Timed): void {
    const { before, after } = timed;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    // What is over must not hold on to what comes after it: once one of a chain is old, the collector would keep all of it.
    timed.before = undefined;
    timed.after = undefined;
    // Whatever else is there to do, an alarm for nobody must not keep the process.
    if (this.first === undefined) this.alarm?.release();
  }

  private set(ms: number): void {
    this.alarm = this.clock.alarm(ms, () => this.ring());
  }

  private ring(): void {
    this.alarm = undefined;
    // Timers count whole milliseconds and may ring within the last one.
    const dueMs = this.clock.now() + 1;
    while (this.first !== undefined && this.first.dueAtMs <= dueMs) {
      const { first } = this;
      this.remove(first);
      first.passed();
    }
    if (this.first !== undefined && this.alarm === undefined) this.set(this.first.dueAtMs - dueMs + 1);
  }
}

import type { ClusterClock } from '../cluster/wall-clock';

/** Time that moves only when it is told to. */
export class ManualClock implements ClusterClock {
  private nowMs: number;
  private readonly repeats = new Set<{
    readonly everyMs: number;
    readonly task: (dueMs: number) => void | Promise<void>;
  }>();

  constructor(startMs = Date.UTC(2026, 10, 24)) {
    this.nowMs = startMs;
  }

  now(): number {
    return this.nowMs;
  }

  every(everyMs: number, task: (dueMs: number) => void | Promise<void>): { cancel(): void } {
    const repeat = { everyMs, task };
    this.repeats.add(repeat);
    return { cancel: () => this.repeats.delete(repeat) };
  }

  /** Runs what is due on the way, minute after minute. */
  async advance(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    for (;;) {
      const due = [...this.repeats].map((repeat) => ({
        repeat,
        dueMs: (Math.floor(this.nowMs / repeat.everyMs) + 1) * repeat.everyMs,
      }));
      const next = due.filter(({ dueMs }) => dueMs <= end).sort((left, right) => left.dueMs - right.dueMs)[0];
      if (next === undefined) break;
      this.nowMs = next.dueMs;
      await next.repeat.task(next.dueMs);
    }
    this.nowMs = end;
  }
}

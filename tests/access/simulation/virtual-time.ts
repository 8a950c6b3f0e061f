import type { Clock } from '../../../shared/dax-access/index';

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly task: () => void;
}

/** Time that jumps from one due task to the next; between two of them every promise has its say. */
export class VirtualTime implements Clock {
  private nowMs = 0;
  private order = 0;
  private readonly due: Due[] = [];

  now(): number {
    return this.nowMs;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { atMs: this.nowMs + Math.max(0, ms), order: this.order, task };
    this.order += 1;
    this.push(entry);
    return () => {
      const at = this.due.indexOf(entry);
      if (at >= 0) this.due.splice(at, 1);
    };
  }

  later(ms: number, task: () => void): () => void {
    return this.after(ms, task);
  }

  alarm(ms: number, task: () => void): { hold(): void; release(): void } {
    this.after(ms, task);
    return { hold: () => {}, release: () => {} };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Runs until the promise has settled, or throws when nothing is left to do. */
  async until(done: Promise<unknown>): Promise<void> {
    let over = false;
    const mark = () => {
      over = true;
    };
    done.then(mark, mark);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return;
      const next = this.due.shift();
      if (next === undefined) throw new Error('nothing is due, and it has not settled');
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.task();
    }
  }

  private push(entry: Due): void {
    let at = this.due.length;
    while (at > 0 && later(this.due[at - 1], entry)) at -= 1;
    this.due.splice(at, 0, entry);
  }
}

function later(left: Due | undefined, right: Due): boolean {
  if (left === undefined) return false;
  return left.atMs > right.atMs || (left.atMs === right.atMs && left.order > right.order);
}

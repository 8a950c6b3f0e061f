import type { Clock } from './clock';

/** At most so many at a time; the others wait their turn, each until its own deadline. */
export class ConcurrencyCap {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
  ) {}

  get inUse(): number {
    return this.running;
  }

  /** True once there is room, which then must be given back with `leave`; false when none came free in time. */
  enter(waitMs: number): Promise<boolean> {
    if (this.running < this.limit) {
      this.running += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const cancel = this.clock.after(Math.max(0, waitMs), () => {
        this.waiting.delete(turn);
        resolve(false);
      });
      const turn = () => {
        this.waiting.delete(turn);
        cancel();
        resolve(true);
      };
      this.waiting.add(turn);
    });
  }

  leave(): void {
    const next = this.waiting.values().next();
    // The place goes from hand to hand, so that nobody slips in between.
    if (next.done === false) next.value();
    else this.running -= 1;
  }
}

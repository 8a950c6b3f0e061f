/** After a write whose outcome is unknown, for so long nothing about its key is cached: it may still land. Wall-clock ms. */
export const HOLD_MS = 30_000;

interface Guard {
  writes: number;
  reads: number;
  /** Moves whenever a write begins. */
  epoch: number;
  heldUntilMs: number;
}

export interface WatchedCall {
  readonly key: string;
  readonly epoch: number;
  readonly clean: boolean;
}

/**
 * Decides whether the answer of a call to DynamoDB may be cached. Two calls about one key can be carried out in one order and answered in the
 * other, so the value that a write left, or a read saw, is certain only if no write of the same key was under way at any moment of the call.
 */
export class KeyGuards {
  private readonly guards = new Map<string, Guard>();

  constructor(private readonly wallMs: () => number = Date.now) {}

  get size(): number {
    return this.guards.size;
  }

  beginRead(key: string): WatchedCall {
    const guard = this.guard(key);
    guard.reads += 1;
    return { key, epoch: guard.epoch, clean: guard.writes === 0 && !this.held(guard) };
  }

  /** True if what was read is certain. */
  endRead(call: WatchedCall): boolean {
    const guard = this.guard(call.key);
    guard.reads -= 1;
    const certain = call.clean && guard.epoch === call.epoch && !this.held(guard);
    this.leave(call.key, guard);
    return certain;
  }

  beginWrite(key: string): WatchedCall {
    const guard = this.guard(key);
    const clean = guard.writes === 0 && !this.held(guard);
    guard.writes += 1;
    guard.epoch += 1;
    return { key, epoch: guard.epoch, clean };
  }

  /** True if what was written is what is there now. */
  endWrite(call: WatchedCall, outcome: 'known' | 'unknown'): boolean {
    const guard = this.guard(call.key);
    guard.writes -= 1;
    if (outcome === 'unknown') guard.heldUntilMs = this.wallMs() + HOLD_MS;
    const certain = call.clean && guard.epoch === call.epoch && !this.held(guard);
    this.leave(call.key, guard);
    return certain;
  }

  /** Forgets holds that have passed. */
  sweep(): void {
    for (const [key, guard] of this.guards) this.leave(key, guard);
  }

  private guard(key: string): Guard {
    const known = this.guards.get(key);
    if (known !== undefined) return known;
    const guard: Guard = { writes: 0, reads: 0, epoch: 0, heldUntilMs: 0 };
    this.guards.set(key, guard);
    return guard;
  }

  private held(guard: Guard): boolean {
    return guard.heldUntilMs > this.wallMs();
  }

  private leave(key: string, guard: Guard): void {
    if (guard.writes === 0 && guard.reads === 0 && !this.held(guard)) this.guards.delete(key);
  }
}

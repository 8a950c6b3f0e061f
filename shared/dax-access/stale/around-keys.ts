import type { Clock } from '../calls/clock';

/**
 * Keys that were written around DAX, each for as long as a cache may still hold what was there before. Bounded: when there are
 * too many, everything is read around DAX for that long.
 */
export class AroundKeys {
  private readonly untilMs = new Map<string, number>();
  private readonly tablesUntilMs = new Map<string, number>();
  private everythingUntilMs = Number.NEGATIVE_INFINITY;
  private addedAtMs: number | undefined;

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly epochMs: () => number = Date.now,
  ) {}

  /** Epoch ms of the last write that went around DAX, or may have. */
  get lastAddedAtMs(): number | undefined {
    return this.addedAtMs;
  }

  /** False: nothing at all need be read around DAX. */
  get any(): boolean {
    return this.untilMs.size > 0 || this.tablesUntilMs.size > 0 || this.overflowing;
  }

  get size(): number {
    return this.untilMs.size;
  }

  get overflowing(): boolean {
    // Hardly ever anything but the first: no look at the clock for it.
    return this.everythingUntilMs !== Number.NEGATIVE_INFINITY && this.everythingUntilMs > this.clock.now();
  }

  add(key: string, untilMs: number): void {
    this.addedAtMs = this.epochMs();
    const known = this.untilMs.get(key);
    if (known !== undefined && known >= untilMs) return;
    this.untilMs.delete(key);
    this.forgetExpired();
    if (this.untilMs.size >= this.limit) this.everythingUntilMs = Math.max(this.everythingUntilMs, untilMs);
    else this.untilMs.set(key, untilMs);
  }

  /** For a write of which the key is not known. */
  addTable(table: string, untilMs: number): void {
    this.addedAtMs = this.epochMs();
    this.tablesUntilMs.set(table, Math.max(untilMs, this.tablesUntilMs.get(table) ?? untilMs));
  }

  has(table: string, key: string): boolean {
    return this.overflowing || this.lasts(this.tablesUntilMs, table) || this.lasts(this.untilMs, key);
  }

  private lasts(entries: Map<string, number>, entry: string): boolean {
    const untilMs = entries.get(entry);
    if (untilMs === undefined) return false;
    if (untilMs > this.clock.now()) return true;
    entries.delete(entry);
    return false;
  }

  /** The oldest stand first; all of them only when there is need for room. */
  private forgetExpired(): void {
    const now = this.clock.now();
    const full = this.untilMs.size >= this.limit;
    for (const [key, untilMs] of this.untilMs) {
      if (untilMs <= now) this.untilMs.delete(key);
      else if (!full) return;
    }
  }
}

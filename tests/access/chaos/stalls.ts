const EVERY_MS = 20;

/** When this process itself got no turn: a busy machine must not be taken for a call that outlives its deadline. */
export class Stalls {
  private readonly lags: { readonly atMs: number; readonly ms: number }[] = [];
  private dueMs = performance.now() + EVERY_MS;
  private readonly timer = setInterval(() => this.tick(), EVERY_MS);

  /** Milliseconds without a turn that ended within, or just after, these times. */
  within(startMs: number, endMs: number): number {
    const lasted = this.lags.filter(({ atMs }) => atMs >= startMs && atMs <= endMs + EVERY_MS);
    return lasted.reduce((sum, { ms }) => sum + ms, 0);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const atMs = performance.now();
    const ms = atMs - this.dueMs;
    if (ms > 1) this.lags.push({ atMs, ms });
    this.dueMs = atMs + EVERY_MS;
  }
}

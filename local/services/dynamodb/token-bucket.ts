/**
 * Throughput with a reserve: fills at `rate` units per second up to `burstSeconds` of it. A request may take it below zero (a
 * query's size is known only afterwards); the debt is paid before anything more is let in, so the mean rate holds exactly.
 */
export class TokenBucket {
  #rate: number;
  #tokens: number;
  #atMs: number;

  constructor(
    ratePerSecond: number,
    readonly burstSeconds: number,
    nowMs: number,
    initialSeconds = 1,
  ) {
    this.#rate = ratePerSecond;
    this.#tokens = ratePerSecond * Math.min(initialSeconds, burstSeconds);
    this.#atMs = nowMs;
  }

  get rate(): number {
    return this.#rate;
  }

  setRate(ratePerSecond: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#rate = ratePerSecond;
    this.#tokens = Math.min(this.#tokens, ratePerSecond * this.burstSeconds);
  }

  /** A limit that moves takes the reserve along: a full bucket stays full. */
  scaleRate(ratePerSecond: number, nowMs: number): void {
    if (ratePerSecond === this.#rate) return;
    this.#fill(nowMs);
    this.#tokens *= this.#rate > 0 ? ratePerSecond / this.#rate : 1;
    this.#rate = ratePerSecond;
  }

  /** Whether `units` may begin now. What is larger than the whole bucket may begin when the bucket is full. */
  allows(units: number, nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#tokens >= Math.min(units, this.#rate * this.burstSeconds) - 1e-9;
  }

  take(units: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#tokens -= units;
  }

  tokens(nowMs: number): number {
    this.#fill(nowMs);
    return this.#tokens;
  }

  #fill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1000;
    this.#tokens = Math.min(this.#rate * this.burstSeconds, this.#tokens + seconds * this.#rate);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}

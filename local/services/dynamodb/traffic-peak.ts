const minuteMs = 60_000;
const settlesAfterMs = 30 * minuteMs;

/**
 * The highest per-second rate of a whole minute that lies 30 minutes back or more. An on-demand table serves twice of it at
 * once; growing beyond within 30 minutes may throttle (guide, on-demand capacity mode).
 */
export class TrafficPeak {
  #settled: number;
  #minute = -1;
  #units = 0;
  #recent: { readonly minute: number; readonly rate: number }[] = [];

  constructor(initial: number) {
    this.#settled = initial;
  }

  add(units: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#units += units;
  }

  /** A table that was provisioned higher, or warmed, can carry that much already. */
  raise(ratePerSecond: number): void {
    this.#settled = Math.max(this.#settled, ratePerSecond);
  }

  at(nowMs: number): number {
    this.#turn(nowMs);
    const oldest = Math.floor((nowMs - settlesAfterMs) / minuteMs);
    while (this.#recent[0] !== undefined && this.#recent[0].minute <= oldest) {
      this.#settled = Math.max(this.#settled, this.#recent[0].rate);
      this.#recent.shift();
    }
    return this.#settled;
  }

  #turn(nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs);
    if (minute === this.#minute) return;
    if (this.#units > 0) this.#recent.push({ minute: this.#minute, rate: this.#units / 60 });
    this.#minute = minute;
    this.#units = 0;
  }
}

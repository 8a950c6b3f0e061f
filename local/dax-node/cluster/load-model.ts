/** AWS's sizing weights: a kilobyte missed costs ten, a kilobyte written 25 on every node. */
export const MISS_WEIGHT = 10;
export const WRITE_WEIGHT = 25;
/** Seconds of full rate that an idle node may take at once. */
const BURST_SECONDS = 1;
/** Where one real request stands for many, they come in lumps: room for this many of the others, so that an even load is not taken for bursts. */
const BURST_REQUESTS = 1_000;
const BYTES_PER_KB = 1024;

export interface LoadSettings {
  readonly requestsPerSecond: number;
  now(): number;
  weight(): number;
  /** The clock stands still. */
  paused(): boolean;
}

/**
 * Modelled: how busy a node is, from the normalised request rate of AWS's sizing guide. A bucket fills with the node's rate and empties with
 * the cost of what it does; when it is empty the node refuses requests, as DAX throttles itself.
 */
export class LoadModel {
  private available: number;
  private filledAtMs: number;
  private spent = 0;

  constructor(private readonly settings: LoadSettings) {
    this.available = this.room();
    this.filledAtMs = settings.now();
  }

  /** False: throttle this request. */
  admits(): boolean {
    if (this.available > 0) return true;
    this.fill();
    return this.available > 0 || this.settings.paused();
  }

  hit(bytes: number): void {
    this.spend(kilobytes(bytes));
  }

  miss(bytes: number): void {
    this.spend(kilobytes(bytes) * MISS_WEIGHT);
  }

  write(bytes: number): void {
    this.spend(kilobytes(bytes) * WRITE_WEIGHT);
  }

  /** Normalised requests since the last call. */
  takeSpent(): number {
    const { spent } = this;
    this.spent = 0;
    return spent;
  }

  private spend(units: number): void {
    const cost = units * this.settings.weight();
    this.spent += cost;
    this.available -= cost;
  }

  private fill(): void {
    const now = this.settings.now();
    const { requestsPerSecond } = this.settings;
    const gained = ((now - this.filledAtMs) / 1000) * requestsPerSecond;
    this.filledAtMs = now;
    this.available = Math.min(this.available + Math.max(gained, 0), this.room());
  }

  private room(): number {
    return Math.max(this.settings.requestsPerSecond * BURST_SECONDS, (this.settings.weight() - 1) * BURST_REQUESTS);
  }
}

function kilobytes(bytes: number): number {
  return bytes <= BYTES_PER_KB ? 1 : Math.ceil(bytes / BYTES_PER_KB);
}

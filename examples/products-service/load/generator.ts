import { type Draw, draws, rateAt, tracedDraws, type Workload } from './workload';

/** Where requests go: over HTTP to the service, or straight into a client. */
export interface Sink {
  read(id: string): Promise<unknown>;
  write(id: string, bytes: number): Promise<unknown>;
}

export interface LoadOptions {
  readonly workload: Workload;
  readonly sink: Sink;
  /** Ends by itself after so long. */
  readonly lastsMs: number;
  /** Requests under way at most; what would go beyond is left out and counted. Default 256. */
  readonly maxConcurrent?: number;
  /** Keys from a trace instead of drawn ones. */
  readonly keyTrace?: Uint8Array;
  readonly signal?: AbortSignal;
  /** Once a second. */
  readonly onSecond?: (second: LoadSecond) => void;
}

export interface LoadSecond {
  readonly elapsedMs: number;
  readonly wantedPerSecond: number;
  readonly done: number;
  readonly failed: number;
  readonly leftOut: number;
  /** Names of errors and how often, since the beginning. */
  readonly errors: Readonly<Record<string, number>>;
  /** Of the requests that came back in this second; 0 where none did. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadReport {
  readonly done: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly reads: number;
  readonly writes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Names of errors and how often. */
  readonly errors: Readonly<Record<string, number>>;
}

const TICK_MS = 10;
const SECOND_MS = 1_000;

/** Sends an open-loop load: as many requests as the shape says, whether or not earlier ones have come back. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { workload, lastsMs, maxConcurrent = 256, signal, onSecond } = options;
  const next = options.keyTrace === undefined ? draws(workload) : tracedDraws(options.keyTrace, workload);
  const tally = new Tally();
  const underway = new Set<Promise<void>>();
  const startMs = performance.now();
  let owed = 0;
  let beforeMs = 0;
  let toldMs = 0;
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    if (elapsedMs >= lastsMs || signal?.aborted === true) break;
    owed += (rateAt(workload.shape, elapsedMs) * (elapsedMs - beforeMs)) / SECOND_MS;
    beforeMs = elapsedMs;
    for (; owed >= 1; owed -= 1) {
      const draw = next();
      if (underway.size >= maxConcurrent) {
        tally.leftOut += 1;
        continue;
      }
      const request = send(options.sink, draw, tally).finally(() => underway.delete(request));
      underway.add(request);
    }
    if (elapsedMs - toldMs >= SECOND_MS) {
      onSecond?.(tally.second(elapsedMs, rateAt(workload.shape, elapsedMs)));
      toldMs = elapsedMs;
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(underway);
  return tally.report();
}

async function send(sink: Sink, draw: Draw, tally: Tally): Promise<void> {
  const startMs = performance.now();
  try {
    await (draw.kind === 'read' ? sink.read(draw.id) : sink.write(draw.id, draw.bytes));
    tally.came(draw.kind, performance.now() - startMs);
  } catch (error) {
    tally.failed(error);
  }
}

class Tally {
  leftOut = 0;
  private readonly counts = { read: 0, write: 0 };
  private failures = 0;
  private readonly latencies: number[] = [];
  private readonly errors: Record<string, number> = {};
  /** Where in `latencies` the second under way begins. */
  private secondFrom = 0;
  private told = { done: 0, failed: 0, leftOut: 0 };

  came(kind: 'read' | 'write', ms: number): void {
    this.counts[kind] += 1;
    // A reservoir would do as well; a run of the demo stays below this.
    if (this.latencies.length < 2_000_000) this.latencies.push(ms);
  }

  failed(error: unknown): void {
    this.failures += 1;
    const name = error instanceof Error ? error.name : String(error);
    this.errors[name] = (this.errors[name] ?? 0) + 1;
  }

  second(elapsedMs: number, wantedPerSecond: number): LoadSecond {
    const now = { done: this.counts.read + this.counts.write, failed: this.failures, leftOut: this.leftOut };
    const { told } = this;
    this.told = now;
    const sorted = this.latencies.slice(this.secondFrom).sort((left, right) => left - right);
    this.secondFrom = this.latencies.length;
    return {
      elapsedMs,
      wantedPerSecond,
      done: now.done - told.done,
      failed: now.failed - told.failed,
      leftOut: now.leftOut - told.leftOut,
      errors: { ...this.errors },
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
    };
  }

  report(): LoadReport {
    const sorted = [...this.latencies].sort((left, right) => left - right);
    const { read, write } = this.counts;
    return {
      done: read + write,
      failed: this.failures,
      leftOut: this.leftOut,
      reads: read,
      writes: write,
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      errors: { ...this.errors },
    };
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

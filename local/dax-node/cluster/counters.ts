/** AWS/DAX metrics that count events, under AWS's names. */
export const COUNTERS = [
  'GetItemRequestCount',
  'BatchGetItemRequestCount',
  'BatchWriteItemRequestCount',
  'DeleteItemRequestCount',
  'PutItemRequestCount',
  'UpdateItemRequestCount',
  'QueryRequestCount',
  'ScanRequestCount',
  'TransactGetItemsCount',
  'TransactWriteItemsCount',
  'TotalRequestCount',
  'ItemCacheHits',
  'ItemCacheMisses',
  'QueryCacheHits',
  'QueryCacheMisses',
  'ScanCacheHits',
  'ScanCacheMisses',
  'ErrorRequestCount',
  'FaultRequestCount',
  'FailedRequestCount',
  'ThrottledRequestCount',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counts = Readonly<Record<Counter, number>>;

const INDEX = Object.fromEntries(COUNTERS.map((name, index) => [name, index])) as Readonly<Record<Counter, number>>;

/** Counts since the node started; whoever publishes takes differences. */
export class Counters {
  /** In the order of `COUNTERS`. */
  private readonly counts = new Float64Array(COUNTERS.length);
  networkBytesIn = 0;
  networkBytesOut = 0;
  /** Chunks read and written: what comes closest to packets from here. */
  networkPacketsIn = 0;
  networkPacketsOut = 0;

  constructor(private readonly weight: () => number) {}

  count(counter: Counter, times = 1): void {
    const index = INDEX[counter];
    this.counts[index] = (this.counts[index] as number) + times * this.weight();
  }

  received(bytes: number): void {
    const weight = this.weight();
    this.networkBytesIn += bytes * weight;
    this.networkPacketsIn += weight;
  }

  sent(bytes: number): void {
    const weight = this.weight();
    this.networkBytesOut += bytes * weight;
    this.networkPacketsOut += weight;
  }

  snapshot(): Counts {
    return Object.fromEntries(COUNTERS.map((name, index) => [name, this.counts[index]])) as Counts;
  }
}

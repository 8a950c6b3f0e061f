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

/** Counts since the node started; whoever publishes takes differences. */
export class Counters {
  private readonly counts: Record<Counter, number>;
  networkBytesIn = 0;
  networkBytesOut = 0;
  /** Chunks read and answers written: what comes closest to packets from here. */
  networkPacketsIn = 0;
  networkPacketsOut = 0;

  constructor(private readonly weight: () => number) {
    this.counts = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Record<Counter, number>;
  }

  count(counter: Counter, times = 1): void {
    this.counts[counter] += times * this.weight();
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
    return { ...this.counts };
  }
}

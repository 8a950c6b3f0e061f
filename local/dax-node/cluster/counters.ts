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

  constructor(private readonly weight: () => number) {
    this.counts = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Record<Counter, number>;
  }

  count(counter: Counter, times = 1): void {
    this.counts[counter] += times * this.weight();
  }

  received(bytes: number): void {
    this.networkBytesIn += bytes * this.weight();
  }

  sent(bytes: number): void {
    this.networkBytesOut += bytes * this.weight();
  }

  snapshot(): Counts {
    return { ...this.counts };
  }
}

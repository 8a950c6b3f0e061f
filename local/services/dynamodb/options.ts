/** Virtual durations in ms. */
export interface TableDurations {
  /** @default 10_000 */
  readonly createMs: number;
  /** A throughput update. @default 60_000 (1 minute) */
  readonly updateMs: number;
  /** A switch of the capacity mode. @default 300_000 (5 minutes) */
  readonly switchMs: number;
  /** A new index, backfilled. @default 300_000 (5 minutes) */
  readonly createIndexMs: number;
  /** @default 60_000 */
  readonly deleteIndexMs: number;
  /** @default 5_000 */
  readonly deleteMs: number;
  /** From ENABLING to ENABLED and from DISABLING to DISABLED; AWS says up to an hour. @default 60_000 */
  readonly timeToLiveMs: number;
  /** How often expired items are looked for. @default 60_000 */
  readonly sweepMs: number;
}

export const defaultTableDurations: TableDurations = {
  createMs: 10_000,
  updateMs: 60_000,
  switchMs: 300_000,
  createIndexMs: 300_000,
  deleteIndexMs: 60_000,
  deleteMs: 5_000,
  timeToLiveMs: 60_000,
  sweepMs: 60_000,
};

export interface DynamoDbOptions {
  readonly durations?: Partial<TableDurations>;
  /** Another DynamoDB endpoint behind this front instead of the embedded engine, e.g. `http://127.0.0.1:8000`. */
  readonly endpoint?: string;
  /**
   * What one real call of a table counts for in throughput and metrics. At clock speed s the rate that a person sees needs a weight of s.
   * @default 1
   */
  readonly weight?: (tableName: string) => number;
  /** Whether requests over the throughput are refused. @default true */
  readonly enforce?: boolean;
  /** While true, the table's change does not end: asked again every virtual minute. @default never */
  readonly stuck?: (tableName: string) => boolean;
  /** Per table, RCU and WCU each, both modes. @default 40_000 */
  readonly tableQuota?: number;
  /** Provisioned over all tables, RCU and WCU each. @default 80_000 */
  readonly accountQuota?: number;
}

import type { ClusterMetric, ClusterState, Series, Snapshot, TableMetric, TableState } from './snapshot';

/** Factories for tests of this and other rooms: a fixture says which readings it fills in. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** 2026-11-24T12:00:00Z: the `now` of fixtures. */
export const fixtureNowMs = Date.UTC(2026, 10, 24, 12);

export interface SnapshotShape {
  readonly target?: string;
  readonly cluster?: string | null;
  readonly nodeType?: string;
  readonly nodes?: number;
  readonly status?: string;
  readonly itemTtlMs?: number;
  readonly queryTtlMs?: number;
  readonly creditsByNode?: ClusterState['creditsByNode'];
  /** Percent of the lookups that are scans, and of the requests that are batch writes. */
  readonly scanPercent?: number;
  readonly batchWritePercent?: number;
  readonly maintenanceWindow?: string;
  readonly cpuPercent?: Level;
  readonly cacheMemoryPercent?: Level;
  readonly networkPercent?: Level;
  readonly hitRatePercent?: number;
  /** Lookups and writes together. */
  readonly requestsPerSecond?: Level;
  readonly writePercent?: number;
  readonly evictedBytesPerHour?: number;
  readonly throttledPerMinute?: Level;
  readonly cpuPercentByNode?: Readonly<Record<string, number>>;
  readonly minutes?: number;
  readonly nowMs?: number;
  readonly tables?: readonly TableShape[];
}

/** One number for every minute, or one per minute counted from the oldest (null: no datapoint). */
export type Level = number | ((minute: number) => number | null);

/** A cluster of 3 x r5.large called `shop` with an hour of datapoints; only what the shape names has any. */
export function aSnapshot(shape: SnapshotShape = {}): Snapshot {
  const name = shape.cluster === undefined ? 'shop' : shape.cluster;
  const tables = shape.tables ?? [];
  return {
    target: shape.target ?? 'shop',
    cluster: name === null ? { kind: 'none' } : aCluster({ ...shape, cluster: name }),
    tables: tables.map(aTable),
    clusterMetrics: name === null ? {} : clusterMetricsOf(shape),
    tableMetrics: Object.fromEntries(tables.flatMap((table) => tableMetricsOf(table, shape.nowMs ?? fixtureNowMs))),
  };
}

export function aCluster(shape: SnapshotShape = {}): ClusterState {
  const name = shape.cluster ?? 'shop';
  const count = shape.nodes ?? 3;
  return {
    kind: 'cluster',
    name,
    status: shape.status ?? 'available',
    nodeType: shape.nodeType ?? 'dax.r5.large',
    nodeCount: count,
    nodes: Array.from({ length: count }, (_, index) => ({
      id: `${name}-${String.fromCharCode(97 + index)}`,
      status: 'available',
      availabilityZone: `us-east-1${String.fromCharCode(97 + (index % 3))}`,
    })),
    ...(shape.cpuPercentByNode === undefined ? {} : { cpuPercentByNode: shape.cpuPercentByNode }),
    ...(shape.maintenanceWindow === undefined ? {} : { maintenanceWindow: shape.maintenanceWindow }),
    ...(shape.itemTtlMs === undefined ? {} : { itemTtlMs: shape.itemTtlMs }),
    ...(shape.queryTtlMs === undefined ? {} : { queryTtlMs: shape.queryTtlMs }),
    ...(shape.creditsByNode === undefined ? {} : { creditsByNode: shape.creditsByNode }),
  };
}

/** Values per minute that end with the newest complete minute before `now`. */
export function aSeries(
  level: Level,
  options: { readonly minutes?: number; readonly nowMs?: number; readonly scale?: number } = {},
): Series {
  const { minutes = 65, nowMs = fixtureNowMs, scale = 1 } = options;
  const values = Array.from({ length: minutes }, (_, minute) => {
    const value = typeof level === 'number' ? level : level(minute);
    return value === null ? null : value * scale;
  });
  return { startMs: Math.floor(nowMs / minuteMs) * minuteMs - minutes * minuteMs, periodMs: minuteMs, values };
}

function clusterMetricsOf(shape: SnapshotShape): Partial<Record<ClusterMetric, Series>> {
  const { minutes, nowMs, hitRatePercent, writePercent = 0 } = shape;
  const options = { ...(minutes === undefined ? {} : { minutes }), ...(nowMs === undefined ? {} : { nowMs }) };
  const requests = shape.requestsPerSecond ?? (hitRatePercent === undefined ? undefined : 100);
  const metrics: Partial<Record<ClusterMetric, Series>> = {};
  const put = (metric: ClusterMetric, level: Level | undefined, scale = 1): void => {
    if (level !== undefined && scale !== 0) metrics[metric] = aSeries(level, { ...options, scale });
  };
  const lookups = 60 * (1 - writePercent / 100);
  const hitRatio = (hitRatePercent ?? 100) / 100;
  put('cpuPercent', shape.cpuPercent);
  put('cacheMemoryPercent', shape.cacheMemoryPercent);
  put('networkOutPercent', shape.networkPercent);
  put('requests', requests, 60);
  const scans = (shape.scanPercent ?? 0) / 100;
  const batches = (shape.batchWritePercent ?? 0) / 100;
  put('itemHits', requests, lookups * hitRatio * (1 - scans));
  put('itemMisses', requests, lookups * (1 - hitRatio) * (1 - scans));
  put('scanHits', requests, lookups * hitRatio * scans);
  put('scanMisses', requests, lookups * (1 - hitRatio) * scans);
  put('putItem', requests, 60 * (writePercent / 100 - batches));
  put('batchWriteItem', requests, 60 * batches);
  put('evictedBytes', shape.evictedBytesPerHour, 1 / 60);
  put('throttled', shape.throttledPerMinute);
  return metrics;
}

export interface TableShape {
  readonly name?: string;
  readonly billingMode?: 'provisioned' | 'on-demand';
  readonly status?: string;
  readonly read?: number;
  readonly write?: number;
  readonly decreasesToday?: number;
  readonly lastSwitchToOnDemandMs?: number;
  readonly globalTable?: boolean;
  readonly lastDecreaseMs?: number;
  readonly scaling?: TableState['scaling'];
  readonly leftSuspended?: readonly string[];
  readonly warmReadUnits?: number;
  readonly indexes?: readonly TableShape[];
  /** Units per second by time; absent: no datapoints. */
  readonly consumedRead?: UnitsAt;
  readonly consumedWrite?: UnitsAt;
  /** Throttled requests per period in the newest `throttledPeriods` periods (5 minutes each). */
  readonly readThrottles?: number;
  readonly writeThrottles?: number;
  readonly keyRangeThrottles?: number;
  readonly throttledPeriods?: number;
  readonly days?: number;
}

export type UnitsAt = number | ((atMs: number) => number | null);

/** An on-demand table called `products`. */
export function aTable(shape: TableShape = {}): TableState {
  const billingMode = shape.billingMode ?? 'on-demand';
  const throughputOf = (one: TableShape) =>
    billingMode === 'on-demand' ? { read: 0, write: 0 } : { read: one.read ?? 100, write: one.write ?? 100 };
  return {
    kind: 'table',
    name: shape.name ?? 'products',
    status: shape.status ?? 'ACTIVE',
    billingMode,
    throughput: throughputOf(shape),
    decreasesToday: shape.decreasesToday ?? 0,
    ...(shape.lastSwitchToOnDemandMs === undefined ? {} : { lastSwitchToOnDemandMs: shape.lastSwitchToOnDemandMs }),
    indexes: (shape.indexes ?? []).map((index) => ({
      name: index.name ?? 'by-price',
      status: index.status ?? 'ACTIVE',
      throughput: throughputOf(index),
    })),
    globalTable: shape.globalTable ?? false,
    ...(shape.lastDecreaseMs === undefined ? {} : { lastDecreaseMs: shape.lastDecreaseMs }),
    ...(shape.scaling === undefined ? {} : { scaling: shape.scaling }),
    ...(shape.leftSuspended === undefined ? {} : { leftSuspended: shape.leftSuspended }),
    ...(shape.warmReadUnits === undefined ? {} : { warmReadUnits: shape.warmReadUnits }),
  };
}

type NamedMetrics = readonly [string, Partial<Record<TableMetric, Series>>];

function tableMetricsOf(shape: TableShape, nowMs: number): readonly NamedMetrics[] {
  const name = shape.name ?? 'products';
  const own: NamedMetrics = [name, metricsOfOne(shape, nowMs, shape.days)];
  const indexes = (shape.indexes ?? []).map(
    (index): NamedMetrics => [
      `${name}/${index.name ?? 'by-price'}`,
      metricsOfOne(index, nowMs, index.days ?? shape.days),
    ],
  );
  return [own, ...indexes];
}

function metricsOfOne(shape: TableShape, nowMs: number, days = 14): Partial<Record<TableMetric, Series>> {
  const periodMs = 5 * minuteMs;
  const count = Math.round((days * dayMs) / periodMs);
  const startMs = Math.floor(nowMs / periodMs) * periodMs - count * periodMs;
  const metrics: Partial<Record<TableMetric, Series>> = {};
  const units = (metric: TableMetric, at: UnitsAt | undefined): void => {
    if (at === undefined) return;
    const values = Array.from({ length: count }, (_, index) => {
      const value = typeof at === 'number' ? at : at(startMs + index * periodMs);
      return value === null ? null : value * (periodMs / 1000);
    });
    metrics[metric] = { startMs, periodMs, values };
  };
  const throttles = (metric: TableMetric, events: number | undefined): void => {
    if (events === undefined) return;
    const periods = shape.throttledPeriods ?? 6;
    const values = Array.from({ length: 12 }, (_, index) => (index >= 12 - periods ? events : null));
    metrics[metric] = { startMs: startMs + (count - 12) * periodMs, periodMs, values };
  };
  units('consumedRead', shape.consumedRead);
  units('consumedWrite', shape.consumedWrite);
  throttles('readThrottles', shape.readThrottles);
  throttles('writeThrottles', shape.writeThrottles);
  throttles('readKeyRangeThrottles', shape.keyRangeThrottles);
  return metrics;
}

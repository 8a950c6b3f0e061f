import { onDemandUsdPerMonth, provisionedUsdPerMonth } from '../capacity-cost';
import { readUnits } from '../capacity-units';
import type { ClusterReadings } from '../cluster-readings';
import { readsWithoutCache } from '../hit-rate';
import type { PriceBook } from '../price-book';
import { sumBetween } from '../series';
import type { Snapshot, TableState } from '../snapshot';
import { sum } from '../statistics';

/** What the tables serve behind the cache, and what they would have to serve without it. Read units/s. */
export interface TableBurden {
  /** Consumed in the trend window: what misses cost. */
  readonly nowUnits: number;
  /** All reads on the tables: the cluster removed, down, or replaced by an empty one. */
  readonly wholeUnits: number;
  readonly tables: readonly TableShare[];
  /** Mean of the whole observed history over the mean of the trend window; 1 where there is none. */
  readonly usualRatio: number;
  readonly historyMs: number;
}

export interface TableShare {
  readonly name: string;
  readonly billingMode: TableState['billingMode'];
  readonly nowUnits: number;
  readonly wholeUnits: number;
  /** What it takes at once; undefined where AWS has not told (on demand without warm throughput). */
  readonly carriesUnits: number | undefined;
}

const hourMs = 3_600_000;

/**
 * Reads without the cache are consumed / (1 - hit rate) (DAX sizing guide); where every read hits, hits/s x 0.5 x ceil(KB / 4).
 * Undefined without tables, hit rate or datapoints of consumption.
 */
export function tableBurdenOf(snapshot: Snapshot, readings: ClusterReadings, nowMs: number): TableBurden | undefined {
  const { hitRate, traffic } = readings;
  if (hitRate.kind !== 'value' || traffic === undefined) return undefined;
  const tables = snapshot.tables.filter((table) => table.kind === 'table');
  const seen = tables.map((table) => ({ table, ...consumedOf(snapshot, table, nowMs) }));
  if (seen.length === 0 || seen.every(({ historyMs }) => historyMs === 0)) return undefined;
  const nowUnits = sum(seen.map((one) => one.nowUnits));
  const perHit = readUnits({
    itemKilobytes: traffic.itemKilobytes,
    readsPerSecond: traffic.hitsPerSecond,
    consistency: 'eventual',
  });
  const byRate = nowUnits > 0 ? readsWithoutCache(nowUnits, hitRate.value) : undefined;
  const wholeUnits = byRate ?? nowUnits + perHit;
  const usual = sum(seen.map((one) => one.usualUnits));
  return {
    nowUnits,
    wholeUnits,
    usualRatio: nowUnits > 0 ? usual / nowUnits : 1,
    historyMs: Math.max(...seen.map((one) => one.historyMs)),
    tables: seen.map(({ table, nowUnits: own }) => {
      const share = nowUnits > 0 ? own / nowUnits : 1 / seen.length;
      const provisioned = table.billingMode === 'provisioned' ? table.throughput.read : undefined;
      return {
        name: table.name,
        billingMode: table.billingMode,
        nowUnits: own,
        wholeUnits: wholeUnits * share,
        carriesUnits: provisioned ?? table.warmReadUnits,
      };
    }),
  };
}

/** Tables that would be throttled if all reads came to them. */
export function tooSmallFor({ tables }: TableBurden): readonly TableShare[] {
  // Whole units are bought, so less than one more is none.
  return tables.filter(({ carriesUnits, wholeUnits }) => carriesUnits !== undefined && wholeUnits > carriesUnits + 0.5);
}

/** USD a month of read units/s that go to the tables by their shares; provisioned units at the target utilisation. */
export function readUsdPerMonth(
  { tables, wholeUnits }: TableBurden,
  units: number,
  book: PriceBook,
  targetUtilisationPercent: number,
): number {
  return sum(
    tables.map((table) => {
      const own = wholeUnits > 0 ? (units * table.wholeUnits) / wholeUnits : 0;
      return table.billingMode === 'on-demand'
        ? onDemandUsdPerMonth(book, 'read', own)
        : provisionedUsdPerMonth(book, 'read', (own * 100) / targetUtilisationPercent);
    }),
  );
}

function consumedOf(snapshot: Snapshot, { name }: TableState, nowMs: number) {
  const series = Object.hasOwn(snapshot.tableMetrics, name) ? snapshot.tableMetrics[name]?.consumedRead : undefined;
  const endMs = series === undefined ? 0 : Math.min(nowMs, series.startMs + series.values.length * series.periodMs);
  if (series === undefined || endMs <= series.startMs) return { nowUnits: 0, usualUnits: 0, historyMs: 0 };
  const historyMs = endMs - series.startMs;
  const recentMs = Math.min(hourMs, historyMs);
  return {
    nowUnits: sumBetween(series, endMs - recentMs, endMs) / (recentMs / 1000),
    usualUnits: sumBetween(series, series.startMs, endMs) / (historyMs / 1000),
    historyMs,
  };
}

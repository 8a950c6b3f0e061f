import type { ThroughputPlan } from '../decision';
import { pointsOf, sumBetween } from '../series';
import type { Snapshot, TableState } from '../snapshot';
import { sum } from '../statistics';
import { leastSeenMs } from './judgement';

/** One side of a table or index in a span of time. */
export interface SideFit {
  /** `TABLE read`, `TABLE/INDEX write`. */
  readonly name: string;
  /** Units/s that were asked for: consumed, and those of throttled requests (one each, the least that one can be). */
  readonly wanted: number;
  /** Percent of what was asked for that was throttled, without hot key ranges, which no capacity cures. */
  readonly throttledPercent: number;
  /** Provisioned units; null on demand. */
  readonly units: number | null;
}

/** Sides with enough datapoints in the span; a table without load has none. */
export function fitTable(
  snapshot: Snapshot,
  table: TableState,
  plan: ThroughputPlan | undefined,
  span: { readonly fromMs: number; readonly toMs: number },
): readonly SideFit[] {
  const units = plan === undefined ? undefined : unitsByName(table.name, plan);
  const resources = [table.name, ...table.indexes.map(({ name }) => `${table.name}/${name}`)];
  return resources.flatMap((name) =>
    (['read', 'write'] as const).flatMap((side): readonly SideFit[] => {
      const metrics = snapshot.tableMetrics[name] ?? {};
      const [consumedSeries, throttles, ranges] =
        side === 'read'
          ? [metrics.consumedRead, metrics.readThrottles, metrics.readKeyRangeThrottles]
          : [metrics.consumedWrite, metrics.writeThrottles, metrics.writeKeyRangeThrottles];
      const slots = pointsOf(consumedSeries, span.toMs, span.fromMs);
      const seconds = sum(slots.map(({ startMs, endMs }) => endMs - startMs)) / 1000;
      if (seconds * 1000 < leastSeenMs) return [];
      const over = (series: typeof throttles) =>
        sum(slots.map(({ startMs, endMs }) => sumBetween(series, startMs, endMs)));
      const consumed = sum(slots.map(({ value }) => value));
      const throttled = Math.max(0, over(throttles) - over(ranges));
      const wanted = consumed + throttled;
      return [
        {
          name: `${name} ${side}`,
          wanted: wanted / seconds,
          throttledPercent: wanted > 0 ? (throttled / wanted) * 100 : 0,
          units: units?.get(name)?.[side] ?? null,
        },
      ];
    }),
  );
}

function unitsByName(table: string, { read, write, indexes }: ThroughputPlan) {
  return new Map([
    [table, { read, write }],
    ...indexes.map((index) => [`${table}/${index.name}`, { read: index.read, write: index.write }] as const),
  ]);
}

/** Units as they are, as a plan. */
export function planOf({ throughput, indexes }: TableState): ThroughputPlan {
  return { ...throughput, indexes: indexes.map(({ name, throughput: units }) => ({ name, ...units })) };
}

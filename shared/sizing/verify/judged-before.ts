import type { Series, Snapshot } from '../snapshot';
import { learnedFromMs } from './judgement';

/**
 * Of the look before a change what `judge` and `undoOf` look at: the state of cluster and tables, and the cluster's metrics over the
 * quarter of an hour before the decision. Judged from it, a change comes out the same; it is some KiB of JSON where the whole snapshot
 * may have weeks of table metrics.
 */
export function judgedBefore(before: Snapshot, decidedAtMs: number): Snapshot {
  const { target, cluster, tables, clusterMetrics } = before;
  const cut = Object.entries(clusterMetrics).flatMap(([name, series]) => {
    const part = overlapping(series, decidedAtMs - learnedFromMs, decidedAtMs);
    return part.values.length === 0 ? [] : [[name, part] as const];
  });
  return { target, cluster, tables, clusterMetrics: Object.fromEntries(cut), tableMetrics: {} };
}

/** Periods that lie in the span in whole or in part. */
function overlapping({ startMs, periodMs, values }: Series, fromMs: number, toMs: number): Series {
  const first = Math.max(0, Math.floor((fromMs - startMs) / periodMs));
  const last = Math.max(first, Math.ceil((toMs - startMs) / periodMs));
  return { startMs: startMs + first * periodMs, periodMs, values: values.slice(first, last) };
}

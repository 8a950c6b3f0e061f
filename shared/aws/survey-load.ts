import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { LoadSurvey } from '../review';
import type { ClusterMetric, Series, Snapshot } from '../sizing';
import { clusterQueries, nodeQueries, type Query, tableQueries } from './metric-queries';
import { readSeries, spanBefore } from './metric-series';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const plotted: ReadonlySet<ClusterMetric> = new Set(['cpuPercent', 'cacheMemoryPercent', 'requests']);

/** One point an hour over the window, and the CPU of each node over the last day. */
export async function surveyLoad(
  cloudwatch: CloudWatchClient,
  { cluster, tables }: Snapshot,
  nowMs: number,
  windowMs: number,
): Promise<LoadSurvey> {
  const ofCluster =
    cluster.kind === 'cluster'
      ? clusterQueries(cluster.name).filter(({ place }) => place.kind === 'cluster' && plotted.has(place.metric))
      : [];
  const ofTables = tables.flatMap((table) => (table.kind === 'table' ? tableQueries(table).filter(isConsumption) : []));
  const queries = [...ofCluster, ...ofTables];
  const nodes = cluster.kind === 'cluster' ? nodeQueries(cluster) : [];
  const [series, byNode] = await Promise.all([
    queries.length === 0 ? [] : readSeries(cloudwatch, queries, spanBefore(nowMs, windowMs, hourMs)),
    nodes.length === 0 ? [] : readSeries(cloudwatch, nodes, spanBefore(nowMs, dayMs, hourMs)),
  ]);
  const found = queries.flatMap((query, index) => {
    const one = series[index];
    return one === undefined ? [] : [{ query, series: one }];
  });
  return {
    ...Object.fromEntries(
      found.flatMap(({ query: { place }, series: one }) => (place.kind === 'cluster' ? [[place.metric, one]] : [])),
    ),
    cpuPercentByNode: Object.fromEntries(
      nodes.flatMap(({ place }, index): readonly (readonly [string, Series])[] => {
        const one = byNode[index];
        return place.kind === 'node' && one !== undefined ? [[place.node, one]] : [];
      }),
    ),
    consumed: consumedIn(found),
  };
}

const isConsumption = ({ place }: Query): boolean =>
  place.kind === 'table' && (place.metric === 'consumedRead' || place.metric === 'consumedWrite');

function consumedIn(found: readonly { readonly query: Query; readonly series: Series }[]): LoadSurvey['consumed'] {
  const consumed: Record<string, { read?: Series; write?: Series }> = {};
  for (const { query, series } of found) {
    const { place } = query;
    if (place.kind !== 'table') continue;
    const side = place.metric === 'consumedRead' ? 'read' : 'write';
    consumed[place.resource] = { ...consumed[place.resource], [side]: series };
  }
  return consumed;
}

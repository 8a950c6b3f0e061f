import type { Policy } from '../targets';
import { clusterEvidence } from './cluster-evidence';
import type { ClusterView } from './cluster-view';
import { clusterViewOf } from './cluster-view-of';
import type { Evidence, History } from './decision';
import { bandText } from './evidence';
import { grouped } from './quantity-text';
import type { ClusterState, Snapshot } from './snapshot';
import { throttlingOf } from './table-demand';

/** One line of the health check. */
export interface HealthRow {
  /** Stable name, e.g. `cpu`; for a table `throttles:TABLE`. */
  readonly metric: string;
  readonly title: string;
  /** Null where nothing is known. */
  readonly value: number | null;
  readonly unit: string;
  readonly target: string;
  readonly verdict: Evidence['verdict'];
  readonly evidence: string;
  readonly action: string;
}

export interface Health {
  readonly overall: 'ok' | 'out-of-band' | 'unknown';
  readonly rows: readonly HealthRow[];
}

const nothingBefore: History = { switchesToOnDemandMs: [] };

/**
 * The brief's health check with its mistakes corrected: every metric against its target, with the action of the decision
 * matrix. It judges and changes nothing; `decide` says whether anything would be done.
 */
export function assessHealth(snapshot: Snapshot, policy: Policy, nowMs: number): Health {
  const rows = [...clusterRows(snapshot, policy, nowMs), ...tableRows(snapshot, policy, nowMs)];
  return { overall: overallOf(rows), rows };
}

function overallOf(rows: readonly HealthRow[]): Health['overall'] {
  if (rows.some(({ verdict }) => verdict === 'above' || verdict === 'below')) return 'out-of-band';
  return rows.some(({ verdict }) => verdict === 'unknown') || rows.length === 0 ? 'unknown' : 'ok';
}

function clusterRows(snapshot: Snapshot, policy: Policy, nowMs: number): readonly HealthRow[] {
  const { cluster } = snapshot;
  switch (cluster.kind) {
    case 'none':
      return [];
    case 'missing':
      return [
        {
          metric: 'cluster',
          title: 'cluster',
          value: null,
          unit: '',
          target: 'exists',
          verdict: 'unknown',
          evidence: `there is no DAX cluster ${cluster.name}`,
          action: 'create it, or take it out of the configuration',
        },
      ];
    case 'cluster': {
      const view = clusterViewOf(snapshot, cluster, policy, nothingBefore, nowMs);
      return [...stateRows(cluster), ...metricRows(view)];
    }
  }
}

function stateRows(cluster: ClusterState): readonly HealthRow[] {
  const ready = cluster.nodes.filter(({ status }) => status === 'available').length;
  if (cluster.status === 'available' && ready === cluster.nodeCount) return [];
  return [
    {
      metric: 'nodes',
      title: 'available nodes',
      value: ready,
      unit: 'nodes',
      target: `${cluster.nodeCount} nodes`,
      verdict: ready < cluster.nodeCount ? 'below' : 'info',
      evidence: `the cluster is ${cluster.status}, ${ready} of ${cluster.nodeCount} nodes are available`,
      action: 'wait until the change is through',
    },
  ];
}

const titles = {
  cpu: 'CPU',
  cacheMemory: 'cache memory',
  hitRate: 'hit rate',
  evictions: 'evictions',
  requests: 'request rate',
  throttles: 'throttled by DAX',
} as const;

function metricRows(view: ClusterView): readonly HealthRow[] {
  const evidence = clusterEvidence(view);
  const named = (name: string): Evidence | undefined => evidence.find(({ reading }) => reading === name);
  return (Object.keys(titles) as readonly (keyof typeof titles)[]).flatMap((metric) => {
    const seen = named(metric);
    if (seen === undefined) return [];
    return metric === 'requests' ? [requestRow(view, seen, named('load'))] : [rowOf(view, metric, seen)];
  });
}

function rowOf(view: ClusterView, metric: keyof typeof titles, seen: Evidence): HealthRow {
  const band = {
    ...(seen.low === undefined ? {} : { low: seen.low }),
    ...(seen.high === undefined ? {} : { high: seen.high }),
  };
  const target = metric === 'throttles' ? 'none' : bandText(band, seen.unit ?? '');
  return {
    metric,
    title: titles[metric],
    value: seen.value ?? null,
    unit: seen.unit ?? '',
    target: seen.verdict === 'info' ? `at least ${view.policy.bands.hitRatePercent.min} %` : target,
    verdict: seen.verdict,
    evidence: seen.text,
    action: actionFor(view, metric, seen.verdict),
  };
}

/** The rate itself has no band: it is judged by what AWS's sizing guide lets the nodes carry. */
function requestRow(
  { policy, cluster, nodeType }: ClusterView,
  requests: Evidence,
  load: Evidence | undefined,
): HealthRow {
  const figure = nodeType?.normalizedRequestsPerSecond ?? null;
  const row = {
    metric: 'requests',
    title: titles.requests,
    value: requests.value ?? null,
    unit: 'requests/s',
  } as const;
  if (figure === null || load === undefined) {
    return {
      ...row,
      target: 'no figure',
      verdict: requests.verdict,
      evidence: `${requests.text}; AWS publishes no request figure for ${cluster.nodeType}`,
      action: 'go by CPU',
    };
  }
  const { high } = policy.bands.loadPercent;
  return {
    ...row,
    target: `at most ${high} % of ${cluster.nodeCount} x ${grouped(figure)} normalised requests/s`,
    verdict: load.verdict,
    evidence: `${requests.text}; ${load.text}`,
    action: load.verdict === 'above' ? 'add nodes, or a larger node type where writes prevail' : noAction(load.verdict),
  };
}

function actionFor(
  { cluster, policy }: ClusterView,
  metric: keyof typeof titles,
  verdict: Evidence['verdict'],
): string {
  const atMin = cluster.nodeCount <= policy.nodes.min;
  const actions: Readonly<Record<string, string>> = {
    'cpu above': 'add nodes, or a larger node type where writes prevail',
    'cpu below': atMin
      ? 'none fewer are allowed: a smaller node type, if memory allows'
      : 'reduce nodes, or a smaller node type if memory allows',
    'cacheMemory above': 'a larger node type, if items are evicted and hits are lost with them',
    'cacheMemory below': 'a smaller node type, if CPU allows',
    'hitRate below': 'a larger node type if items are evicted, else a longer TTL; below break-even, do without DAX',
    'evictions above': 'a larger node type, if the hit rate is poor',
    'throttles above': 'add nodes, or a larger node type where writes prevail or memory is full',
  };
  return actions[`${metric} ${verdict}`] ?? noAction(verdict);
}

function noAction(verdict: Evidence['verdict']): string {
  return verdict === 'unknown' ? 'find out why there are no datapoints' : 'none';
}

function tableRows(snapshot: Snapshot, policy: Policy, nowMs: number): readonly HealthRow[] {
  return snapshot.tables.map((table): HealthRow => {
    const row = {
      metric: `throttles:${table.name}`,
      title: `throttles of ${table.name}`,
      unit: 'requests',
      target: 'none',
    } as const;
    if (table.kind === 'missing') {
      const evidence = `there is no table ${table.name}`;
      return {
        ...row,
        value: null,
        verdict: 'unknown',
        evidence,
        action: 'create it, or take it out of the configuration',
      };
    }
    const { events, keyRangeEvents } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
    const hot = events > 0 && keyRangeEvents * 2 >= events;
    const cure = hot
      ? 'spread the keys: single key ranges are hot, capacity does not help'
      : 'raise capacity, or on-demand';
    return {
      ...row,
      value: events,
      verdict: events > 0 ? 'above' : 'in-band',
      evidence:
        events > 0
          ? `${grouped(events)} requests throttled in the trend window`
          : 'no throttled request in the trend window',
      action: events > 0 ? cure : 'none',
    };
  });
}

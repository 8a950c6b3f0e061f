import type { Action, ClusterState, Decision, Snapshot, TableState } from '../../shared/sizing';
import { type Config, configSchema } from '../../shared/targets';
import { type Need, type TargetName, targetNames } from './plan';
import type { Random } from './random';

const parsed = configSchema.parse({
  targets: Object.fromEntries(
    targetNames.map((name) => [
      name,
      { cluster: `c-${name}`, tables: [`table-${name}`], policy: { bakeMs: 0, nodes: { min: 3, max: 9 } } },
    ]),
  ),
});

export const config: Config = {
  schemaVersion: 1,
  targets: Object.fromEntries(Object.entries(parsed.targets).map(([name, target]) => [name, { ...target, name }])),
};

/** Cluster and table of one target, as AWS has them. */
export class Resources {
  nodes = 3;
  mode: Need['mode'] = 'on-demand';
  need: Need = { nodes: 3, mode: 'on-demand' };
  /** Its sides have scalable targets and policies. */
  isScaled = false;
  /** Counts the changes that took effect. */
  version = 0;
  /** Who looked last, holding the target. */
  lastLook = '';
  /** Wake-ups so far, and the newest one that is answered. */
  wakes = 0;
  covered = 0;
  readonly excused = new Set<number>();
  #clusterBusyUntilMs = 0;
  #tableBusyUntilMs = 0;
  #wasNodes = 3;

  constructor(
    readonly name: TargetName,
    readonly random: Random,
  ) {}

  isBusy(nowMs: number): boolean {
    return this.clusterIsBusy(nowMs) || this.tableIsBusy(nowMs);
  }

  clusterIsBusy = (nowMs: number): boolean => nowMs < this.#clusterBusyUntilMs;
  tableIsBusy = (nowMs: number): boolean => nowMs < this.#tableBusyUntilMs;

  setNodes(nodes: number, nowMs: number): void {
    this.#wasNodes = this.nodes;
    this.nodes = nodes;
    this.version += 1;
    this.#clusterBusyUntilMs = nowMs + this.random.between(1, this.random.chance(0.1) ? 45 : 12) * 60_000;
  }

  setMode(mode: Need['mode'], nowMs: number): void {
    this.mode = mode;
    this.version += 1;
    this.#tableBusyUntilMs = nowMs + this.random.between(10, 400) * 1_000;
  }

  cluster(nowMs: number): ClusterState {
    const busy = this.clusterIsBusy(nowMs);
    const there = busy ? Math.min(this.#wasNodes, this.nodes) : this.nodes;
    return {
      kind: 'cluster',
      name: `c-${this.name}`,
      status: busy ? 'modifying' : 'available',
      nodeType: 'dax.r5.large',
      nodeCount: this.nodes,
      nodes: Array.from({ length: there }, (_, index) => ({ id: `c-${this.name}-${index}`, status: 'available' })),
    };
  }

  table(nowMs: number): TableState {
    const units = this.mode === 'provisioned' ? 10 : 0;
    return {
      kind: 'table',
      name: `table-${this.name}`,
      status: this.tableIsBusy(nowMs) ? 'UPDATING' : 'ACTIVE',
      billingMode: this.mode,
      throughput: { read: units, write: units },
      decreasesToday: 0,
      indexes: [],
      globalTable: false,
    };
  }

  /** The load is told in a metric, so that a decision is one about what was seen. */
  snapshot(nowMs: number, isThere = true): Snapshot {
    const { nodes, mode } = this.need;
    return {
      target: this.name,
      cluster: isThere ? this.cluster(nowMs) : { kind: 'missing', name: `c-${this.name}` },
      tables: [this.table(nowMs)],
      clusterMetrics: { requests: series(nodes, mode === 'provisioned' ? 1 : 0), queryHits: series(this.version, 0) },
      tableMetrics: {},
    };
  }
}

const series = (...values: readonly number[]) => ({ startMs: 0, periodMs: 60_000, values });

/** Wants what the load needs: the node count first, then the mode. */
export function decideByNeed(snapshot: Snapshot): Decision {
  const { cluster, clusterMetrics } = snapshot;
  const [table] = snapshot.tables;
  const [nodes = 0, provisioned] = clusterMetrics.requests?.values ?? [];
  const version = clusterMetrics.queryHits?.values[0] ?? 0;
  const seen = { cluster, table };
  const busy =
    cluster.kind !== 'cluster' ||
    cluster.status !== 'available' ||
    table?.kind !== 'table' ||
    table.status !== 'ACTIVE';
  const action = busy ? null : actionFor(seen, nodes ?? 0, provisioned === 1 ? 'provisioned' : 'on-demand');
  return {
    schemaVersion: 1,
    target: snapshot.target,
    verdict: action === null ? 'hold' : 'apply',
    action,
    reasonCodes: [busy ? 'cluster-busy' : 'same-size'],
    // By this it is known what a decision was made from.
    evidence: [{ reading: 'version', kind: 'value', value: version, verdict: 'info', text: '' }],
    warnings: [],
    costUsdPerMonth: { before: null, after: null },
    rejected: [],
  };
}

function actionFor(
  { cluster, table }: { readonly cluster: Snapshot['cluster']; readonly table: Snapshot['tables'][number] | undefined },
  nodes: number,
  mode: Need['mode'],
): Action | null {
  if (cluster.kind === 'cluster' && cluster.nodeCount !== nodes) {
    return { kind: 'set-node-count', cluster: cluster.name, from: cluster.nodeCount, to: nodes };
  }
  if (table?.kind !== 'table' || table.billingMode === mode) return null;
  return {
    kind: 'set-billing-mode',
    table: table.name,
    from: table.billingMode,
    to: mode,
    ...(mode === 'provisioned' && { throughput: { read: 10, write: 10, indexes: [] } }),
  } as Action;
}

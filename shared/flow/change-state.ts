import {
  type Action,
  actionText,
  type CacheTtl,
  type ClusterState,
  type Snapshot,
  type TableState,
  unitsName,
} from '../sizing';
import type { Flow } from './flow';
import { FlowError } from './flow-error';
import type { Intent, Sight } from './steps';

/** Where a resource stands with a change: `busy` while AWS works on it, its size, mode, units or TTLs, and what is still to be done. */
export type ResourceState =
  | {
      readonly kind: 'missing';
      readonly busy: false;
      readonly size: null;
      readonly outstanding: readonly [];
    }
  | {
      readonly kind: 'present';
      readonly busy: boolean;
      readonly size: number | string;
      readonly sight: Sight;
      readonly outstanding: Outstanding;
    };

/**
 * Parts of the change that are not there: nodes that work by older parameters until they are rebooted; sides of a table (`read`,
 * `by-price write`) whose auto scaling rests since we suspended it, or was never registered. `unknown` where the scaling was not read.
 */
export type Outstanding = readonly string[] | 'unknown';

/** At its goal with all parts, whether or not AWS still works on it. */
export const isWhole = ({ size, outstanding }: ResourceState, { to }: Intent): boolean =>
  size === to && outstanding !== 'unknown' && outstanding.length === 0;

/** What an action does, if daxpilot can do it in one execution. A cluster is replaced or removed by a procedure of its own. */
export function intentOf(action: Action): Intent {
  switch (action.kind) {
    case 'set-node-count':
      return { kind: action.kind, resource: action.cluster, from: action.from, to: action.to };
    case 'set-billing-mode':
      return { kind: action.kind, resource: action.table, from: action.from, to: action.to };
    case 'set-throughput':
      return { kind: action.kind, resource: action.table, from: unitsName(action.from), to: unitsName(action.to) };
    case 'set-cache-ttl':
      return { kind: action.kind, resource: action.cluster, from: ttlText(action.from), to: ttlText(action.to) };
    case 'replace-node-type':
    case 'remove-cluster':
      throw new FlowError('flow.not-applicable', `not applied, only recommended: ${actionText(action)}`);
  }
}

/** Whether one execution can do it. */
export const isApplicable = (action: Action): boolean =>
  action.kind !== 'replace-node-type' && action.kind !== 'remove-cluster';

/** Its resource is the cluster; that of the others is a table. */
export const isOfCluster = ({ kind }: Pick<Intent, 'kind'>): boolean =>
  kind === 'set-node-count' || kind === 'set-cache-ttl';

/** As of now, by a call to AWS. Of a table's scaling nothing is read: what of it is outstanding stays unknown. */
export async function currentState(flow: Flow, intent: Intent): Promise<ResourceState> {
  return isOfCluster(intent)
    ? clusterState(await flow.ports.observer.cluster(intent.resource), intent)
    : tableState(await flow.ports.observer.table(intent.resource), intent);
}

/** As of now, with all parts of the change. */
export async function wholeState(flow: Flow, intent: Intent): Promise<ResourceState> {
  if (!hasScaling(intent)) return currentState(flow, intent);
  return tableState(await flow.ports.observer.scaledTable(intent.resource), intent);
}

/** Scalable targets, or scaling to be resumed, belong to the change. */
export const hasScaling = ({ kind, to }: Intent): boolean => kind === 'set-throughput' || to === 'provisioned';

/** As of a snapshot. */
export function resourceOf(snapshot: Snapshot, intent: Intent): ResourceState {
  if (isOfCluster(intent)) {
    const { cluster } = snapshot;
    return clusterState(cluster.kind === 'cluster' && cluster.name === intent.resource ? cluster : undefined, intent);
  }
  const table = snapshot.tables.find((one) => one.kind === 'table' && one.name === intent.resource);
  return tableState(table?.kind === 'table' ? table : undefined, intent);
}

const missing = { kind: 'missing', busy: false, size: null, outstanding: [] } as const;

/** Done only by all three: DAX says `available` of a cluster while nodes of it are still being made. */
function clusterState(cluster: ClusterState | undefined, { kind }: Intent): ResourceState {
  if (cluster === undefined) return missing;
  const { status, nodeCount, nodes } = cluster;
  const settled =
    status === 'available' && nodes.length === nodeCount && nodes.every((node) => node.status === 'available');
  const sight = { kind: 'cluster', status, nodeCount } as const;
  if (kind === 'set-node-count') {
    return { kind: 'present', busy: !settled, size: nodeCount, sight, outstanding: [] };
  }
  const { itemTtlMs, queryTtlMs, parameterGroup } = cluster;
  const { applyStatus = 'in-sync', nodesToReboot = [] } = parameterGroup ?? {};
  const ttl =
    itemTtlMs === undefined || queryTtlMs === undefined
      ? 'unknown'
      : ttlText({ itemMs: itemTtlMs, queryMs: queryTtlMs });
  return {
    kind: 'present',
    busy: !settled || (nodesToReboot.length === 0 && applyStatus !== 'in-sync'),
    size: ttl,
    sight: { ...sight, ttl },
    outstanding: nodesToReboot,
  };
}

/** Table and every index: UpdateTable works on them one after the other. */
function tableState(table: TableState | undefined, intent: Intent): ResourceState {
  if (table === undefined) return missing;
  const { kind } = intent;
  const { status, billingMode, throughput, indexes } = table;
  const settled = status === 'ACTIVE' && indexes.every((index) => index.status === 'ACTIVE');
  const units = unitsName({ ...throughput, indexes: indexes.map((one) => ({ name: one.name, ...one.throughput })) });
  return {
    kind: 'present',
    busy: !settled,
    size: kind === 'set-throughput' ? units : billingMode,
    sight: { kind: 'table', status, billingMode, units },
    outstanding: hasScaling(intent) ? restOf(table, intent) : [],
  };
}

/** The units of a table may be without auto scaling on purpose; what we made provisioned scales. */
function restOf({ scaling, leftSuspended = [], unscaled = [] }: TableState, { kind }: Intent): Outstanding {
  if (scaling === undefined) return 'unknown';
  return kind === 'set-throughput' ? leftSuspended : [...leftSuspended, ...unscaled];
}

export function sameSight(one: Sight | null, other: Sight): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other);
}

/** `300000/300000`: of items and of queries, in ms. */
const ttlText = ({ itemMs, queryMs }: CacheTtl): string => `${itemMs}/${queryMs}`;

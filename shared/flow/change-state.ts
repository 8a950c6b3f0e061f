import { type Action, actionText, type ClusterState, type Snapshot, type TableState } from '../sizing';
import type { Flow } from './flow';
import { FlowError } from './flow-error';
import type { Intent, Sight } from './steps';

/** Where a resource stands with a change: `busy` while AWS works on it, and its size or mode. */
export type ResourceState =
  | { readonly kind: 'missing'; readonly busy: false; readonly size: null }
  | { readonly kind: 'present'; readonly busy: boolean; readonly size: number | string; readonly sight: Sight };

/** What an action does, if daxpilot can do it. A node type cannot be changed in place and is only proposed. */
export function intentOf(action: Action): Intent {
  switch (action.kind) {
    case 'set-node-count':
      return { kind: action.kind, resource: action.cluster, from: action.from, to: action.to };
    case 'set-billing-mode':
      return { kind: action.kind, resource: action.table, from: action.from, to: action.to };
    case 'replace-node-type':
    case 'set-throughput':
    case 'set-cache-ttl':
    case 'remove-cluster':
      throw new FlowError('flow.not-applicable', `not applied, only recommended: ${actionText(action)}`);
  }
}

/** As of now, by a call to AWS. */
export async function currentState(flow: Flow, intent: Intent): Promise<ResourceState> {
  return intent.kind === 'set-node-count'
    ? clusterState(await flow.ports.observer.cluster(intent.resource))
    : tableState(await flow.ports.observer.table(intent.resource));
}

/** As of a snapshot. */
export function resourceOf(snapshot: Snapshot, intent: Intent): ResourceState {
  if (intent.kind === 'set-node-count') {
    const { cluster } = snapshot;
    return clusterState(cluster.kind === 'cluster' && cluster.name === intent.resource ? cluster : undefined);
  }
  const table = snapshot.tables.find((one) => one.kind === 'table' && one.name === intent.resource);
  return tableState(table?.kind === 'table' ? table : undefined);
}

/** Done only by all three: DAX says `available` of a cluster while nodes of it are still being made. */
function clusterState(cluster: ClusterState | undefined): ResourceState {
  if (cluster === undefined) return { kind: 'missing', busy: false, size: null };
  const { status, nodeCount, nodes } = cluster;
  const settled =
    status === 'available' && nodes.length === nodeCount && nodes.every((node) => node.status === 'available');
  return { kind: 'present', busy: !settled, size: nodeCount, sight: { kind: 'cluster', status, nodeCount } };
}

/** Table and every index: UpdateTable works on them one after the other. */
function tableState(table: TableState | undefined): ResourceState {
  if (table === undefined) return { kind: 'missing', busy: false, size: null };
  const { status, billingMode, throughput, indexes } = table;
  const settled = status === 'ACTIVE' && indexes.every((index) => index.status === 'ACTIVE');
  const units = [{ name: '', throughput }, ...indexes]
    .map((one) => `${one.name}:${one.throughput.read}/${one.throughput.write}`)
    .join(' ');
  return { kind: 'present', busy: !settled, size: billingMode, sight: { kind: 'table', status, billingMode, units } };
}

export function sameSight(one: Sight | null, other: Sight): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other);
}

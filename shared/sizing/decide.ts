import type { Policy } from '../targets';
import { clusterEvidence } from './cluster-evidence';
import { readCluster } from './cluster-readings';
import type { ClusterView } from './cluster-view';
import { decideCluster } from './decide-cluster';
import type { Decision, Evidence, History } from './decision';
import { nodeTypeNamed, nodeTypesOf } from './node-catalogue';
import type { Outcome } from './outcome';
import { priceBookOf } from './price-book';
import type { ClusterState, Snapshot } from './snapshot';

/**
 * What to do about a target, as a pure function of what was seen: the same arguments give the same decision, now or in a
 * replay. One action at a time; the cluster comes first unless it holds.
 *
 * @example
 * const decision = decide(aSnapshot({ nodes: 5, cpuPercent: 25, cacheMemoryPercent: 40, hitRatePercent: 92 }), policySchema.parse({}), { switchesToOnDemandMs: [] }, nowMs);
 * decision.action; // { kind: 'set-node-count', cluster: 'shop', from: 5, to: 3 }
 */
export function decide(snapshot: Snapshot, policy: Policy, history: History, nowMs: number): Decision {
  const parts = [clusterPart(snapshot, policy, history, nowMs)];
  const chosen = mostUrgent(parts);
  return {
    schemaVersion: 1,
    target: snapshot.target,
    ...chosen.outcome,
    evidence: parts.flatMap(({ evidence }) => evidence),
  };
}

interface Part {
  readonly outcome: Outcome;
  readonly evidence: readonly Evidence[];
}

function mostUrgent(parts: readonly Part[]): Part {
  const nothing: Part = { outcome: quiet('nothing-to-do', []), evidence: [] };
  return parts.find(({ outcome }) => outcome.verdict === 'apply') ?? parts[0] ?? nothing;
}

function clusterPart(snapshot: Snapshot, policy: Policy, history: History, nowMs: number): Part {
  const { cluster } = snapshot;
  if (cluster.kind === 'none') return { outcome: quiet('nothing-to-do', []), evidence: [] };
  if (cluster.kind === 'missing') {
    return { outcome: quiet('cluster-missing', [`there is no DAX cluster ${cluster.name}`]), evidence: [] };
  }
  const view = clusterViewOf(snapshot, cluster, policy, history, nowMs);
  return { outcome: decideCluster(view), evidence: clusterEvidence(view) };
}

export function clusterViewOf(
  snapshot: Snapshot,
  cluster: ClusterState,
  policy: Policy,
  history: History,
  nowMs: number,
): ClusterView {
  const types = nodeTypesOf(policy);
  const nodeType = nodeTypeNamed(types, cluster.nodeType);
  const readings = readCluster(snapshot, cluster, nodeType, policy, nowMs, changedAtMs(cluster, history));
  return { cluster, readings, nodeType, types, policy, book: priceBookOf(policy), history, nowMs, warnings: [] };
}

/** Before this the cluster had another size, so older points say nothing of the load per node. */
function changedAtMs(cluster: ClusterState, { lastChange }: History): number | undefined {
  const created = cluster.nodes.flatMap((node) => (node.createdAtMs === undefined ? [] : [node.createdAtMs]));
  const ofCluster =
    lastChange !== undefined && lastChange.kind !== 'set-billing-mode' ? [lastChange.completedAtMs] : [];
  const all = [...created, ...ofCluster];
  return all.length === 0 ? undefined : Math.max(...all);
}

function quiet(code: 'nothing-to-do' | 'cluster-missing', warnings: readonly string[]): Outcome {
  return {
    verdict: 'hold',
    action: null,
    reasonCodes: [code],
    warnings,
    costUsdPerMonth: { before: null, after: null },
    rejected: [],
  };
}

import type { Policy } from '../targets';
import { actionText } from './action-text';
import { clusterEvidence } from './cluster-evidence';
import { clusterViewOf } from './cluster-view-of';
import { decideCluster } from './decide-cluster';
import { decideTable } from './decide-table';
import type { Decision, Evidence, History } from './decision';
import { decideLearnedTable } from './learned/decide-learned-table';
import type { Outcome } from './outcome';
import { priceBookOf } from './price-book';
import type { Snapshot } from './snapshot';
import { tableEvidence } from './table-evidence';
import { tableViewOf } from './table-view';

/**
 * What to do about a target, as a pure function of what was seen: the same arguments give the same decision, now or in a
 * replay. One action at a time; the cluster comes first unless it holds.
 *
 * @example
 * const decision = decide(aSnapshot({ nodes: 5, cpuPercent: 25, cacheMemoryPercent: 40, hitRatePercent: 92 }), policySchema.parse({}), { switchesToOnDemandMs: [] }, nowMs);
 * decision.action; // { kind: 'set-node-count', cluster: 'shop', from: 5, to: 3 }
 */
export function decide(snapshot: Snapshot, policy: Policy, history: History, nowMs: number): Decision {
  const parts = [
    ...clusterPart(snapshot, policy, history, nowMs),
    ...snapshot.tables.map((table) => tablePart(snapshot, table, policy, history, nowMs)),
  ];
  return {
    schemaVersion: 1,
    target: snapshot.target,
    ...joined(parts.map(({ outcome }) => outcome)),
    evidence: parts.flatMap(({ evidence }) => evidence),
  };
}

interface Part {
  readonly outcome: Outcome;
  readonly evidence: readonly Evidence[];
}

/**
 * What can be done now goes first, since a recommendation waits for a person anyway; of the same urgency the cluster
 * comes before its tables. Money is that of the resource which the decision is about: the cluster where all hold.
 */
function joined(outcomes: readonly Outcome[]): Outcome {
  const apply = outcomes.find(({ verdict }) => verdict === 'apply');
  const recommend = outcomes.find(({ verdict }) => verdict === 'recommend');
  const first = apply ?? recommend ?? outcomes[0];
  if (first === undefined) return quiet('nothing-to-do', ['the target has neither a cluster nor tables']);
  const others = outcomes.filter((outcome) => outcome !== first);
  const also = others.flatMap(({ action }) =>
    action === null ? [] : [`also wanted, one action at a time: ${actionText(action)}`],
  );
  const warnings = [...first.warnings, ...also, ...others.flatMap((outcome) => outcome.warnings)];
  const [code, ...codes] = first.reasonCodes;
  const rest = first.verdict === 'hold' ? others.flatMap(({ reasonCodes }) => reasonCodes) : [];
  return { ...first, reasonCodes: [code, ...new Set([...codes, ...rest].filter((one) => one !== code))], warnings };
}

function clusterPart(snapshot: Snapshot, policy: Policy, history: History, nowMs: number): readonly Part[] {
  const { cluster } = snapshot;
  switch (cluster.kind) {
    case 'none':
      return [];
    case 'missing':
      return [{ outcome: quiet('cluster-missing', [`there is no DAX cluster ${cluster.name}`]), evidence: [] }];
    case 'cluster': {
      const view = clusterViewOf(snapshot, cluster, policy, history, nowMs);
      return [{ outcome: decideCluster(view), evidence: clusterEvidence(view) }];
    }
  }
}

function tablePart(
  snapshot: Snapshot,
  table: Snapshot['tables'][number],
  policy: Policy,
  history: History,
  nowMs: number,
): Part {
  if (table.kind === 'missing') {
    return { outcome: quiet('table-missing', [`there is no table ${table.name}`]), evidence: [] };
  }
  const learned = decideLearnedTable(snapshot, table, policy, history, nowMs);
  if (learned !== undefined) return { outcome: learned, evidence: [] };
  const view = tableViewOf(snapshot, table, policy, history, priceBookOf(policy), nowMs);
  return { outcome: decideTable(view), evidence: tableEvidence(view) };
}

function quiet(code: 'nothing-to-do' | 'cluster-missing' | 'table-missing', warnings: readonly string[]): Outcome {
  return {
    verdict: 'hold',
    action: null,
    reasonCodes: [code],
    warnings,
    costUsdPerMonth: { before: null, after: null },
    rejected: [],
  };
}

import type { Policy } from '../targets';
import { actionText } from './action-text';
import { clusterEvidence } from './cluster-evidence';
import { clusterViewOf } from './cluster-view-of';
import { decideCluster, isByLearnedRule } from './decide-cluster';
import { decideTable } from './decide-table';
import type { Decision, Evidence, History } from './decision';
import { jointEvidence } from './joint/joint-evidence';
import { decideLearnedTable } from './learned/decide-learned-table';
import { ruleEvidence, withAdvice } from './learned/rule-evidence';
import type { Outcome } from './outcome';
import { priceBookOf } from './price-book';
import { type Railed, railed } from './rails/railed';
import { type Rails, railEvidence, railsAt } from './rails/rails';
import { outTriggers } from './scale-out';
import type { Snapshot } from './snapshot';
import { sum } from './statistics';
import { throttlingOf } from './table-demand';
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
  if (policy.learnedRules !== 'advise' || history.learned === undefined)
    return decideBy(snapshot, policy, history, nowMs);
  const { learned: _, ...bandsOnly } = history;
  return withAdvice(decideBy(snapshot, policy, bandsOnly, nowMs), decideBy(snapshot, policy, history, nowMs));
}

function decideBy(snapshot: Snapshot, policy: Policy, history: History, nowMs: number): Decision {
  const cluster = snapshot.cluster.kind === 'cluster' ? snapshot.cluster : undefined;
  const rails = railsAt(policy, cluster, history, nowMs);
  const parts = [
    ...clusterPart(snapshot, rails.policy, history, nowMs),
    ...snapshot.tables.map((table) => tablePart(snapshot, table, rails, history, nowMs)),
  ];
  const book = priceBookOf(policy);
  const outcomes = parts.map((part) => {
    const others = parts.filter((other) => other !== part).map(({ outcome }) => outcome.costUsdPerMonth.before ?? 0);
    return railed(rails, book, { ...part, othersUsdPerMonth: sum(others) });
  });
  const whole = joined(outcomes);
  return {
    schemaVersion: 1,
    target: snapshot.target,
    ...whole,
    warnings: [
      ...whole.warnings,
      ...rails.warnings,
      ...(history.learnedLeftOut === undefined ? [] : [`learned rules were left out: ${history.learnedLeftOut}`]),
    ],
    evidence: [...parts.flatMap(({ evidence }) => evidence), ...railEvidence(rails)],
  };
}

interface Part extends Omit<Railed, 'othersUsdPerMonth'> {
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
      return [part(quiet('cluster-missing', [`there is no DAX cluster ${cluster.name}`]))];
    case 'cluster': {
      const view = clusterViewOf(snapshot, cluster, policy, history, nowMs);
      const violated = outTriggers(view).some(({ code }) => code !== 'below-min-nodes');
      return [
        {
          outcome: decideCluster(view),
          evidence: [
            ...clusterEvidence(view),
            ...jointEvidence(view),
            ...ruleEvidence(cluster, history, isByLearnedRule(view) ? 'learned' : 'bands'),
          ],
          cluster,
          violated,
        },
      ];
    }
  }
}

function tablePart(
  snapshot: Snapshot,
  table: Snapshot['tables'][number],
  { policy, override }: Rails,
  history: History,
  nowMs: number,
): Part {
  if (table.kind === 'missing') return part(quiet('table-missing', [`there is no table ${table.name}`]));
  const { throughput, indexes } = table;
  const units = { ...throughput, indexes: indexes.map((index) => ({ name: index.name, ...index.throughput })) };
  const wanted = override?.billingMode;
  const learned =
    wanted === undefined || wanted === table.billingMode
      ? decideLearnedTable(snapshot, table, policy, history, nowMs)
      : undefined;
  if (learned !== undefined) {
    const { events } = throttlingOf(snapshot, table, policy.windowsMs.trend, nowMs);
    return { outcome: learned, evidence: ruleEvidence(table, history, 'learned'), units, violated: events > 0 };
  }
  const view = tableViewOf(snapshot, table, policy, history, priceBookOf(policy), nowMs);
  const outcome = decideTable(wanted === undefined ? view : { ...view, wantedMode: wanted });
  const evidence = [...tableEvidence(view), ...ruleEvidence(table, history, 'bands')];
  return { outcome, evidence, units, violated: view.throttling.events > 0 };
}

const part = (outcome: Outcome): Part => ({ outcome, evidence: [], violated: false });

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

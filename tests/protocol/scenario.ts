import { runStep } from '../../shared/flow';
import { parseRequest } from '../../shared/request';
import type { Decision, Snapshot } from '../../shared/sizing';
import { type Config, configSchema } from '../../shared/targets';
import type { Subject } from './replay';
import type { Budget } from './world';

/** Nodes that each wake-up asks for; the cluster begins with 3. */
export interface Scenario {
  readonly name: string;
  readonly needs: readonly number[];
  readonly budget: Budget;
  /**
   * Retries of these tasks of `rightsize`, where they are fewer than the definition's: as if they were used up. An execution that fails
   * for it answers its own wake-up, as people are told.
   */
  readonly retries?: Readonly<Record<string, number>>;
  /** Reductions that are left out: to see that they make no difference but in the number of states. */
  readonly without?: readonly Reduction[];
}

/** What is not told apart, or not tried, because it can make no difference. Each is argued in the README. */
export const reductions = [
  'names',
  'spare-faults',
  'idle-moves',
  'asking',
  'admitted-once',
  'private-calls',
  'no-dead-owner',
] as const;

export type Reduction = (typeof reductions)[number];

export const uses = ({ without = [] }: Scenario, reduction: Reduction): boolean => !without.includes(reduction);

/** Looks and changes: what they would retry fails the execution. */
export const unretried = { Observe: 0, Apply: 0 } as const;

export const noFaults: Budget = { stops: 0, losses: 0, lates: 0, duplicates: 0 };

export const firstSize = 3;

const parsed = configSchema.parse({
  targets: { t: { cluster: 'c', policy: { bakeMs: 0, nodes: { min: 1 } } } },
});

const config: Config = {
  schemaVersion: 1,
  targets: Object.fromEntries(Object.entries(parsed.targets).map(([name, target]) => [name, { ...target, name }])),
};

/** The real steps, with a decision that wants what the load needs. */
export const subject: Subject = {
  config,
  parse: (input) => parseRequest(input, config),
  decide: decideByNeed,
  settleSeconds: 30,
  run: runStep,
};

function decideByNeed(snapshot: Snapshot): Decision {
  const { cluster, clusterMetrics } = snapshot;
  const need = clusterMetrics.requests?.values[0] ?? 0;
  const version = clusterMetrics.itemHits?.values[0] ?? 0;
  const busy = cluster.kind !== 'cluster' || cluster.status !== 'available';
  const size = cluster.kind === 'cluster' ? cluster.nodeCount : 0;
  const acts = !busy && size !== need;
  return {
    schemaVersion: 1,
    target: snapshot.target,
    verdict: acts ? 'apply' : 'hold',
    action: acts ? { kind: 'set-node-count', cluster: 'c', from: size, to: need } : null,
    reasonCodes: [busy ? 'cluster-busy' : 'same-size'],
    // By this the model knows what a decision was made from.
    evidence: [{ reading: 'version', kind: 'value', value: version, verdict: 'info', text: '' }],
    warnings: [],
    costUsdPerMonth: { before: null, after: null },
    rejected: [],
  };
}

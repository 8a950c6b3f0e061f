import type { Policy } from '../../targets';
import type { Action, ThroughputPlan } from '../decision';
import type { Snapshot } from '../snapshot';
import { cpuAt } from './cluster-fit';
import { type ClusterFits, clusterFits, tableIn } from './judge';
import type { JudgedTimes } from './judgement';
import { fitTable, planOf } from './table-fit';

/** The action that takes another one back, if it is safe for the load as it is now. */
export type Undo =
  | { readonly kind: 'possible'; readonly action: Action }
  | { readonly kind: 'impossible'; readonly why: string };

/** AWS lets a table become on-demand so often in 24 h, and refuses the next. */
const mostSwitches = 4;
/** As many decreases of units per UTC day AWS always allows. */
const mostDecreases = 4;

/**
 * What would undo the action. Capacity is only taken away where the size before carries the present load within its band, by the
 * less favourable of what the model learned before and after the change.
 */
export function undoOf(
  before: Snapshot,
  after: Snapshot,
  action: Action,
  policy: Policy,
  times: JudgedTimes & { readonly switchesToOnDemandMs: readonly number[] },
): Undo {
  switch (action.kind) {
    case 'set-node-count':
      return undoNodes(before, after, action, policy, times);
    case 'set-billing-mode':
      return action.to === 'provisioned'
        ? backToOnDemand(action, times.switchesToOnDemandMs.length)
        : backToProvisioned(before, after, action, policy, times);
    case 'set-throughput':
      return undoUnits(after, action, policy, times);
    case 'set-cache-ttl':
      return { kind: 'possible', action: { ...action, from: action.to, to: action.from } };
    case 'replace-node-type':
    case 'remove-cluster':
      return impossible('a cluster is replaced by a procedure of its own');
  }
}

function undoNodes(
  before: Snapshot,
  after: Snapshot,
  action: Extract<Action, { readonly kind: 'set-node-count' }>,
  policy: Policy,
  times: JudgedTimes,
): Undo {
  const { from, to, cluster } = action;
  const { min, max, surviveLossOfOneNode } = policy.nodes;
  if (from < min || from > max) return impossible(`${from} nodes are outside the policy's ${min} to ${max}`);
  if (from < to) {
    const fits = clusterFits(before, after, from, to, policy, times);
    if (fits === undefined) return impossible(`it is not known whether ${from} nodes carry the load`);
    const left = surviveLossOfOneNode && from > 1 ? from - 1 : from;
    const cpu = worstCpu(fits, left);
    const { high } = policy.bands.cpuPercent;
    if (cpu > high) return impossible(`${left} nodes would be at ${Math.round(cpu)} % CPU, above the band's ${high} %`);
  }
  return { kind: 'possible', action: { kind: 'set-node-count', cluster, from: to, to: from } };
}

const worstCpu = ({ then, since }: ClusterFits, nodes: number): number =>
  cpuAt(Math.max(then.cpuPerLoad, since.cpuPerLoad), since, nodes);

function backToOnDemand({ table }: Extract<Action, { readonly kind: 'set-billing-mode' }>, switches: number): Undo {
  return switches >= mostSwitches
    ? impossible(`${table} became on-demand ${switches} times in 24 h, and AWS allows ${mostSwitches}`)
    : { kind: 'possible', action: { kind: 'set-billing-mode', table, from: 'provisioned', to: 'on-demand' } };
}

function backToProvisioned(
  before: Snapshot,
  after: Snapshot,
  { table: name }: Extract<Action, { readonly kind: 'set-billing-mode' }>,
  policy: Policy,
  times: JudgedTimes,
): Undo {
  const table = tableIn(before, name);
  if (table === undefined) return impossible(`the units that ${name} had before are not known`);
  const throughput = planOf(table);
  const short = shortOf(after, name, throughput, policy, times);
  if (short !== undefined) return impossible(short);
  return {
    kind: 'possible',
    action: { kind: 'set-billing-mode', table: name, from: 'on-demand', to: 'provisioned', throughput },
  };
}

function undoUnits(
  after: Snapshot,
  action: Extract<Action, { readonly kind: 'set-throughput' }>,
  policy: Policy,
  times: JudgedTimes,
): Undo {
  const { table: name, from } = action;
  const table = tableIn(after, name);
  if (table === undefined) return impossible(`there is no table ${name}`);
  const short = shortOf(after, name, from, policy, times);
  if (short !== undefined) return impossible(short);
  const now = planOf(table);
  if (isLess(from, now) && table.decreasesToday >= mostDecreases) {
    return impossible(`the units of ${name} were lowered ${table.decreasesToday} times today`);
  }
  return { kind: 'possible', action: { kind: 'set-throughput', table: name, from: now, to: from } };
}

/** Why the units would not carry the present load at the target utilisation; undefined if they would. */
function shortOf(
  after: Snapshot,
  name: string,
  plan: ThroughputPlan,
  policy: Policy,
  { completedAtMs, nowMs }: JudgedTimes,
): string | undefined {
  const table = tableIn(after, name);
  const sides = table === undefined ? [] : fitTable(after, table, plan, { fromMs: completedAtMs, toMs: nowMs });
  if (sides.length === 0) return `the present load of ${name} is not known`;
  const share = policy.capacityMode.targetUtilisationPercent / 100;
  const side = sides.find(({ units, wanted }) => units === null || wanted > units * share);
  return side === undefined
    ? undefined
    : `${side.name} needs ${Math.ceil(side.wanted)} units/s, too much for the ${side.units ?? 0} of before`;
}

function isLess(one: ThroughputPlan, other: ThroughputPlan): boolean {
  return (
    one.read < other.read ||
    one.write < other.write ||
    one.indexes.some((index) => {
      const now = other.indexes.find(({ name }) => name === index.name);
      return now !== undefined && (index.read < now.read || index.write < now.write);
    })
  );
}

const impossible = (why: string): Undo => ({ kind: 'impossible', why });

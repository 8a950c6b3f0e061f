import type { Policy } from '../../targets';
import type { Action } from '../decision';
import type { Snapshot, TableState } from '../snapshot';
import { type ClusterFit, cpuAt, fitCluster } from './cluster-fit';
import { type JudgedTimes, type Judgement, judgementOf, learnedFromMs, type ModelResidual } from './judgement';
import { fitTable, planOf } from './table-fit';

/** CPU may be this far above what the model says: points, or share of the expectation, whichever is more. */
const cpuTolerance = { points: 10, percent: 25 } as const;
/** Throttled requests in percent of all, above what the model says. */
const throttleTolerance = 1;
const hitRateTolerance = 10;

/**
 * Judges a change by residuals: what the demand model, fitted to the time before, expects of the new size under the load of now,
 * against what is seen. The load may have moved as far as it likes. Worse is only what also hurts: CPU within its band never is.
 *
 * @example
 * // 5 -> 3 nodes at 30 % CPU; since then the load doubled: 100 % expected, 98 % seen.
 * judge(before, after, action, policy, times).kind; // 'as-expected'
 */
export function judge(
  before: Snapshot,
  after: Snapshot,
  action: Action,
  policy: Policy,
  times: JudgedTimes,
): Judgement {
  switch (action.kind) {
    case 'set-node-count': {
      const fits = clusterFits(before, after, action.from, action.to, policy, times);
      return judgementOf(fits === undefined ? [unknown('cpu')] : nodeResiduals(fits, action.to, policy));
    }
    case 'set-cache-ttl':
      return judgementOf([ttlResidual(before, after, action, policy, times)]);
    case 'set-billing-mode':
    case 'set-throughput':
      return judgementOf(tableResiduals(after, action.table, times));
    case 'replace-node-type':
    case 'remove-cluster':
      return judgementOf([]);
  }
}

export interface ClusterFits {
  readonly then: ClusterFit;
  readonly since: ClusterFit;
}

export function clusterFits(
  before: Snapshot,
  after: Snapshot,
  from: number,
  to: number,
  policy: Policy,
  { decidedAtMs, completedAtMs, nowMs }: JudgedTimes,
): ClusterFits | undefined {
  const then = fitCluster(before, from, policy, { fromMs: decidedAtMs - learnedFromMs, toMs: decidedAtMs });
  const since = fitCluster(after, to, policy, { fromMs: completedAtMs, toMs: nowMs });
  return then === undefined || since === undefined ? undefined : { then, since };
}

function nodeResiduals({ then, since }: ClusterFits, to: number, policy: Policy): readonly ModelResidual[] {
  const expected = cpuAt(then.cpuPerLoad, since, to);
  const tolerance = Math.max(cpuTolerance.points, (expected * cpuTolerance.percent) / 100);
  const isWorse = since.cpuPercent > expected + tolerance && since.cpuPercent > policy.bands.cpuPercent.high;
  return [
    residual('cpu', expected, since.cpuPercent, tolerance, isWorse),
    throttleResidual('throttles', then.throttledPercent, since.throttledPercent),
  ];
}

/** A longer TTL is to raise the hit rate. What a shorter one costs is not known beforehand. */
function ttlResidual(
  before: Snapshot,
  after: Snapshot,
  action: Extract<Action, { readonly kind: 'set-cache-ttl' }>,
  policy: Policy,
  times: JudgedTimes,
): ModelResidual {
  const nodes = after.cluster.kind === 'cluster' ? after.cluster.nodeCount : 0;
  const { from, to } = action;
  // Rebooted nodes begin with an empty cache; within one TTL the hit rate says nothing.
  const isWarm = times.nowMs - times.completedAtMs >= to.itemMs;
  const fits = nodes > 0 && isWarm ? clusterFits(before, after, nodes, nodes, policy, times) : undefined;
  const expected = fits?.then.hitRatePercent ?? null;
  const seen = fits?.since.hitRatePercent ?? null;
  if (to.itemMs < from.itemMs || expected === null || seen === null) return unknown('hitRate');
  return residual('hitRate', expected, seen, hitRateTolerance, seen < expected - hitRateTolerance);
}

/** Of what is asked for now the units cover so much; what they cannot cover is expected to be throttled. */
function tableResiduals(
  after: Snapshot,
  name: string,
  { completedAtMs, nowMs }: JudgedTimes,
): readonly ModelResidual[] {
  const table = tableIn(after, name);
  if (table === undefined) return [unknown(`${name} throttles`)];
  const plan = table.billingMode === 'provisioned' ? planOf(table) : undefined;
  const sides = fitTable(after, table, plan, { fromMs: completedAtMs, toMs: nowMs });
  if (sides.length === 0) return [unknown(`${name} throttles`)];
  return sides.map((side) => {
    const uncovered = side.units === null || side.wanted <= side.units ? 0 : (1 - side.units / side.wanted) * 100;
    return throttleResidual(`${side.name} throttles`, uncovered, side.throttledPercent);
  });
}

export function tableIn(snapshot: Snapshot, name: string): TableState | undefined {
  const table = snapshot.tables.find((one) => one.kind === 'table' && one.name === name);
  return table?.kind === 'table' ? table : undefined;
}

const throttleResidual = (reading: string, expected: number, seen: number): ModelResidual =>
  residual(reading, expected, seen, throttleTolerance, seen > expected + throttleTolerance);

const residual = (
  reading: string,
  expected: number,
  seen: number,
  tolerance: number,
  isWorse: boolean,
): ModelResidual => ({
  reading,
  expected,
  seen,
  tolerance,
  unit: '%',
  verdict: isWorse ? 'worse' : 'as-expected',
});

const unknown = (reading: string): ModelResidual => ({
  reading,
  expected: null,
  seen: null,
  tolerance: 0,
  unit: '%',
  verdict: 'unknown',
});

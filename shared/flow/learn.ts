import { asTarget, type Learned, learnedUpdate, targetKey } from '../ledger';
import { reviewDays } from '../sizing';
import type { Flow } from './flow';
import { learnClusterRule } from './learn-cluster';
import { learnTableRule } from './learn-table';
import { timeMs } from './read-payload';
import { servingTarget } from './serving-target';
import type { LearnInput, LearnResult } from './steps';

/**
 * The hourly review of one target: replays every rule over the load of the last days and takes over the best of each resource. Writes one
 * attribute of the target's item and nothing else, and holds nothing, so that it may run beside a change. What fails leaves the last
 * rules in place until they are too old.
 */
export async function learn(flow: Flow, input: LearnInput): Promise<LearnResult> {
  const { target } = await servingTarget(flow, input.target);
  if (target.policy.learnedRules === 'off') {
    return { kind: 'off', target: input.target, rules: [], skipped: [] };
  }
  const nowMs = timeMs(input.now);
  const { observer } = flow.ports;
  const minutes = reviewDays * 24 * 60;
  const item = asTarget(await flow.ledger.read(targetKey(input.target)));
  const tables = await Promise.all(target.tables.map((name) => observer.table(name)));
  const known = tables.filter((table) => table !== undefined);
  const [demand, totals, cluster] = await Promise.all([
    observer.demand(target, known, nowMs, minutes),
    observer.totals(target, nowMs, minutes),
    target.cluster === undefined ? undefined : observer.cluster(target.cluster),
  ]);
  const review = { policy: target.policy, demand, totals, nowMs };
  const clusters =
    target.cluster === undefined
      ? []
      : [learnClusterRule({ ...review, name: target.cluster, cluster, known: item.learned?.cluster })];
  const ofTables = target.tables.map((name, index) =>
    learnTableRule({ ...review, name, table: tables[index], known: ownOf(item.learned?.tables, name) }),
  );
  const [ofCluster] = clusters.flatMap((one) => (one.kind === 'learned' ? [one.rule] : []));
  const tableRules = ofTables.flatMap((one) => (one.kind === 'learned' ? [[one.resource, one.rule] as const] : []));
  const learned: Learned = {
    at: nowMs,
    ...(ofCluster && { cluster: ofCluster }),
    ...(tableRules.length > 0 && { tables: Object.fromEntries(tableRules) }),
  };
  const kept = await flow.ledger.update(learnedUpdate(input.target, learned));
  const all = [...clusters, ...ofTables];
  return {
    kind: kept.kind === 'done' ? 'learned' : 'outdated',
    target: input.target,
    rules: all.flatMap((one) => (one.kind === 'learned' ? [{ resource: one.resource, rule: one.text }] : [])),
    skipped: all.flatMap((one) => (one.kind === 'skipped' ? [{ resource: one.resource, why: one.why }] : [])),
  };
}

const ownOf = <Value>(map: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

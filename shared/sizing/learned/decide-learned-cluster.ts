import { isAllowed } from '../cluster-options';
import { type ClusterView, candidates, change, hold, sizingCpu } from '../cluster-view';
import { isCoolingDown } from '../cool-down';
import { rounded } from '../evidence';
import { type NodeType, nodeTypeNamed } from '../node-catalogue';
import type { Outcome } from '../outcome';
import { carriedByCount, nodePercent } from '../play/cluster-physics';
import { quantityText } from '../quantity-text';
import { known } from '../readings';
import type { ReasonCode } from '../reason-codes';
import { requirements } from '../scale-in';
import { isSick } from '../sick-node';
import { leavable, replacedAtHours } from './billed-hours';
import { nodesBetween } from './cluster-shadow';
import { variantText, wantedLoad } from './cluster-variants';
import { knownPercent, minuteMs, minuteOf } from './known-minutes';
import { SignalsAt, signalMinutes } from './load-signals';
import { outgrownTo } from './outgrown-to';

/**
 * The size by the rule that a review took over (cluster-review). Undefined where it cannot judge, and the bands do: no
 * request figure, too few datapoints, a reading that says that the cluster is in trouble although the model sees none.
 */
export function decideLearnedCluster(view: ClusterView): Outcome | undefined {
  const { learned, nodeType, cluster, policy, readings, history, nowMs } = view;
  if (learned === undefined || nodeType?.normalizedRequestsPerSecond == null) return undefined;
  const { champion, demand } = learned;
  const minute = minuteOf(demand, nowMs);
  if (minute < signalMinutes.now || minute > demand.values.length) return undefined;
  if (knownPercent(demand, minute, signalMinutes.now) < policy.coveragePercent.trigger) return undefined;

  const { variant } = champion;
  const signals = new SignalsAt(demand.values, minute);
  const explained = nodePercent(signals.now, champion.weight, cluster.nodeCount, nodeType.normalizedRequestsPerSecond);
  if (inTrouble(view, explained)) return undefined;
  const inMinutes = variant.inHours * 60;
  const load = wantedLoad(
    variant,
    signals.seen(variant.sight),
    signals.highestSeen(variant.sight, inMinutes),
    signals.season(variant.season),
  );
  const rules = {
    carried: carriedByCount(champion.weight, nodeType, champion.limits),
    minNodes: policy.nodes.min,
    maxNodes: policy.nodes.max,
  };
  const from = cluster.nodeCount;
  const wanted = nodesBetween(load.out, load.keep, from, rules);
  const cpu = sizingCpu(view);
  const outgrown = outgrownTo(view, signals);
  if (outgrown !== undefined) {
    const action = {
      kind: 'replace-node-type',
      cluster: cluster.name,
      from: cluster.nodeType,
      to: outgrown.nodeType.name,
      nodes: outgrown.nodes,
    } as const;
    const text = `${quantityText(rounded(signals.now), 'requests/s')} are more than ${policy.nodes.max} nodes of ${cluster.nodeType} carry`;
    return change(view, action, ['type-outgrown'], [text], found(view, cpu));
  }
  const home = homeType(view, signals);
  const ages = agesMinutes(view);
  const isTime = (): boolean => ages === undefined || replacedAtHours(ages);
  if (home !== undefined && isTime() && !isCoolingDown('in', policy, history, nowMs)) {
    const there = { ...rules, carried: carriedByCount(champion.weight, home, champion.limits) };
    const nodes = nodesBetween(load.keep, load.keep, policy.nodes.min, there);
    const action = {
      kind: 'replace-node-type',
      cluster: cluster.name,
      from: cluster.nodeType,
      to: home.name,
      nodes,
    } as const;
    const smaller = (home.normalizedRequestsPerSecond ?? 0) < nodeType.normalizedRequestsPerSecond;
    const text = `${nodes} x ${home.name} is what the last ${champion.daysSeen} days ask for`;
    return change(view, action, [smaller ? 'oversized-type' : 'type-outgrown'], [text], found(view, cpu));
  }
  const rule = `learned from ${champion.daysSeen} days: ${variantText(variant)}`;
  if (wanted > from) {
    if (isSick(view)) return undefined;
    const to = Math.min(wanted, from + policy.nodes.maxStepOut);
    const limits: readonly ReasonCode[] = to < wanted ? ['step-limit'] : [];
    const action = { kind: 'set-node-count', cluster: cluster.name, from, to } as const;
    return change(view, action, ['learned-out', ...limits], [rule], found(view, cpu));
  }
  if (wanted === from) return hold(view, ['learned-fits'], [rule], cpu);

  const blind = requirements(view).filter(({ reading }) => reading.kind === 'unknown');
  if (blind.length > 0 || knownPercent(demand, minute, inMinutes) < policy.coveragePercent.scaleIn) {
    const names = blind.map(({ name }) => name).join(', ') || 'requests by the minute';
    return hold(view, ['unknown-metric', 'learned-in'], [`fewer nodes need positive evidence; unknown: ${names}`], cpu);
  }
  const against = requirements(view).filter(({ speaksAgainst }) => speaksAgainst !== undefined);
  if (against.length > 0) {
    const texts = against.map(({ name, speaksAgainst }) => `${name}: ${speaksAgainst}`);
    return hold(view, ['scale-in-vetoed', 'learned-in'], [`no node is taken away (${texts.join('; ')})`], cpu);
  }
  if (isCoolingDown('in', policy, { ...history, recentChanges: [] }, nowMs)) {
    return hold(view, ['cooldown', 'learned-in'], [], cpu);
  }
  const leaving = Math.min(from - wanted, ages === undefined ? from : leavable(ages));
  if (leaving === 0) {
    return hold(view, ['cooldown', 'learned-in'], ['a node goes at the end of an hour of its life'], cpu);
  }
  const to = Math.max(from - leaving, from - policy.nodes.maxStepIn);
  const limits: readonly ReasonCode[] = from - leaving < to ? ['step-limit'] : [];
  const action = { kind: 'set-node-count', cluster: cluster.name, from, to } as const;
  return change(view, action, ['learned-in', ...limits], [rule], found(view, known(readings.cpuMaximum) ?? cpu));
}

/** Of nodes whose beginning is known; one of unknown age may go at any time. */
function agesMinutes({ cluster, nowMs }: ClusterView): readonly number[] | undefined {
  const known = cluster.nodes.flatMap(({ createdAtMs }) =>
    createdAtMs === undefined ? [] : [Math.floor((nowMs - createdAtMs) / minuteMs)],
  );
  return known.length < cluster.nodes.length ? undefined : known;
}

function found(view: ClusterView, cpu: number | undefined) {
  return cpu === undefined ? [] : candidates(view, cpu, { memoryBound: false });
}

/** A cluster that was replaced for a flash of load goes back when its home type has carried the load for so long. */
const backAfterMinutes = 3 * 60;
const backRoom = 1.1;

/** The node type to go to; undefined where the cluster has it, or still needs the larger one that it has. */
function homeType(
  { learned, types, nodeType, cluster, policy }: ClusterView,
  signals: SignalsAt,
): NodeType | undefined {
  if (learned === undefined || learned.champion.nodeType === cluster.nodeType) return undefined;
  const { weight, limits, nodeType: name } = learned.champion;
  const home = nodeTypeNamed(types, name);
  if (home?.normalizedRequestsPerSecond == null || !isAllowed(home, policy)) return undefined;
  if (home.normalizedRequestsPerSecond > (nodeType?.normalizedRequestsPerSecond ?? 0)) return home;
  const carried = carriedByCount(weight, home, limits)[policy.nodes.max] ?? 0;
  return signals.highest(backAfterMinutes) * backRoom <= carried ? home : undefined;
}

/** CPU this much above what the model makes of the load is something else. */
const unexplained = 1.2;

/** Busier than the model explains, throttled, or short of network, memory or hits: rules that look at those go first. */
function inTrouble({ readings, policy, learned }: ClusterView, explainedPercent: number): boolean {
  const over = (value: number | undefined, high: number): boolean => value !== undefined && value > high;
  const limit = learned?.champion.limits.cpuPercent ?? 100;
  return (
    over(known(readings.cpu), Math.max(limit, explainedPercent * unexplained)) ||
    over(known(readings.network), policy.bands.networkPercent.high) ||
    (over(known(readings.throttledPerMinute), 0) && explainedPercent <= limit) ||
    over(known(readings.cacheMemory), policy.bands.cacheMemoryPercent.high)
  );
}

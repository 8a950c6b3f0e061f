import { type ClusterView, candidates, change, hold, sizeText, sizingCpu } from './cluster-view';
import { isCoolingDown } from './cool-down';
import { burstableBaselinePercent, creditsEndSoonMs } from './cpu-credits';
import { cpuFloor } from './cpu-model';
import { fewestNodes, maxNodesPerCluster, type SharedLoad } from './node-count';
import { proposeLargerType } from './node-type';
import { isWriteBound } from './normalized-load';
import type { Outcome } from './outcome';
import { known } from './readings';
import type { ReasonCode } from './reason-codes';
import { isSick, sickNodeText } from './sick-node';

/** Readings that ask for more nodes now, each with the load to size for. */
export interface OutTrigger {
  readonly code: ReasonCode;
  /** Absent where the reading says that it is too little but not how much. */
  readonly load?: SharedLoad;
}

/** Any one reading above its band asks for nodes; an unknown one asks for nothing. */
export function outTriggers(view: ClusterView): readonly OutTrigger[] {
  const { readings, policy, cluster } = view;
  const triggers: OutTrigger[] = [];
  const cpu = known(readings.cpu);
  const { high } = policy.bands.cpuPercent;
  if (cpu !== undefined && cpu > high) {
    triggers.push({ code: 'cpu-above', load: { percent: sizingCpu(view) ?? cpu, high, mix: readings.mix } });
  }
  const load = readings.load === undefined ? undefined : known(readings.load.now);
  if (load !== undefined && load > policy.bands.loadPercent.high) {
    const percent = Math.max(load, (readings.load && known(readings.load.forSize)) ?? load);
    triggers.push({ code: 'load-above', load: { percent, high: policy.bands.loadPercent.high, mix: readings.mix } });
  }
  const network = known(readings.network);
  if (network !== undefined && network > policy.bands.networkPercent.high) {
    const { high: most } = policy.bands.networkPercent;
    triggers.push({ code: 'network-above', load: { percent: network, high: most, mix: undefined } });
  }
  if ((known(readings.throttledPerMinute) ?? 0) > 0) triggers.push({ code: 'cluster-throttled' });
  if (cpu !== undefined && creditsEndSoon(view, cpu)) {
    const baseline = { percent: cpu, high: burstableBaselinePercent, mix: readings.mix };
    triggers.push({ code: 'credits-low', load: baseline });
  }
  if (cluster.nodeCount < policy.nodes.min) triggers.push({ code: 'below-min-nodes' });
  return triggers;
}

function creditsEndSoon({ credits }: ClusterView, cpu: number): boolean {
  return credits !== undefined && cpu > burstableBaselinePercent && credits.endInMs <= creditsEndSoonMs;
}

export function scaleOut(view: ClusterView, triggers: readonly [OutTrigger, ...OutTrigger[]]): Outcome {
  const { cluster, policy, history, nowMs } = view;
  const { nodeCount: from } = cluster;
  const codes = triggers.map(({ code }) => code) as [ReasonCode, ...ReasonCode[]];
  const cpu = sizingCpu(view);

  if (isSick(view) && codes.every((code) => code === 'cpu-above' || code === 'cluster-throttled')) {
    return hold(view, ['sick-node', ...codes], [sickNodeText(view)], cpu);
  }
  if (isCoolingDown('out', policy, history, nowMs)) return hold(view, ['cooldown', ...codes], [], cpu);
  if (isBoundByWrites(view, triggers)) return proposeLargerType(view, 'write-bound', codes);

  const loads = triggers.flatMap(({ load }) => (load === undefined ? [] : [load]));
  const least = Math.max(from + (codes.some((code) => code !== 'below-min-nodes') ? 1 : 0), policy.nodes.min);
  const wanted = fewestNodes(loads, from, { least, most: maxNodesPerCluster }, policy.nodes) ?? maxNodesPerCluster;
  const allowed = Math.min(wanted, policy.nodes.max);
  const to = Math.min(allowed, from + policy.nodes.maxStepOut);
  if (to <= from) return hold(view, ['at-max-nodes', ...codes], [atMaxText(view, wanted)], cpu);

  const limits: ReasonCode[] = [
    ...(to < allowed ? ['step-limit' as const] : []),
    ...(allowed < wanted ? ['at-max-nodes' as const] : []),
  ];
  const warnings = allowed < wanted ? [atMaxText(view, wanted)] : [];
  const found = cpu === undefined ? [] : candidates(view, cpu, { memoryBound: false });
  const action = { kind: 'set-node-count', cluster: cluster.name, from, to } as const;
  return change(view, action, [...codes, ...limits], warnings, found);
}

/**
 * Each node carries every write, so when writes alone fill it, no count is enough: by the measured CPU where the mix is
 * known, and by AWS's figure (writes x KB x 25 x 1.43 >= requests of a node).
 */
function isBoundByWrites(view: ClusterView, triggers: readonly OutTrigger[]): boolean {
  const { readings, cluster, nodeType, policy } = view;
  const { mix } = readings;
  if (mix === undefined || mix.writePerNode <= 0) return false;
  const loads = triggers.flatMap(({ load }) => (load?.mix === undefined ? [] : [load]));
  if (loads.length === 0) return false;
  if (loads.some(({ percent, high }) => cpuFloor(percent, cluster.nodeCount, mix) > high)) return true;
  const figure = nodeType?.normalizedRequestsPerSecond ?? null;
  const writes = { hitsPerSecond: 0, missesPerSecond: 0, itemKilobytes: policy.workload.itemKilobytes };
  const writesPerSecond = mix.writePerNode / (25 * Math.ceil(policy.workload.itemKilobytes));
  return figure !== null && isWriteBound({ ...writes, writesPerSecond }, figure);
}

function atMaxText(view: ClusterView, wanted: number): string {
  return `${sizeText(view)}: ${wanted} nodes are needed, the policy allows ${view.policy.nodes.max}`;
}

import { type ClusterView, hold, sizingCpu } from './cluster-view';
import { isCoolingDown } from './cool-down';
import { cpuWithNodes } from './cpu-model';
import { rounded } from './evidence';
import { proposeRemoval } from './joint/cluster-worth';
import { withJointAdvice } from './joint/joint-evidence';
import { proposeLongerTtl } from './joint/longer-ttl';
import { decideLearnedCluster } from './learned/decide-learned-cluster';
import { proposeLargerType } from './node-type';
import type { Outcome } from './outcome';
import { quantityText } from './quantity-text';
import { known } from './readings';
import { asksForFewer, scaleIn } from './scale-in';
import { outTriggers, scaleOut } from './scale-out';

/** From here DAX throttles writes (developer guide, metrics: 100 % on any node). */
const memoryLimitPercent = 99;

/**
 * Trigger and size are two questions. Inside every band: hold. Outside: the rules in the order of harm. More load first
 * (more nodes), then memory (a larger type), then an access pattern that no size cures, then fewer nodes.
 */
export function decideCluster(view: ClusterView): Outcome {
  const alone = decideSize(view);
  const outcome = alone.verdict === 'hold' ? (proposeRemoval(view, alone) ?? alone) : alone;
  return withJointAdvice(view, outcome);
}

function decideSize(view: ClusterView): Outcome {
  const { readings } = view;
  if (isBusy(view)) return hold(view, ['cluster-busy'], [busyText(view)]);
  if (readings.cpu.kind === 'unknown')
    return hold(view, ['unknown-metric'], ['CPU is unknown, and nothing acts on unknown']);

  const learned = decideLearnedCluster(view);
  if (learned !== undefined) return learned;

  const [first, ...rest] = outTriggers(view);
  const memory = memoryProblem(view);
  const onlyThrottled = first?.code === 'cluster-throttled' && rest.length === 0;
  if (first !== undefined && !(onlyThrottled && memory?.code === 'memory-full')) {
    const also = memory === undefined ? view : { ...view, warnings: [...view.warnings, memory.text] };
    return scaleOut(also, [first, ...rest]);
  }
  if (memory?.code === 'memory-bound' || memory?.code === 'memory-full') {
    if (isCoolingDown('out', view.policy, view.history, view.nowMs)) return hold(view, ['cooldown', memory.code]);
    return proposeLargerType(view, memory.code, []);
  }
  const noticed = memory === undefined ? view : { ...view, warnings: [...view.warnings, memory.text] };
  if (isTtlBound(noticed)) {
    const told = { ...noticed, warnings: [...noticed.warnings, ttlText(noticed)] };
    const poorHitsMatter = view.policy.requiredForScaleIn.includes('hitRate');
    const shrinks = asksForFewer(noticed) && !poorHitsMatter;
    if (shrinks) return scaleIn(told);
    return proposeLongerTtl(noticed) ?? hold(told, ['ttl-bound'], [], sizingCpu(noticed));
  }
  if (asksForFewer(noticed)) return scaleIn(noticed);
  if (memory !== undefined) return hold(noticed, [memory.code], [], sizingCpu(view));
  return settled(view);
}

/** Whether the size is left to the rule that was learned. */
export function isByLearnedRule(view: ClusterView): boolean {
  if (view.learned === undefined || isBusy(view) || view.readings.cpu.kind === 'unknown') return false;
  return decideLearnedCluster(view) !== undefined;
}

/** The triple test: the cluster can say available while a node is not, or while a node is missing. */
function isBusy({ cluster }: ClusterView): boolean {
  const { status, nodes, nodeCount } = cluster;
  return status !== 'available' || nodes.length !== nodeCount || nodes.some((node) => node.status !== 'available');
}

function busyText({ cluster }: ClusterView): string {
  const ready = cluster.nodes.filter(({ status }) => status === 'available').length;
  return `the cluster is ${cluster.status || 'without a status'} and ${ready} of ${cluster.nodeCount} nodes are available`;
}

interface MemoryProblem {
  readonly code: 'memory-bound' | 'memory-full' | 'memory-above-band' | 'evictions-high';
  readonly text: string;
}

/** A cache fills up, so fullness alone means little: what counts is that items are evicted and hits are lost with them. */
function memoryProblem({ readings, policy }: ClusterView): MemoryProblem | undefined {
  const memory = known(readings.cacheMemory);
  const evicted = known(readings.evictedBytesPerHour) ?? 0;
  const evicting = evicted > policy.evictedBytesPerHour.high;
  const poor = readings.hitRate.kind === 'value' && readings.hitRate.value < policy.bands.hitRatePercent.min;
  if (memory === undefined) return undefined;
  const filled = memory > policy.bands.cacheMemoryPercent.high;
  if (filled && evicting && poor) {
    return {
      code: 'memory-bound',
      text: `memory ${rounded(memory)} %, evictions and a poor hit rate: a larger node type is needed`,
    };
  }
  if (memory >= memoryLimitPercent) {
    return { code: 'memory-full', text: `memory ${rounded(memory)} %: at its limit DAX throttles writes` };
  }
  if (evicting && !filled) {
    return {
      code: 'evictions-high',
      text: `${quantityText(rounded(evicted), 'bytes an hour')} are evicted although memory is at ${rounded(memory)} %`,
    };
  }
  if (!filled) return undefined;
  return {
    code: 'memory-above-band',
    text: `memory ${rounded(memory)} % is above its band, but ${evicting ? 'the hit rate is good' : 'little is evicted'}`,
  };
}

/** Few hits, free memory, nothing evicted: a larger cache would not be hit more often. */
function isTtlBound({ readings, policy }: ClusterView): boolean {
  const memory = known(readings.cacheMemory);
  const evicted = known(readings.evictedBytesPerHour);
  return (
    readings.hitRate.kind === 'value' &&
    readings.hitRate.value < policy.bands.hitRatePercent.min &&
    memory !== undefined &&
    memory <= policy.bands.cacheMemoryPercent.high &&
    evicted !== undefined &&
    evicted <= policy.evictedBytesPerHour.high
  );
}

function ttlText({ cluster }: ClusterView): string {
  const ttl = cluster.itemTtlMs === undefined ? '' : ` (the item TTL is ${cluster.itemTtlMs / 1000} s)`;
  return `hits are few although memory is free and nothing is evicted${ttl}: raise the TTL, keep one-off reads and scans out of the cache, or do without it`;
}

function settled(view: ClusterView): Outcome {
  const { readings, cluster, policy } = view;
  const cpu = known(readings.cpu) ?? 0;
  const unknown = [
    ['cacheMemory', readings.cacheMemory] as const,
    ['hitRate', readings.hitRate] as const,
    ['evictions', readings.evictedBytesPerHour] as const,
  ].filter(([, reading]) => reading.kind === 'unknown');
  if (unknown.length > 0) {
    return hold(view, ['unknown-metric'], [`unknown: ${unknown.map(([name]) => name).join(', ')}`], sizingCpu(view));
  }
  if (cpu < policy.bands.cpuPercent.low) {
    const short = readings.cpuMaximum.kind === 'unknown';
    const text = short
      ? `CPU ${rounded(cpu)} % is below its band, but the scale-in window is not covered yet`
      : `CPU ${rounded(cpu)} % is below its band, but was not for the whole scale-in window`;
    return hold(view, [short ? 'insufficient-history' : 'not-quiet-yet'], [text], sizingCpu(view));
  }
  const alone = cpuWithNodes(cpu, cluster.nodeCount, cluster.nodeCount - 1, readings.mix);
  const risky = cluster.nodeCount > 1 && alone > policy.bands.cpuPercent.high;
  const text = `if one node is lost, CPU goes to about ${rounded(Math.min(100, alone))} %`;
  return risky
    ? hold(view, ['in-band', 'loss-of-one-node'], [text], sizingCpu(view))
    : hold(view, ['in-band'], [], sizingCpu(view));
}

import { type ClusterView, candidates, change, hold } from './cluster-view';
import { isCoolingDown } from './cool-down';
import { burstableBaselinePercent, nodesWithinBaseline } from './cpu-credits';
import { rounded } from './evidence';
import { carries, fewestNodes, type SharedLoad } from './node-count';
import { proposeSmallerType } from './node-type';
import type { Outcome } from './outcome';
import { quantityText } from './quantity-text';
import { known, type Reading } from './readings';
import type { ReasonCode } from './reason-codes';

/** True when CPU was below its band for the whole scale-in window, or nodes are more than the policy allows. */
export function asksForFewer(view: ClusterView): boolean {
  const { readings, policy, cluster } = view;
  const cpu = known(readings.cpuMaximum);
  return cluster.nodeCount > policy.nodes.max || (cpu !== undefined && cpu < policy.bands.cpuPercent.low);
}

/**
 * Slowly and only on proof: every required reading must be known and well, and the largest need of the scale-in window
 * must fit the smaller cluster (with one node lost where the policy asks). CPU counts as all reads, the worst case.
 */
export function scaleIn(view: ClusterView): Outcome {
  const { cluster, policy, readings, nodeType, history, nowMs } = view;
  const { nodeCount: from } = cluster;
  const cpu = known(readings.cpuMaximum);
  const why: ReasonCode = from > policy.nodes.max ? 'above-max-nodes' : 'cpu-below';

  const unknown = requirements(view).filter(({ reading }) => reading.kind === 'unknown');
  if (cpu === undefined || unknown.length > 0) {
    const short = [readings.cpuMaximum, ...unknown.map(({ reading }) => reading)].some(
      (reading) => reading.kind === 'unknown' && reading.why === 'partial',
    );
    const names = unknown.map(({ name }) => name).join(', ');
    const text = `fewer nodes need positive evidence from ${policy.requiredForScaleIn.join(', ')}; unknown: ${names || 'cpu'}`;
    return hold(view, [short ? 'insufficient-history' : 'unknown-metric', why], [text], known(readings.cpu));
  }
  const against = requirements(view).filter(({ speaksAgainst }) => speaksAgainst !== undefined);
  if (against.length > 0) {
    const texts = against.map(({ name, speaksAgainst }) => `${name}: ${speaksAgainst}`);
    return hold(view, ['scale-in-vetoed', why], [`no node is taken away (${texts.join('; ')})`], cpu);
  }
  if (isCoolingDown('in', policy, history, nowMs)) return hold(view, ['cooldown', why], [], cpu);
  if (from <= policy.nodes.min) return proposeSmallerType(view, [why]) ?? hold(view, ['at-min-nodes', why], [], cpu);

  const loads = quietLoads(view, cpu);
  const most = Math.min(from - 1, policy.nodes.max);
  const idle = cpu < policy.bands.cpuPercent.low;
  const least = idle ? policy.nodes.min : policy.nodes.max;
  const wanted = fewestNodes(loads, from, { least, most }, policy.nodes);
  if (wanted === undefined) {
    return (
      proposeSmallerType(view, [why]) ?? hold(view, ['no-room-to-shrink', why], [noRoomText(view, loads, most)], cpu)
    );
  }
  const sure = nodeType?.burstable === true ? nodesWithinBaseline(cpu, from) : wanted;
  if (sure >= from) {
    const text = `${most} nodes of ${cluster.nodeType} would leave the baseline of ${burstableBaselinePercent} %`;
    return hold(view, ['no-room-to-shrink', why], [text], cpu);
  }
  const to = Math.max(wanted, sure, from - policy.nodes.maxStepIn);
  const limits: readonly ReasonCode[] = to > wanted ? ['step-limit'] : [];
  const action = { kind: 'set-node-count', cluster: cluster.name, from, to } as const;
  return change(view, action, [why, ...limits], [], candidates(view, cpu, { memoryBound: false }));
}

function quietLoads({ readings, policy }: ClusterView, cpu: number): readonly SharedLoad[] {
  const { bands } = policy;
  const load = readings.load === undefined ? undefined : known(readings.load.maximum);
  const network = known(readings.networkMaximum);
  return [
    { percent: cpu, high: bands.cpuPercent.high, mix: undefined },
    ...(load === undefined ? [] : [{ percent: load, high: bands.loadPercent.high, mix: undefined }]),
    ...(network === undefined ? [] : [{ percent: network, high: bands.networkPercent.high, mix: undefined }]),
  ];
}

export interface Requirement {
  readonly name: string;
  readonly reading: Reading;
  readonly speaksAgainst?: string;
}

/** Readings that must be known and well before a node is given up, and what speaks against it. */
export function requirements({ readings, policy }: ClusterView): readonly Requirement[] {
  const { bands, evictedBytesPerHour } = policy;
  const limit = (name: string, reading: Reading, against: (value: number) => string | undefined): Requirement => {
    const speaksAgainst = reading.kind === 'unknown' ? undefined : against(reading.value);
    return { name, reading, ...(speaksAgainst === undefined ? {} : { speaksAgainst }) };
  };
  const nothing = (): undefined => undefined;
  const above = (most: number, unit: string) => (value: number) =>
    value > most ? `${quantityText(rounded(value), unit)} is above ${quantityText(most, unit)}` : undefined;
  const all = {
    cpu: () => limit('cpu', readings.cpuMaximum, nothing),
    cacheMemory: () => limit('cacheMemory', readings.cacheMemory, above(bands.cacheMemoryPercent.high, '%')),
    hitRate: () =>
      limit('hitRate', readings.hitRate, (value) =>
        readings.hitRate.kind === 'value' && value < bands.hitRatePercent.min
          ? `${rounded(value)} % is below ${bands.hitRatePercent.min}`
          : undefined,
      ),
    evictions: () => limit('evictions', readings.evictedBytesPerHour, above(evictedBytesPerHour.high, 'bytes an hour')),
    requests: () => limit('requests', readings.requestsPerSecond, nothing),
    network: () => limit('network', readings.networkMaximum, above(bands.networkPercent.high, '%')),
    throttles: () => limit('throttles', readings.throttledPerMinute, above(0, 'a minute')),
  };
  return policy.requiredForScaleIn.map((name) => all[name]());
}

function noRoomText({ cluster, policy }: ClusterView, loads: readonly SharedLoad[], most: number): string {
  const lost = policy.nodes.surviveLossOfOneNode ? ' with one node lost' : '';
  const plain = carries(loads, cluster.nodeCount, most, { surviveLossOfOneNode: false });
  return `${most} nodes would leave the band again${plain ? lost : ''}`;
}

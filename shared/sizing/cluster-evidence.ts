import type { ClusterView } from './cluster-view';
import { creditsEndSoonMs } from './cpu-credits';
import type { Evidence } from './decision';
import { type EvidenceOf, evidenceOf, rounded } from './evidence';
import { hitRateGrade } from './hit-rate';
import { quantityText } from './quantity-text';
import type { Reading } from './readings';

/** Every reading of the cluster, whether it mattered or not. */
export function clusterEvidence(view: ClusterView): readonly Evidence[] {
  const { readings, policy, nodeType, cluster } = view;
  const { bands } = policy;
  const rows: readonly EvidenceOf[] = [
    { name: 'cpu', title: 'CPU', unit: '%', reading: readings.cpu, band: bands.cpuPercent },
    {
      name: 'cacheMemory',
      title: 'cache memory',
      unit: '%',
      reading: readings.cacheMemory,
      band: bands.cacheMemoryPercent,
    },
    hitRateEvidence(readings.hitRate, bands.hitRatePercent),
    {
      name: 'evictions',
      title: 'evictions',
      unit: 'bytes/h',
      reading: readings.evictedBytesPerHour,
      band: policy.evictedBytesPerHour,
    },
    { name: 'requests', title: 'requests', unit: 'requests/s', reading: readings.requestsPerSecond },
    ...(readings.load === undefined
      ? []
      : [
          {
            name: 'load',
            title: 'normalised load',
            unit: '%',
            reading: readings.load.now,
            band: bands.loadPercent,
            remark: `of ${cluster.nodeCount} x ${quantityText(nodeType?.normalizedRequestsPerSecond ?? 0, 'requests/s')}`,
          },
        ]),
    { name: 'network', title: 'network baseline', unit: '%', reading: readings.network, band: bands.networkPercent },
    {
      name: 'throttles',
      title: 'requests throttled by DAX',
      unit: 'per minute',
      reading: readings.throttledPerMinute,
      band: { high: 0 },
    },
  ];
  return [...rows.map(evidenceOf), ...memoryNote(view), ...creditNote(view)];
}

function hitRateEvidence(reading: Reading, limits: { readonly min: number; readonly good: number }): EvidenceOf {
  const row = { name: 'hitRate', title: 'hit rate', unit: '%', reading } as const;
  if (reading.kind === 'zero') return { ...row, remark: 'no lookups at all' };
  const remark = reading.kind === 'value' ? { remark: hitRateGrade(reading.value, limits) } : {};
  return { ...row, band: { low: limits.min }, ...remark };
}

function creditNote({ credits }: ClusterView): readonly Evidence[] {
  if (credits === undefined) return [];
  const { node, credits: value, endInMs } = credits;
  const soon = endInMs <= creditsEndSoonMs;
  const end = Number.isFinite(endInMs) ? `end in ${rounded(endInMs / 3_600_000)} h at this rate` : 'do not fall';
  return [
    {
      reading: 'cpuCredits',
      kind: value === 0 ? 'zero' : 'value',
      value,
      unit: 'credits',
      verdict: soon ? 'below' : 'in-band',
      text: `CPU credits of ${node}: ${rounded(value)}, they ${end}`,
    },
  ];
}

function memoryNote({ readings, nodeType }: ClusterView): readonly Evidence[] {
  const { cacheMemory } = readings;
  if (cacheMemory.kind === 'unknown' || nodeType === undefined) return [];
  const gibibytes = rounded((cacheMemory.value / 100) * nodeType.memoryGibibytes);
  const text = `about ${gibibytes} of ${nodeType.memoryGibibytes} GiB of each node; nodes hold the same data`;
  return [{ reading: 'cacheBytes', kind: 'value', value: gibibytes, unit: 'GiB', verdict: 'info', text }];
}

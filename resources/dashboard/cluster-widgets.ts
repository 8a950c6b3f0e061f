import { stateMetrics } from '../../shared/flow/target-state';
import type { Target } from '../../shared/targets';
import { graph, type Line, ofTarget, type Row, type Widget } from './widget';

const minutesPerHour = 60;

/** A cluster's metrics, each with the band that the policy keeps it in; what was changed stands on the right axis. */
export function clusterWidgets(target: Target, region: string): readonly Widget[] {
  const { name, cluster, policy } = target;
  if (cluster === undefined) return [];
  const { bands, evictedBytesPerHour } = policy;
  const row = (metric: string, stat: string, drawn: Readonly<Record<string, unknown>> = {}): Row => [
    'AWS/DAX',
    metric,
    'ClusterId',
    cluster,
    { stat, ...drawn },
  ];
  const changes = ofTarget(stateMetrics.changed, name, {
    stat: 'Sum',
    yAxis: 'right',
    label: 'changed',
    color: '#9467bd',
  });
  const band = (low: number, high: number): readonly Line[] => [
    { label: 'scale out above', value: high },
    { label: 'scale in below', value: low },
  ];
  return [
    graph(region, {
      title: `${name}: CPU % of ${cluster}, busiest node`,
      rows: [
        row('CPUUtilization', 'Maximum', { label: 'busiest node' }),
        row('CPUUtilization', 'Average', { label: 'mean' }),
        changes,
      ],
      lines: band(bands.cpuPercent.low, bands.cpuPercent.high),
      unit: '%',
    }),
    graph(region, {
      title: `${name}: cache memory %, fullest node`,
      rows: [row('CacheMemoryUtilization', 'Maximum', { label: 'fullest node' }), changes],
      lines: [
        ...band(bands.cacheMemoryPercent.low, bands.cacheMemoryPercent.high),
        { label: 'writes are throttled', value: 100 },
      ],
      unit: '%',
    }),
    graph(region, {
      title: `${name}: hit rate % of item, query and scan cache`,
      rows: hitRate(row),
      lines: [
        { label: 'at least', value: bands.hitRatePercent.min },
        { label: 'good', value: bands.hitRatePercent.good },
      ],
      unit: '%',
    }),
    graph(region, {
      title: `${name}: evicted bytes a minute`,
      rows: [row('EvictedSize', 'Sum', { label: 'evicted' })],
      lines: [{ label: 'too many', value: Math.round(evictedBytesPerHour.high / minutesPerHour) }],
      unit: 'bytes',
    }),
    graph(region, {
      title: `${name}: requests a minute`,
      rows: [
        row('TotalRequestCount', 'Sum', { label: 'requests' }),
        row('ThrottledRequestCount', 'Sum', { label: 'refused by DAX' }),
        row('FaultRequestCount', 'Sum', { label: 'faults' }),
        changes,
      ],
    }),
    graph(region, {
      title: `${name}: network %, of the baseline`,
      rows: [
        row('BaselineNetworkBytesInUtilization', 'Maximum', { label: 'in' }),
        row('BaselineNetworkBytesOutUtilization', 'Maximum', { label: 'out' }),
      ],
      lines: [{ label: 'used up', value: 100 }],
      unit: '%',
    }),
  ];
}

/** DAX publishes a counter only while it is not zero, so each is filled with 0. */
function hitRate(row: (metric: string, stat: string, drawn: Readonly<Record<string, unknown>>) => Row): readonly Row[] {
  const caches = ['Item', 'Query', 'Scan'];
  const hidden = (id: string, metric: string): Row => row(metric, 'Sum', { id, visible: false });
  const sum = (letter: string): string => caches.map((_, index) => `FILL(${letter}${index},0)`).join('+');
  return [
    ...caches.flatMap((cache, index) => [
      hidden(`h${index}`, `${cache}CacheHits`),
      hidden(`m${index}`, `${cache}CacheMisses`),
    ]),
    [{ expression: `100*(${sum('h')})/(${sum('h')}+${sum('m')})`, id: 'rate', label: 'hit rate' }],
  ];
}

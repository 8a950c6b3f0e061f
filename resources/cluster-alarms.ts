import type { Target } from '../shared/targets';
import type { Alarm, MathEntry, MetricQuery } from './alarm';

/**
 * Below so many lookups in a minute a hit rate says nothing: with 100 at a true rate of 80 % one standard error is
 * sqrt(0.8 x 0.2 / 100) = 4 points.
 */
const lookupFloor = 100;

const minutesPerHour = 60;

/** DAX publishes a metric only while it is not zero, so silence is zero: notBreaching. */
export function clusterAlarms(target: Target): readonly Alarm[] {
  const { cluster, policy } = target;
  if (cluster === undefined) return [];
  const { bands, evictedBytesPerHour } = policy;
  const metric = (name: string, stat: MetricQuery['stat']): MetricQuery => ({
    namespace: 'AWS/DAX',
    metric: name,
    dimension: { name: 'ClusterId', value: cluster },
    stat,
  });
  const above = { comparison: 'GreaterThanThreshold', treatMissingData: 'notBreaching' } as const;
  return [
    {
      ...above,
      what: 'cpu-high',
      description: `CPU of the busiest node of ${cluster} above ${bands.cpuPercent.high} %`,
      threshold: bands.cpuPercent.high,
      query: metric('CPUUtilization', 'Maximum'),
    },
    {
      ...above,
      what: 'cache-memory-high',
      description: `Cache memory of the fullest node of ${cluster} above ${bands.cacheMemoryPercent.high} %; at 100 % writes are throttled`,
      threshold: bands.cacheMemoryPercent.high,
      query: metric('CacheMemoryUtilization', 'Maximum'),
    },
    {
      what: 'hit-rate-low',
      description: `Hits of item, query and scan cache of ${cluster} below ${bands.hitRatePercent.min} % of ${lookupFloor} lookups or more`,
      comparison: 'LessThanThreshold',
      treatMissingData: 'notBreaching',
      threshold: bands.hitRatePercent.min,
      query: hitRate((name) => metric(name, 'Sum')),
    },
    {
      ...above,
      what: 'evictions-high',
      description: `${cluster} evicts faster than ${evictedBytesPerHour.high} bytes per hour`,
      threshold: evictedBytesPerHour.high / minutesPerHour,
      query: metric('EvictedSize', 'Sum'),
    },
    {
      ...above,
      what: 'throttled',
      description: `${cluster} itself refuses requests`,
      threshold: 0,
      query: metric('ThrottledRequestCount', 'Sum'),
    },
  ];
}

/** 6 metrics and 3 expressions of the 10 entries that an alarm may have. A quiet cluster counts as 100 %. */
function hitRate(sum: (metric: string) => MetricQuery): readonly MathEntry[] {
  const parts = [
    ['ih', 'ItemCacheHits'],
    ['im', 'ItemCacheMisses'],
    ['qh', 'QueryCacheHits'],
    ['qm', 'QueryCacheMisses'],
    ['sh', 'ScanCacheHits'],
    ['sm', 'ScanCacheMisses'],
  ] as const;
  const filled = (ids: readonly string[]) => ids.map((id) => `FILL(${id},0)`).join('+');
  return [
    { id: 'rate', expression: `IF(lookups>${lookupFloor},100*hits/lookups,100)`, label: 'hit rate %', returned: true },
    { id: 'hits', expression: filled(['ih', 'qh', 'sh']), label: 'hits', returned: false },
    { id: 'lookups', expression: `hits+${filled(['im', 'qm', 'sm'])}`, label: 'lookups', returned: false },
    ...parts.map(([id, name]) => ({ id, metric: sum(name) })),
  ];
}

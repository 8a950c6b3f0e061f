import { catalogue } from '../../resources/lint/metric-catalogue';
import type { Account, AlarmReading, FoundAlarm } from './account';

export interface SilentAlarm {
  readonly alarm: string;
  readonly why: readonly string[];
}

/** Alarms about DAX or DynamoDB that can never fire, or that nobody hears. Others are not judged. */
export const silentAlarms = (account: Pick<Account, 'alarms' | 'clusters' | 'tables'>): readonly SilentAlarm[] =>
  account.alarms.flatMap((alarm) => {
    const why = [...new Set(reasonsOf(alarm, account))];
    return why.length === 0 ? [] : [{ alarm: alarm.name, why }];
  });

const isOurs = ({ namespace }: AlarmReading): boolean => /^aws\/(dax|dynamodb)$/i.test(namespace);

const reasonsOf = (alarm: FoundAlarm, account: Pick<Account, 'clusters' | 'tables'>): readonly string[] => {
  const readings = alarm.readings.filter(isOurs);
  if (readings.length === 0) return [];
  return [
    ...readings.flatMap((reading) => readingReasons(reading, account)),
    ...readings.filter(({ direct }) => direct).flatMap((reading) => thresholdReasons(alarm, reading)),
    ...((alarm.datapointsToAlarm ?? 0) > alarm.evaluationPeriods
      ? [`it wants ${alarm.datapointsToAlarm} datapoints of ${alarm.evaluationPeriods}`]
      : []),
    // CloudWatch tells EventBridge of every alarm; ours are heard there.
    ...(!alarm.name.startsWith('daxpilot/') && (alarm.actions === 0 || !alarm.actionsEnabled)
      ? [alarm.actions === 0 ? 'it has no action: nobody hears it' : 'its actions are switched off: nobody hears it']
      : []),
  ];
};

const readingReasons = (
  { namespace, metric, dimensions, unit }: AlarmReading,
  { clusters, tables }: Pick<Account, 'clusters' | 'tables'>,
): readonly string[] => {
  if (namespace !== 'AWS/DAX' && namespace !== 'AWS/DynamoDB') {
    return [`the namespace is ${namespace}; AWS publishes in ${/dax/i.test(namespace) ? 'AWS/DAX' : 'AWS/DynamoDB'}`];
  }
  const dax = namespace === 'AWS/DAX';
  const key = dax ? 'ClusterId' : 'TableName';
  const misspelt = Object.keys(dimensions).find((name) => name !== key && isLike(name, dax));
  const value = dimensions[key];
  const known = dax ? clusters.map(({ name }) => name) : tables.map(({ name }) => name);
  return [
    ...(dax && catalogue['AWS/DAX']?.metrics.has(metric) !== true
      ? [`DAX publishes no metric ${metric}${instead(metric)}`]
      : []),
    ...(misspelt === undefined ? [] : [`the dimension is ${misspelt}; it must be ${key}`]),
    ...(value !== undefined && !known.includes(value)
      ? [`there is no ${dax ? 'cluster' : 'table'} ${value} in this Region`]
      : []),
    ...(unit === undefined ? [] : [`it asks for the unit ${unit}; where AWS publishes another, no datapoint counts`]),
  ];
};

const isLike = (dimension: string, dax: boolean): boolean =>
  dax ? /^cluster/i.test(dimension) : /^table/i.test(dimension);

const instead = (metric: string): string => {
  const near = { MemoryUtilization: 'CacheMemoryUtilization', Evictions: 'EvictedSize', EvictionCount: 'EvictedSize' };
  return Object.hasOwn(near, metric) ? `; it is ${near[metric as keyof typeof near]}` : '';
};

/** The network metrics may go beyond 100: they compare with a baseline that bursts exceed. */
const isPercent = (namespace: string, metric: string): boolean =>
  catalogue[namespace]?.metrics.get(metric)?.kind === 'percent' && !metric.startsWith('BaselineNetwork');

const thresholdReasons = (alarm: FoundAlarm, { namespace, metric }: AlarmReading): readonly string[] => {
  const { comparison, threshold } = alarm;
  if (threshold === undefined) return [];
  const above = comparison === 'GreaterThanThreshold';
  const aboveOrAt = comparison === 'GreaterThanOrEqualToThreshold';
  if (isPercent(namespace, metric) && ((above && threshold >= 100) || (aboveOrAt && threshold > 100)))
    return [`${metric} is a percentage, and the threshold is ${threshold}`];
  const below = comparison === 'LessThanThreshold';
  const belowOrAt = comparison === 'LessThanOrEqualToThreshold';
  return (below && threshold <= 0) || (belowOrAt && threshold < 0)
    ? [`${metric} is never below zero, and the threshold is ${threshold}`]
    : [];
};

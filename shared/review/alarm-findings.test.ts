import { alarmFindings, judgedAlarms, targetOfAlarm } from './alarm-findings';
import { hourMs } from './series-facts';
import type { AlarmState } from './survey';
import { aConfig, aMetric, anAccount, anAlarm, nowMs } from './testing';

const codesOf = (parts: Partial<AlarmState>): readonly string[] =>
  alarmFindings(anAlarm(parts), 'products', anAccount(), nowMs).map(({ code }) => code);
const of = (metric: string, dimensions?: Readonly<Record<string, string>>) => ({
  metrics: [aMetric(metric, dimensions)],
});
const table = { TableName: 'products' };

test.each<[string, Partial<AlarmState>]>([
  ['a healthy alarm', {}],
  ['one that has been in ALARM for five hours', { state: 'ALARM', sinceMs: nowMs - 5 * hourMs }],
  [
    'silence of a metric that is silent while it is zero',
    {
      ...of('ThrottledRequestCount'),
      threshold: 0,
      state: 'INSUFFICIENT_DATA',
      sinceMs: 0,
    },
  ],
  ['one on a node that exists', of('CPUUtilization', { ClusterId: 'products', NodeId: 'products-b' })],
  [
    'hit rate by math that may miss a point',
    {
      ...of('ItemCacheHits'),
      expression: 'FILL(ih,0)/100',
      comparison: 'LessThanThreshold',
      threshold: 80,
    },
  ],
  [
    'throttles of a table in FILL, which keep their state',
    {
      ...of('ReadThrottleEvents', table),
      expression: 'FILL(m,0)',
      treatMissingData: 'ignore',
      threshold: 0,
    },
  ],
  [
    'an alarm on another service',
    { metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', dimensions: {}, periodSeconds: 60 }] },
  ],
  ['the very unit in which the metric is published', { metrics: [{ ...aMetric('CPUUtilization'), unit: 'Percent' }] }],
])('nothing is found in %s', (_, parts) => {
  expect(codesOf(parts)).toEqual([]);
});

test.each<[string, Partial<AlarmState>, readonly string[]]>([
  ['in ALARM for six hours', { state: 'ALARM', sinceMs: nowMs - 6 * hourMs }, ['alarm-stuck']],
  ['without data for a day', { state: 'INSUFFICIENT_DATA', sinceMs: nowMs - 24 * hourMs }, ['alarm-no-data']],
  ['MemoryUtilization', of('MemoryUtilization'), ['alarm-unknown-metric']],
  ['the dimension ClusterName', of('CPUUtilization', { ClusterName: 'products' }), ['alarm-wrong-dimension']],
  ['the dimension ClusterID', of('CPUUtilization', { ClusterID: 'products' }), ['alarm-wrong-dimension']],
  [
    'credits by cluster',
    { ...of('CPUCreditBalance'), metrics: [{ ...aMetric('CPUCreditBalance'), periodSeconds: 300 }] },
    ['alarm-wrong-dimension'],
  ],
  ['a cluster that is gone', of('CPUUtilization', { ClusterId: 'gone' }), ['alarm-of-nothing']],
  ['a node that is gone', of('CPUUtilization', { ClusterId: 'products', NodeId: 'products-e' }), ['alarm-of-nothing']],
  ['a period of 60 s on a metric of 300 s', of('ProvisionedReadCapacityUnits', table), ['alarm-period-too-short']],
  ['a period of 10 s', { metrics: [{ ...aMetric('CPUUtilization'), periodSeconds: 10 }] }, ['alarm-period-too-short']],
  ['more than 100 %', { threshold: 100 }, ['alarm-unreachable']],
  ['less than nothing', { comparison: 'LessThanThreshold', threshold: 0 }, ['alarm-unreachable']],
  [
    'zero of what is never published as zero',
    { ...of('TotalRequestCount'), comparison: 'LessThanOrEqualToThreshold', threshold: 0 },
    ['alarm-unreachable'],
  ],
  ['a wrong unit', { metrics: [{ ...aMetric('EvictedSize'), unit: 'Count' }] }, ['alarm-wrong-unit']],
  [
    'silence that keeps an alarm on',
    { ...of('ThrottledRequestCount'), treatMissingData: 'ignore', threshold: 0 },
    ['alarm-sticks'],
  ],
  ['throttles of a table without FILL', { ...of('ReadThrottleEvents', table), threshold: 0 }, ['alarm-sticks']],
  [
    'silence as a breach',
    { ...of('ThrottledRequestCount'), treatMissingData: 'breaching', threshold: 0 },
    ['alarm-fires-on-silence'],
  ],
  [
    'low CPU with silence as a breach',
    { comparison: 'LessThanThreshold', threshold: 20, treatMissingData: 'breaching' },
    ['alarm-fires-on-silence'],
  ],
  [
    'FILL and every point',
    { ...of('ItemCacheHits'), expression: 'FILL(m,0)', datapointsToAlarm: 5 },
    ['alarm-fill-trap'],
  ],
  [
    'a wrong name, and no data because of it',
    { ...of('MemoryUtilization'), state: 'INSUFFICIENT_DATA', sinceMs: 0 },
    ['alarm-unknown-metric'],
  ],
])('found: %s', (_, parts, codes) => {
  expect(codesOf(parts)).toEqual(codes);
});

test('the right name is told', () => {
  const [found] = alarmFindings(anAlarm(of('EvictedItemCount')), null, anAccount(), nowMs);

  expect(found?.text).toBe('AWS/DAX has no metric EvictedItemCount; did you mean EvictedSize?');
});

test('news has the same print while only its hours move', () => {
  const at = (hours: number) =>
    alarmFindings(anAlarm({ state: 'ALARM', sinceMs: 0 }), null, anAccount(), hours * hourMs);

  expect(at(10)[0]?.text).not.toBe(at(16)[0]?.text);
  expect(at(10)[0]?.print).toBe(at(16)[0]?.print);
});

test('judged are alarms of ours, on DAX and on declared tables, and not those of auto scaling', () => {
  const named = (name: string, parts: Partial<AlarmState>) => anAlarm({ name, ...parts });
  const alarms = [
    named('daxpilot/products/throttled', {}),
    named('by hand', of('CPUUtilization', { ClusterName: 'products' })),
    named('their table', of('ReadThrottleEvents', { TableName: 'theirs' })),
    named('our table', of('ReadThrottleEvents', { TableName: 'orders' })),
    named('TargetTracking-table/orders-AlarmLow-1', of('ConsumedReadCapacityUnits', { TableName: 'orders' })),
    named('lambda', { metrics: [] }),
  ];

  const judged = judgedAlarms(alarms, aConfig());

  expect(judged.map((one) => [one.name, targetOfAlarm(one, aConfig())])).toEqual([
    ['daxpilot/products/throttled', 'products'],
    ['by hand', 'products'],
    ['our table', 'orders'],
  ]);
});

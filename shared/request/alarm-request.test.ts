import type { Config } from '../targets';
import { configSchema } from '../targets';
import { parseRequest } from './parse-request';

const config = aConfig({
  products: { cluster: 'products', tables: ['products', 'reviews'] },
  search: { cluster: 'search-eu', tables: ['search'] },
  orders: { tables: ['orders'] },
});

test('an alarm on one metric wakes its target', () => {
  const event = anAlarmEvent();

  expect(parseRequest(event, config)).toEqual({
    kind: 'request',
    request: {
      schemaVersion: 1,
      target: 'products',
      mode: 'apply',
      source: 'alarm',
      reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (70.0).',
      alarm: { name: 'daxpilot/products/cpu-high', state: 'ALARM', atMs: Date.UTC(2026, 10, 23, 17, 4, 40, 989) },
    },
  });
});

test('a math alarm names its cluster in the metrics that its expression refers to', () => {
  const event = anAlarmEvent({
    alarmName: 'daxpilot/products/hit-rate-low',
    metrics: [
      { id: 'rate', expression: '100*h/(h+m)', label: 'hit rate', returnData: true },
      aMetric('AWS/DAX', 'ItemCacheHits', { ClusterId: 'products' }),
      aMetric('AWS/DAX', 'ItemCacheMisses', { ClusterId: 'products' }),
    ],
  });

  expect(parseRequest(event, config)).toMatchObject({ kind: 'request', request: { target: 'products' } });
});

test.each([
  [
    'a table',
    'daxpilot/orders/read-throttled/orders',
    aMetric('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: 'orders' }),
    'orders',
  ],
  [
    'an index',
    'daxpilot/orders/read-throttled/orders',
    aMetric('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: 'orders', GlobalSecondaryIndexName: 'by-date' }),
    'orders',
  ],
  [
    'one node',
    'daxpilot/search/cpu-high',
    aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'search-eu', NodeId: 'search-eu-a' }),
    'search',
  ],
  [
    'a cluster written in capitals',
    'daxpilot/search/cpu-high',
    aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'Search-EU' }),
    'search',
  ],
  [
    'a metric of the application',
    'daxpilot/search/latency',
    aMetric('Shop', 'Latency', { ClusterId: 'whatever' }),
    'search',
  ],
])('an alarm on %s wakes its target', (_, alarmName, metric, target) => {
  expect(parseRequest(anAlarmEvent({ alarmName, metrics: [metric] }), config)).toMatchObject({
    kind: 'request',
    request: { target },
  });
});

test('an event without reasonData, description and previous state is enough', () => {
  const event = anAlarmEvent({ state: { value: 'ALARM', timestamp: '2026-11-23T17:04:40.989+0000' } });

  expect(parseRequest(event, config)).toMatchObject({
    kind: 'request',
    request: { target: 'products', reason: 'daxpilot/products/cpu-high is in ALARM' },
  });
});

test('members that AWS added since are let through', () => {
  const event = anAlarmEvent({
    detail: { alarmTags: { team: 'shop' }, alarmTagsStatus: 'COMPLETE', muteRules: [{ name: 'night' }] },
  });

  expect(parseRequest({ ...event, 'replay-name': 'again', extra: [1] }, config)).toMatchObject({ kind: 'request' });
});

test('the same event twice, an old one and one from the future each cost a look', () => {
  const event = anAlarmEvent();
  const old = anAlarmEvent({ state: { value: 'ALARM', timestamp: '2020-01-01T00:00:00.000+0000' } });
  const future = anAlarmEvent({ state: { value: 'ALARM', timestamp: '2099-01-01T00:00:00.000+0000' } });

  for (const each of [event, event, old, future]) {
    expect(parseRequest(each, config)).toMatchObject({ kind: 'request', request: { target: 'products' } });
  }
});

test('the time of the event stands in for a state without a readable time', () => {
  const event = anAlarmEvent({ state: { value: 'ALARM', timestamp: 'soon' } });

  expect(parseRequest(event, config)).toMatchObject({
    kind: 'request',
    request: { alarm: { atMs: Date.UTC(2026, 10, 23, 17, 4, 40) } },
  });
  expect(parseRequest({ ...event, time: undefined }, config)).toMatchObject({
    kind: 'refused',
    reasonCode: 'invalid-event',
    problems: [{ path: 'detail.state.timestamp', value: 'soon' }],
  });
});

test.each([
  ['OK', { state: { value: 'OK', timestamp: '2026-11-23T17:04:40.989+0000' } }, 'alarm-ok', 'products'],
  [
    'INSUFFICIENT_DATA',
    { state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' } },
    'alarm-insufficient-data',
    'products',
  ],
  [
    'a muted alarm',
    { state: { value: 'ALARM', timestamp: '2026-11-23T17:04:40.989+0000', actionsSuppressedBy: 'Alarm' } },
    'alarm-muted',
    'products',
  ],
  [
    'a composite alarm of a declared target',
    { configuration: { alarmRule: 'ALARM("daxpilot/products/cpu-high")' } },
    'composite-alarm',
    'products',
  ],
  [
    'a muted composite alarm of nobody',
    {
      alarmName: 'daxpilot/all',
      configuration: { alarmRule: 'ALARM(a) OR ALARM(b)', actionsSuppressor: 'deploying' },
      state: { value: 'ALARM', timestamp: '2026-11-23T17:04:40.989+0000', actionsSuppressedBy: 'WaitPeriod' },
    },
    'composite-alarm',
    undefined,
  ],
  ['an alarm of auto scaling', { alarmName: 'TargetTracking-table/orders-AlarmHigh-1' }, 'foreign-alarm', undefined],
  ['a name that only begins like ours', { alarmName: 'daxpilot-else/products/cpu-high' }, 'foreign-alarm', undefined],
])('%s is ignored with a reason', (_, overrides, reasonCode, target) => {
  const parsed = parseRequest(anAlarmEvent(overrides), config);

  expect(parsed).toMatchObject({ kind: 'ignored', reasonCode, text: expect.stringMatching(/\w+ .*\w/) });
  expect(parsed).toHaveProperty('kind', 'ignored');
  expect('target' in parsed ? parsed.target : undefined).toBe(target);
});

const clusterPath = 'detail.configuration.metrics[0].metricStat.metric.dimensions.ClusterId';
const tablePath = 'detail.configuration.metrics[0].metricStat.metric.dimensions.TableName';

test.each([
  [
    'an undeclared cluster',
    {
      alarmName: 'daxpilot/produts/cpu-high',
      metrics: [aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'produts' })],
    },
    'undeclared-cluster',
    [
      { path: clusterPath, value: 'produts', hint: 'did you mean "products"?' },
      { path: 'detail.alarmName', value: 'produts', hint: 'did you mean "products"?' },
    ],
  ],
  [
    'an undeclared cluster under a declared name',
    { metrics: [aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'payments' })] },
    'undeclared-cluster',
    [{ path: clusterPath, value: 'payments' }],
  ],
  [
    'an undeclared table',
    {
      alarmName: 'daxpilot/orders/x',
      metrics: [aMetric('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: 'orderz' })],
    },
    'undeclared-table',
    [{ path: tablePath, value: 'orderz', hint: 'did you mean "orders"?' }],
  ],
  [
    'an undeclared target',
    { alarmName: 'daxpilot/payments/x' },
    'undeclared-target',
    [{ path: 'detail.alarmName', value: 'payments' }],
  ],
  [
    'a name without a target',
    { alarmName: 'daxpilot/' },
    'undeclared-target',
    [{ path: 'detail.alarmName', value: '' }],
  ],
  [
    'a name out of the prototype',
    { alarmName: 'daxpilot/constructor/x' },
    'undeclared-target',
    [{ value: 'constructor' }],
  ],
  [
    "another target's cluster",
    { metrics: [aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'search-eu' })] },
    'alarm-of-another-target',
    [{ path: clusterPath, value: 'search-eu', rule: expect.stringContaining('belongs to search') }],
  ],
])('%s is refused with path, value and rule', (_, overrides, reasonCode, problems) => {
  const parsed = parseRequest(anAlarmEvent(overrides), config);

  expect(parsed).toMatchObject({ kind: 'refused', reasonCode, problems });
});

test.each([
  ['without detail', { detail: undefined }, [{ path: 'detail', value: undefined }]],
  ['with a detail that is a list', { detail: [] }, [{ path: 'detail' }]],
  [
    'without alarm name and with an unknown state',
    { detail: { state: { value: 'RINGING' } } },
    [{ path: 'detail.alarmName' }, { path: 'detail.state.value', value: 'RINGING' }],
  ],
  [
    'with a dimension that is a number',
    {
      detail: {
        alarmName: 'daxpilot/products/x',
        state: { value: 'ALARM' },
        configuration: {
          metrics: [{ metricStat: { metric: { namespace: 'AWS/DAX', dimensions: { ClusterId: 7 } } } }],
        },
      },
    },
    [{ path: clusterPath, value: 7 }],
  ],
])('an event %s is refused with every problem', (_, overrides, problems) => {
  const parsed = parseRequest({ ...anAlarmEvent(), ...overrides }, config);

  expect(parsed).toMatchObject({ kind: 'refused', reasonCode: 'invalid-event', problems });
});

test.each([
  ['a contributor of an alarm', { 'detail-type': 'CloudWatch Alarm Contributor State Change' }, 'detail-type'],
  ['a changed configuration', { 'detail-type': 'CloudWatch Alarm Configuration Change' }, 'detail-type'],
  ['somebody else', { source: 'shop.alarms' }, 'source'],
])('an event of %s is refused', (_, overrides, path) => {
  const parsed = parseRequest({ ...anAlarmEvent(), ...overrides }, config);

  expect(parsed).toMatchObject({ kind: 'refused', reasonCode: 'unknown-event', problems: [{ path }] });
});

function aConfig(targets: Record<string, { cluster?: string; tables: string[] }>): Config {
  const parsed = configSchema.parse({ targets });
  return {
    schemaVersion: 1,
    targets: Object.fromEntries(Object.entries(parsed.targets).map(([name, target]) => [name, { ...target, name }])),
  };
}

function aMetric(namespace: string, name: string, dimensions: Record<string, string>) {
  return {
    id: 'm1',
    metricStat: { metric: { namespace, name, dimensions }, period: 60, stat: 'Maximum' },
    returnData: true,
  };
}

interface Overrides {
  readonly alarmName?: string;
  readonly metrics?: readonly object[];
  readonly configuration?: object;
  readonly state?: object;
  readonly detail?: object;
}

/** The event as AWS documents it, with values of a DAX cluster. */
function anAlarmEvent(overrides: Overrides = {}) {
  const {
    alarmName = 'daxpilot/products/cpu-high',
    metrics = [aMetric('AWS/DAX', 'CPUUtilization', { ClusterId: 'products' })],
  } = overrides;
  const state = {
    value: 'ALARM',
    reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (70.0).',
    reasonData: '{"version":"1.0","statistic":"Maximum","period":60,"recentDatapoints":[84,85,88],"threshold":70.0}',
    timestamp: '2026-11-23T17:04:40.989+0000',
  };
  return {
    version: '0',
    id: '4dfff2f4-bd5b-4a2f-9f3c-5f3a7f9a0001',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: '2026-11-23T17:04:40Z',
    region: 'us-east-1',
    resources: [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`],
    detail: {
      alarmName,
      configuration: overrides.configuration ?? { description: 'CPU', metrics },
      previousState: { value: 'OK', reason: 'Threshold Crossed', timestamp: '2026-11-23T16:56:40.987+0000' },
      state: overrides.state ?? state,
      ...overrides.detail,
    },
  };
}

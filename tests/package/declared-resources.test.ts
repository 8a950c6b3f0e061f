import { fragments, type Place } from '../../resources/fragments';
import { catalogue } from '../../resources/lint/metric-catalogue';
import { logicalId } from '../../resources/template';

const twoTargets = [
  'targets:',
  '  products: { cluster: products, tables: [products, reviews] }',
  '  orders: { tables: [orders] }',
].join('\n');

test('a target with a cluster has five alarms of it and two of each table, one without has those of its tables', () => {
  expect(alarmsOf(twoTargets).map(({ AlarmName }) => AlarmName)).toEqual([
    'daxpilot/products/cpu-high',
    'daxpilot/products/cache-memory-high',
    'daxpilot/products/hit-rate-low',
    'daxpilot/products/evictions-high',
    'daxpilot/products/throttled',
    'daxpilot/products/read-throttled/products',
    'daxpilot/products/write-throttled/products',
    'daxpilot/products/read-throttled/reviews',
    'daxpilot/products/write-throttled/reviews',
    'daxpilot/orders/read-throttled/orders',
    'daxpilot/orders/write-throttled/orders',
  ]);
});

test('adding a cluster is one entry: alarms, schedule and rights follow', () => {
  const before = resourcesOf(twoTargets);
  const after = resourcesOf(`${twoTargets}\n  search: { cluster: search, tables: [index] }`);

  const added = Object.keys(after).filter((id) => !(id in before));
  expect(added.filter((id) => id.startsWith('AlarmSearch'))).toHaveLength(7);
  expect(added).toContain('ScheduleSearch');
  expect(JSON.stringify(after.ApplyRole)).toContain('table/index"');
  expect(JSON.stringify(before.ApplyRole)).not.toContain('table/index"');
});

test('thresholds and windows are those of the policy', () => {
  const text = [
    'targets:',
    '  products:',
    '    cluster: products',
    '    policy:',
    '      bands: { cpuPercent: { high: 65 }, cacheMemoryPercent: { high: 75 }, hitRatePercent: { min: 85 } }',
    '      evictedBytesPerHour: { high: 600 }',
    '      windowsMs: { trigger: 600000 }',
  ].join('\n');

  const [cpu, memory, hitRate, evictions, throttled] = alarmsOf(text);
  expect(cpu).toMatchObject({ Threshold: 65, ComparisonOperator: 'GreaterThanThreshold', Statistic: 'Maximum' });
  expect(memory).toMatchObject({ Threshold: 75, ComparisonOperator: 'GreaterThanThreshold', Statistic: 'Maximum' });
  expect(hitRate).toMatchObject({ Threshold: 85, ComparisonOperator: 'LessThanThreshold' });
  expect(evictions).toMatchObject({ Threshold: 10, MetricName: 'EvictedSize', Statistic: 'Sum' });
  expect(throttled).toMatchObject({ Threshold: 0, MetricName: 'ThrottledRequestCount', Statistic: 'Sum' });
  for (const alarm of alarmsOf(text)) expect(alarm).toMatchObject({ EvaluationPeriods: 10, DatapointsToAlarm: 6 });
});

test('every alarm watches metrics that exist, by the dimension that AWS publishes them with, and names no unit', () => {
  for (const alarm of alarmsOf(twoTargets)) {
    const metrics = metricsOf(alarm);
    expect(metrics.length).toBeGreaterThan(0);
    for (const { Namespace, MetricName, Dimensions, Period } of metrics) {
      const known = catalogue[String(Namespace)];
      expect([alarm.AlarmName, MetricName, known?.metrics.has(String(MetricName))]).toEqual([
        alarm.AlarmName,
        MetricName,
        true,
      ]);
      expect(Dimensions).toEqual([{ Name: known?.dimensions[0]?.[0], Value: expect.any(String) }]);
      expect(Period).toBe(60);
    }
    expect(JSON.stringify(alarm)).not.toContain('"Unit"');
  }
});

test('every alarm fires on M of N datapoints and treats silence as the facts of its namespace ask', () => {
  for (const alarm of alarmsOf(twoTargets)) {
    expect(alarm).toMatchObject({ EvaluationPeriods: 5, DatapointsToAlarm: 3, ActionsEnabled: false });
    const ofTable = String(alarm.AlarmName).includes('-throttled/');
    expect(alarm.TreatMissingData).toBe(ofTable ? 'ignore' : 'notBreaching');
  }
});

test('the hit rate is over all three caches, filled with zero, and says nothing of a quiet cluster', () => {
  const hitRate = alarmsOf(twoTargets).find(({ AlarmName }) => AlarmName === 'daxpilot/products/hit-rate-low');
  const entries = hitRate?.Metrics as readonly { Id: string; Expression?: string; ReturnData: boolean }[];

  expect(entries.length).toBeLessThanOrEqual(10);
  expect(entries.filter(({ ReturnData }) => ReturnData).map(({ Expression }) => Expression)).toEqual([
    'IF(lookups>100,100*hits/lookups,100)',
  ]);
  expect(metricsOf(hitRate ?? {}).map(({ MetricName }) => MetricName)).toEqual([
    'ItemCacheHits',
    'ItemCacheMisses',
    'QueryCacheHits',
    'QueryCacheMisses',
    'ScanCacheHits',
    'ScanCacheMisses',
  ]);
  for (const { Expression = '' } of entries) {
    for (const id of Expression.match(/\b[a-z]+\b/g) ?? []) {
      expect(entries.map(({ Id }) => Id)).toContain(id);
    }
  }
});

test('an alarm name that CloudWatch would refuse is refused here', () => {
  const table = 't'.repeat(255);

  expect(() => fragments(`targets: { a: { tables: [${table}] } }`, 'daxpilot.yml')).toThrow(/CloudWatch allows 255/);
});

test('no action is a pattern, and a resource is open only where AWS knows none, in this Region alone', () => {
  for (const [role, statement] of statementsOf(twoTargets)) {
    for (const action of statement.Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    if (statement.Resource !== '*') continue;
    for (const action of statement.Action) {
      expect([role, action, unscopable.test(action)]).toEqual([role, action, true]);
    }
    expect(statement.Condition).toBeDefined();
  }
});

test('each change of clusters and tables is the right of one role, and who announces and starts may do that alone', () => {
  const having = (pattern: RegExp) => [
    ...new Set(
      statementsOf(twoTargets).flatMap(([role, { Action }]) => (Action.some((one) => pattern.test(one)) ? [role] : [])),
    ),
  ];

  expect(having(/^dax:(?!Describe|List|CreateCluster|DeleteCluster|TagResource)/)).toEqual(['ApplyRole']);
  expect(having(/^dax:CreateCluster$/)).toEqual(['ReplaceCreateRole']);
  expect(having(/^dax:DeleteCluster$/)).toEqual(['ReplaceDeleteRole']);
  expect(having(/^dynamodb:UpdateTable$/)).toEqual(['ApplyRole', 'ReplaceCapacityRole']);
  expect(having(/^application-autoscaling:(Put|Deregister)/)).toEqual(['ApplyRole']);
  expect(having(/^application-autoscaling:Register/)).toEqual(['ApplyRole', 'ReplaceCapacityRole']);
  expect(having(/^sns:/)).toEqual([
    'RecordRole',
    'ReleaseRole',
    'RecoverRole',
    'ReplaceControlRole',
    'ReplaceCapacityRole',
    'ReplaceRecoverRole',
    'ReviewSettleRole',
  ]);
  expect(having(/^states:StartExecution$/)).toEqual([
    'ReleaseRole',
    'RecoverRole',
    'ReplaceControlRole',
    'ReplaceRecoverRole',
    'ReviewSettleRole',
    'RulesRole',
  ]);
});

test('the look of a review can only read', () => {
  const actions = statementsOf(twoTargets).flatMap(([role, { Action }]) => (role === 'ReviewLookRole' ? Action : []));

  expect(actions.filter((one) => !/^(logs|xray):|:(Get|Describe|List|Query)/.test(one))).toEqual([]);
});

test('a target that asks for learned rules is reviewed hourly by a function that only its rule may call, others are not', () => {
  const learningText = `${twoTargets}\n  search: { cluster: search, policy: { learnedRules: advise } }`;
  const learning = resourcesOf(learningText);
  const ids = Object.keys(learning).filter((id) => id.startsWith('Learn'));

  expect(Object.keys(resourcesOf(twoTargets)).filter((id) => id.startsWith('Learn'))).toEqual(['LearnRole']);
  expect(learnRights(twoTargets)).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  expect(ids.toSorted()).toEqual(['LearnPermissionSearch', 'LearnRole', 'LearnScheduleSearch']);
  expect(learning.LearnPermissionSearch?.Properties).toMatchObject({
    FunctionName: { 'Fn::GetAtt': ['LearnLambdaFunction', 'Arn'] },
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['LearnScheduleSearch', 'Arn'] },
  });
  expect(learnRights(learningText)).toEqual([
    'cloudwatch:GetMetricData',
    'dax:DescribeClusters',
    'dax:DescribeParameters',
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
});

const learnRights = (text: string) =>
  statementsOf(text)
    .flatMap(([role, { Action }]) => (role === 'LearnRole' ? Action : []))
    .toSorted();

test('clusters are changed by name: the declared one and what a hand-over makes of it, and no declared one is ever deleted', () => {
  const resources = (text: string, action: string, place = {}) =>
    statementsOf(text, place).flatMap(([role, { Effect, Action, Resource }]) =>
      Action.includes(action)
        ? [`${role} ${Effect} ${JSON.stringify(Resource).replace(/"[^"]*:cache\//g, '"cache/')}`]
        : [],
    );
  const long = 'targets: { a: { cluster: A-long-Cluster-name } }';

  expect(resources(twoTargets, 'dax:DecreaseReplicationFactor')).toEqual([
    'ApplyRole Allow [{"Fn::Sub":"cache/products"},{"Fn::Sub":"cache/products-????"},{"Fn::Sub":"cache/orders-????"}]',
  ]);
  expect(resources(twoTargets, 'dax:DeleteCluster')).toEqual([
    'ReplaceDeleteRole Allow [{"Fn::Sub":"cache/products-????"},{"Fn::Sub":"cache/orders-????"}]',
    'ReplaceDeleteRole Deny [{"Fn::Sub":"cache/products"}]',
  ]);
  expect(resources(long, 'dax:UpdateCluster')).toEqual([
    'ApplyRole Allow [{"Fn::Sub":"cache/a-long-cluster-name"},{"Fn::Sub":"cache/a-long-cluster-????"}]',
  ]);
  expect(resources(long, 'dax:CreateCluster')).toEqual([
    'ReplaceCreateRole Allow [{"Fn::Sub":"cache/a-long-cluster-????"}]',
  ]);
  expect(resources(twoTargets, 'dax:DeleteCluster', { daxRights: 'any-cluster' })).toEqual([
    'ReplaceDeleteRole Allow "*"',
    'ReplaceDeleteRole Deny [{"Fn::Sub":"cache/products"}]',
  ]);
  expect(() => fragments(twoTargets, 'daxpilot.yml', { daxRights: 'all' })).toThrow(
    /by-cluster or any-cluster, not "all"/,
  );
});

test('functions and machines may send traces, machines may ask the sampling rules, and without tracing nobody may either', () => {
  const rolesWith = (action: string, place = {}) =>
    statementsOf(twoTargets, place).flatMap(([role, { Action }]) => (Action.includes(action) ? [role] : []));
  const all = Object.keys(fragments(twoTargets, 'daxpilot.yml').roles.Resources).filter((role) => role !== 'RulesRole');

  expect(rolesWith('xray:PutTraceSegments')).toEqual(all);
  expect(rolesWith('xray:PutTelemetryRecords')).toEqual(all);
  expect(rolesWith('xray:GetSamplingRules')).toEqual(all.filter((role) => role.endsWith('MachineRole')));
  expect(rolesWith('xray:PutTraceSegments', { tracing: 'off' })).toEqual([]);
  expect(fragments(twoTargets, 'daxpilot.yml').tracing).toBe(true);
  expect(fragments(twoTargets, 'daxpilot.yml', { tracing: 'off' }).tracing).toBe(false);
  expect(() => fragments(twoTargets, 'daxpilot.yml', { tracing: 'no' })).toThrow(
    /DAXPILOT_TRACING must be on or off, not "no"/,
  );
});

test('without a declared table there is no statement about tables', () => {
  const statements = statementsOf('targets: { cache: { cluster: cache } }').map(([, statement]) => statement);

  expect(JSON.stringify(statements)).not.toContain('UpdateTable');
  expect(statements.every(({ Resource }) => Resource.length !== 0)).toBe(true);
});

test('different names never meet in one logical id', () => {
  const names = ['a.b', 'a_b', 'a-b', 'ab', 'aB', 'aX2eb', 'a/b', 'a-x2eb', 'a--b', 'x-b', 'X-b'];

  expect(logicalId('alarm', 'products', 'cpu-high')).toBe('AlarmProductsCpuHigh');
  expect(new Set(names.map((name) => logicalId('alarm', name))).size).toBe(names.length);
});

const unscopable =
  /^(cloudwatch:(GetMetricData|DescribeAlarms)|dax:\w+|dynamodb:DescribeLimits|application-autoscaling:\w+|xray:\w+)$/;

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly unknown[];
  readonly Condition?: object;
}

function resourcesOf(
  text: string,
  place: Place = {},
): Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>> {
  const { alarms, schedules, roles } = fragments(text, 'daxpilot.yml', place);
  return { ...alarms.Resources, ...schedules.Resources, ...roles.Resources };
}

type Properties = Readonly<Record<string, unknown>>;

const alarmsOf = (text: string): readonly Properties[] =>
  Object.values(resourcesOf(text)).flatMap(({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' ? [Properties] : [],
  );

function metricsOf(alarm: Properties): readonly Properties[] {
  if (alarm.Metrics === undefined) return [alarm];
  const entries = alarm.Metrics as readonly { MetricStat?: { Metric: Properties; Period: number } }[];
  return entries.flatMap(({ MetricStat }) => (MetricStat ? [{ ...MetricStat.Metric, Period: MetricStat.Period }] : []));
}

const statementsOf = (text: string, place: Place = {}): readonly (readonly [string, Statement])[] =>
  Object.entries(resourcesOf(text, place)).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::IAM::Role') return [];
    const policies = Properties.Policies as readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map((one) => [id, one] as const));
  });

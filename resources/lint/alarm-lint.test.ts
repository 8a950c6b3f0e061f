import { fragments } from '../fragments';
import { lintAlarms } from './alarm-lint';

const cpu = {
  AlarmName: 'daxpilot/products/cpu-high',
  Namespace: 'AWS/DAX',
  MetricName: 'CPUUtilization',
  Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 5,
  DatapointsToAlarm: 3,
  Threshold: 70,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const throttles = { ...cpu, MetricName: 'ThrottledRequestCount', Statistic: 'Sum', Threshold: 0 };
const math = (expression: string, metrics: readonly object[], parts: object = {}) => {
  const { Namespace: _, MetricName: __, Dimensions: ___, Statistic: ____, Period: _____, ...rest } = cpu;
  return { ...rest, Metrics: [{ Id: 'e', Expression: expression, ReturnData: true }, ...metrics], ...parts };
};
const entry = (Id: string, Namespace: string, MetricName: string, Name: string, Stat = 'Sum') => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace, MetricName, Dimensions: [{ Name, Value: 'products' }] }, Period: 60, Stat },
});
const reads = entry('m', 'AWS/DynamoDB', 'ReadThrottleEvents', 'TableName');

const lint = (alarm: object) =>
  lintAlarms({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: alarm as never } }).map(
    ({ rule, text }) => `${rule}: ${text}`,
  );

test.each<[string, object]>([
  ['CPU of the busiest node', cpu],
  ['requests that DAX refuses', throttles],
  ['throttles of a table, filled', math('FILL(m,0)', [reads], { TreatMissingData: 'ignore' })],
])('%s is well', (_, alarm) => {
  expect(lint(alarm)).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'a metric that does not exist',
    { ...cpu, MetricName: 'MemoryUtilization' },
    'unknown-metric: AWS/DAX has no metric MemoryUtilization',
  ],
  ['a namespace that does not exist', { ...cpu, Namespace: 'AWS/Dax' }, 'unknown-metric: the namespace AWS/Dax'],
  [
    'a dimension by another name',
    { ...cpu, Dimensions: [{ Name: 'ClusterName', Value: 'x' }] },
    'unknown-dimension: CPUUtilization is published by ClusterId, or ClusterId + NodeId, not by ClusterName',
  ],
  ['a dimension in other letters', { ...cpu, Dimensions: [{ Name: 'ClusterID', Value: 'x' }] }, 'unknown-dimension'],
  ['no dimension', { ...cpu, Dimensions: [] }, 'unknown-dimension'],
  [
    'the mean of a level',
    { ...cpu, Statistic: 'Average' },
    'wrong-statistic: Average of CPUUtilization: a mean over nodes hides',
  ],
  [
    'the mean of a counter',
    { ...throttles, Statistic: 'Average' },
    'wrong-statistic: Average of ThrottledRequestCount: it counts',
  ],
  ['the sum of a level', { ...cpu, Statistic: 'Sum' }, 'wrong-statistic'],
  [
    'silence that leaves it in ALARM',
    { ...cpu, TreatMissingData: 'ignore' },
    'missing-data: the metric is silent while it is zero, and then the alarm stays as it is',
  ],
  ['silence that fires it', { ...cpu, TreatMissingData: 'breaching' }, 'then the alarm fires'],
  ['the default for silence', { ...cpu, TreatMissingData: undefined }, 'falls into INSUFFICIENT_DATA'],
  [
    'DynamoDB with a setting that AWS ignores',
    math('FILL(m,0)', [reads]),
    'missing-data: alarms on AWS/DynamoDB keep their state',
  ],
  [
    'DynamoDB that never hears of a zero',
    {
      ...throttles,
      Namespace: 'AWS/DynamoDB',
      MetricName: 'ReadThrottleEvents',
      Dimensions: [{ Name: 'TableName', Value: 'x' }],
      TreatMissingData: 'ignore',
    },
    'no zero arrives',
  ],
  ['a percentage above 100', { ...cpu, Threshold: 100 }, 'never-fires: CPUUtilization is never above 100'],
  ['less than nothing', { ...throttles, ComparisonOperator: 'LessThanThreshold' }, 'never-fires: nothing is below 0'],
  ['a threshold that is no number', { ...cpu, Threshold: undefined }, 'never-fires: Threshold must be a number'],
  ['more datapoints than periods', { ...cpu, DatapointsToAlarm: 6 }, 'never-fires: 6 datapoints of 5'],
  ['a unit', { ...cpu, Unit: 'Count' }, 'never-fires: Unit Count'],
  ['a window of more than a day', { ...cpu, EvaluationPeriods: 1441 }, 'longer than the 1 d'],
  ['a period that CloudWatch does not know', { ...cpu, Period: 45 }, 'not 45'],
  [
    'a five-minute metric asked for each minute',
    {
      ...cpu,
      MetricName: 'CPUCreditBalance',
      Dimensions: [
        { Name: 'ClusterId', Value: 'x' },
        { Name: 'NodeId', Value: 'y' },
      ],
    },
    'never-fires: CPUCreditBalance comes every 300 s',
  ],
  [
    'FILL with every period',
    math('FILL(m,0)', [reads], { TreatMissingData: 'ignore', DatapointsToAlarm: 5 }),
    'never-fires: FILL() with 5 of 5',
  ],
  [
    'an expression about nobody',
    math('FILL(n,0)', [reads], { TreatMissingData: 'ignore' }),
    'math: the expression names n',
  ],
  [
    'two results',
    math('FILL(m,0)', [{ ...reads, ReturnData: true }], { TreatMissingData: 'ignore' }),
    'math: exactly one',
  ],
  ['an alarm that nobody hears', { ...cpu, AlarmName: 'mine/cpu' }, 'never-heard'],
  [
    'one whose actions are off',
    { ...cpu, AlarmName: 'mine/cpu', AlarmActions: ['arn'], ActionsEnabled: false },
    'never-heard',
  ],
  ['a name that is too long', { ...cpu, AlarmName: `daxpilot/${'x'.repeat(250)}` }, 'name: the alarm name has 259'],
])('%s is found', (_, alarm, wanted) => {
  expect(lint(alarm).join('\n')).toContain(wanted);
});

const withBands = (bands: string) =>
  `targets: { products: { cluster: products, tables: [products], policy: { bands: { ${bands} } } } }`;

test('a policy whose band no reading can leave makes an alarm that never fires, and is refused before packaging', () => {
  expect(() => fragments(withBands('cpuPercent: { high: 100 }'), 'daxpilot.yml')).toThrow(
    /AlarmProductsCpuHigh: never-fires: CPUUtilization is never above 100/,
  );
});

import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmReading, FoundAlarm } from './account';

/** An alarm as DescribeAlarms tells it: on one metric, or on an expression over several. */
export const toFoundAlarm = (alarm: MetricAlarm): FoundAlarm => ({
  name: alarm.AlarmName ?? 'unnamed',
  comparison: alarm.ComparisonOperator ?? '',
  ...(alarm.Threshold === undefined ? {} : { threshold: alarm.Threshold }),
  evaluationPeriods: alarm.EvaluationPeriods ?? 1,
  ...(alarm.DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: alarm.DatapointsToAlarm }),
  actions: alarm.AlarmActions?.length ?? 0,
  actionsEnabled: alarm.ActionsEnabled ?? true,
  readings: alarm.Metrics === undefined || alarm.Metrics.length === 0 ? [single(alarm)] : queried(alarm.Metrics),
});

type Queries = NonNullable<MetricAlarm['Metrics']>;
type Dimensions = MetricAlarm['Dimensions'];

const single = ({ Namespace = '', MetricName = '', Dimensions, Unit }: MetricAlarm): AlarmReading => ({
  namespace: Namespace,
  metric: MetricName,
  dimensions: dimensionsOf(Dimensions),
  ...(Unit === undefined ? {} : { unit: Unit }),
  direct: true,
});

const queried = (queries: Queries): readonly AlarmReading[] =>
  queries.flatMap(({ MetricStat, ReturnData }) => {
    if (MetricStat?.Metric === undefined) return [];
    const { Namespace = '', MetricName = '', Dimensions } = MetricStat.Metric;
    return {
      namespace: Namespace,
      metric: MetricName,
      dimensions: dimensionsOf(Dimensions),
      ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
      direct: ReturnData !== false,
    };
  });

const dimensionsOf = (dimensions: Dimensions = []): Readonly<Record<string, string>> =>
  Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));

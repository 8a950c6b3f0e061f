/** Properties of AWS::CloudWatch::Alarm, as far as they are judged. */
export interface AlarmProperties {
  readonly AlarmName?: unknown;
  readonly Namespace?: unknown;
  readonly MetricName?: unknown;
  readonly Dimensions?: unknown;
  readonly Statistic?: unknown;
  readonly ExtendedStatistic?: unknown;
  readonly Period?: unknown;
  readonly Unit?: unknown;
  readonly Metrics?: unknown;
  readonly Threshold?: unknown;
  readonly ComparisonOperator?: unknown;
  readonly EvaluationPeriods?: unknown;
  readonly DatapointsToAlarm?: unknown;
  readonly TreatMissingData?: unknown;
  readonly AlarmActions?: unknown;
  readonly ActionsEnabled?: unknown;
}

/** One metric that an alarm reads. */
export interface Reading {
  readonly id: string | undefined;
  readonly namespace: string;
  readonly metric: string;
  /** Names, sorted. */
  readonly dimensions: readonly string[];
  readonly stat: string;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

export interface MathEntry {
  readonly id: string;
  readonly expression: string;
  readonly returned: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export function readingsOf(alarm: AlarmProperties): readonly Reading[] {
  if (!Array.isArray(alarm.Metrics)) {
    return [reading(undefined, alarm as Fields, alarm.Statistic ?? alarm.ExtendedStatistic, alarm.Period, alarm.Unit)];
  }
  return alarm.Metrics.flatMap(({ Id, MetricStat }: Fields) => {
    const { Metric, Stat, Period, Unit } = (MetricStat ?? {}) as Fields;
    return Metric === undefined ? [] : [reading(String(Id), Metric as Fields, Stat, Period, Unit)];
  });
}

export function mathOf(alarm: AlarmProperties): readonly MathEntry[] {
  const entries: readonly Fields[] = Array.isArray(alarm.Metrics) ? alarm.Metrics : [];
  return entries.flatMap(({ Id, Expression, ReturnData }) =>
    typeof Expression === 'string' ? [{ id: String(Id), expression: Expression, returned: ReturnData !== false }] : [],
  );
}

function reading(id: string | undefined, metric: Fields, stat: unknown, period: unknown, unit: unknown): Reading {
  const dimensions: readonly Fields[] = Array.isArray(metric.Dimensions) ? metric.Dimensions : [];
  return {
    id,
    namespace: String(metric.Namespace),
    metric: String(metric.MetricName),
    dimensions: dimensions.map(({ Name }) => String(Name)).toSorted(),
    stat: String(stat),
    periodSeconds: Number(period),
    unit: unit === undefined ? undefined : String(unit),
  };
}

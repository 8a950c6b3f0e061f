import { randomUUID } from 'node:crypto';
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { MetricAlarm } from './alarm';
import { COMPARISONS, MISSING_DATA_TREATMENTS, type MissingDataTreatment } from './alarm-evaluation';
import { checkLength, constraint, oneOf, refuseAbsent, required, validationError } from './cloudwatch-error';
import { checkDimensions } from './dimensions';
import { metricId } from './metric-id';
import { type MetricQuery, QueryRun, statisticOf } from './metric-query';
import { MetricStore } from './metric-store';
import { isPeriod } from './period';
import { type AlarmPlace, readCommon } from './read-alarm-common';
import { asValidation, readQueries } from './read-queries';
import { BASIC_STATISTICS } from './statistic';
import { checkUnit } from './unit';

const MAX_METRICS = 10;
const DAY_S = 86_400;
const ABSENT = [
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
];
const SINGLE_METRIC = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
] as const;

/** Checks PutMetricAlarm and makes the alarm ready to be judged. */
export function readMetricAlarm(input: PutMetricAlarmInput, place: AlarmPlace): MetricAlarm {
  refuseAbsent(input, ABSENT);
  const common = readCommon(input, place);
  const evaluationPeriods = positiveInteger(
    'evaluationPeriods',
    required('evaluationPeriods', input.EvaluationPeriods),
  );
  const datapointsToAlarm = positiveInteger('datapointsToAlarm', input.DatapointsToAlarm ?? evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) {
    throw validationError(
      `DatapointsToAlarm (${datapointsToAlarm}) must be less than or equal to EvaluationPeriods (${evaluationPeriods}).`,
    );
  }
  const threshold = required('threshold', input.Threshold);
  if (!Number.isFinite(threshold)) {
    throw constraint('threshold', threshold, 'Member must be a finite number');
  }
  const comparison = readComparison(required('comparisonOperator', input.ComparisonOperator));
  const treatment = oneOf('treatMissingData', input.TreatMissingData ?? 'missing', MISSING_DATA_TREATMENTS);
  const lowSamples = oneOf('evaluateLowSampleCountPercentile', input.EvaluateLowSampleCountPercentile ?? 'evaluate', [
    'evaluate',
    'ignore',
  ]);
  const { queries, watched, periodS } = readWatched(input, place.account);
  checkInterval(evaluationPeriods, periodS);
  return {
    ...common,
    kind: 'metric',
    rule: {
      evaluationPeriods,
      datapointsToAlarm,
      threshold,
      comparison,
      treatMissingData: effective(treatment, queries),
    },
    periodS,
    queries,
    watched,
    waitsForSamples: lowSamples === 'ignore' && watched.kind === 'metric' && watched.statistic.kind === 'percentile',
    given: {
      MetricName: input.MetricName,
      Namespace: input.Namespace,
      Statistic: input.Statistic,
      ExtendedStatistic: input.ExtendedStatistic,
      Dimensions: input.Dimensions,
      Period: input.Period,
      Unit: input.Unit,
      DatapointsToAlarm: input.DatapointsToAlarm,
      TreatMissingData: input.TreatMissingData,
      EvaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile,
      Metrics: input.Metrics,
    },
  };
}

function readComparison(operator: string) {
  if (/^(LessThanLower|GreaterThanUpper)/.test(operator)) {
    throw validationError(
      `The comparison ${operator} is not there on the local platform: it has no anomaly detection.`,
    );
  }
  return oneOf('comparisonOperator', operator, COMPARISONS);
}

interface Watched {
  readonly queries: readonly MetricQuery[];
  readonly watched: MetricQuery;
  readonly periodS: number;
}

function readWatched(input: PutMetricAlarmInput, account: string): Watched {
  const single = SINGLE_METRIC.filter((name) => input[name] !== undefined);
  if (input.Metrics === undefined) {
    return readSingle(input);
  }
  if (single.length > 0) {
    throw validationError(`Metrics list must not be specified together with ${single.join(', ')}.`);
  }
  return readMath(input.Metrics, account);
}

function readSingle(input: PutMetricAlarmInput): Watched {
  const namespace = checkLength('namespace', required('namespace', input.Namespace), 1, 255);
  const name = checkLength('metricName', required('metricName', input.MetricName), 1, 255);
  const periodS = checkAlarmPeriod('period', required('period', input.Period));
  if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified.');
  }
  const stat = input.ExtendedStatistic ?? oneOf('statistic', input.Statistic ?? '', BASIC_STATISTICS);
  const statistic = asValidation(() => statisticOf(stat));
  if (input.ExtendedStatistic !== undefined && statistic.kind === 'basic') {
    throw validationError(`The value ${stat} for parameter ExtendedStatistic is not supported.`);
  }
  const watched: MetricQuery = {
    kind: 'metric',
    id: randomUUID(),
    label: undefined,
    returnData: true,
    metric: metricId(namespace, name, checkDimensions(input.Dimensions ?? [], 'dimensions')),
    periodS,
    stat,
    statistic,
    unit: checkUnit('unit', input.Unit),
  };
  return { queries: [watched], watched, periodS };
}

function readMath(metrics: NonNullable<PutMetricAlarmInput['Metrics']>, account: string): Watched {
  const queries = readQueries(metrics, 'Metrics', account);
  const stats = queries.filter((query) => query.kind === 'metric');
  if (stats.length > MAX_METRICS) {
    throw validationError(`An alarm can be based on at most ${MAX_METRICS} metrics, got ${stats.length}.`);
  }
  const returned = queries.filter(({ returnData }) => returnData);
  const [watched] = returned;
  if (watched === undefined || returned.length > 1) {
    throw validationError(
      `Exactly one element of the metrics list should return data, ${returned.length} do (${returned.map(({ id }) => id).join(', ')}).`,
    );
  }
  const periods = [...new Set(stats.map(({ periodS }) => periodS))];
  const [periodS] = periods;
  if (periodS === undefined) {
    throw validationError('The metrics list of an alarm must contain at least one metric.');
  }
  if (periods.length > 1) {
    throw validationError(`All metrics of an alarm must have the same period, got ${periods.join(', ')}.`);
  }
  checkAlarmPeriod('period', periodS);
  asValidation(() => {
    const results = new QueryRun(new MetricStore(), queries, { startMs: 0, endMs: 0 }).series(watched);
    if (results.length !== 1) {
      throw validationError(
        `The expression ${watched.id} of an alarm must give a single time series, it gives ${results.length}.`,
      );
    }
  });
  return { queries, watched, periodS };
}

function checkAlarmPeriod(member: string, periodS: number): number {
  if (!(isPeriod(periodS) || (periodS > DAY_S && periodS % 60 === 0)) || periodS < 10) {
    throw constraint(member, periodS, 'Metric period must be 10, 20, 30 or a multiple of 60');
  }
  return periodS;
}

function checkInterval(evaluationPeriods: number, periodS: number): void {
  const intervalS = evaluationPeriods * periodS;
  if (periodS < 3_600 && intervalS > DAY_S) {
    throw validationError(
      `Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= ${DAY_S}).`,
    );
  }
  if (intervalS > 7 * DAY_S) {
    throw validationError(
      `Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= ${7 * DAY_S}).`,
    );
  }
}

/** Alarms on metrics of DynamoDB ignore missing data whatever is set (user guide). */
function effective(treatment: MissingDataTreatment, queries: readonly MetricQuery[]): MissingDataTreatment {
  const onDynamo = queries.some((query) => query.kind === 'metric' && query.metric.namespace === 'AWS/DynamoDB');
  return onDynamo ? 'ignore' : treatment;
}

function positiveInteger(member: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw constraint(member, value, 'Member must have value greater than or equal to 1');
  }
  return value;
}

import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { checkLength, invalidValue, refuseAbsent, validationError } from './cloudwatch-error';
import { checkDimensions } from './dimensions';
import { metricId } from './metric-id';
import { expressionNode, type MetricQuery, type MetricStatQuery, QueryError, statisticOf } from './metric-query';
import { isPeriod } from './period';
import { checkUnit } from './unit';

const ID = /^[a-z][a-zA-Z0-9_]*$/;

/** Reads the queries of GetMetricData or of an alarm. `collection` is their name in messages. */
export function readQueries(
  queries: readonly MetricDataQuery[],
  collection: string,
  account: string,
): readonly MetricQuery[] {
  const read = queries.map((query, i) => readQuery(query, `${collection}.member.${i + 1}`, account));
  const ids = read.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    throw validationError(`The values for parameter id in ${collection} are not unique: ${twice}.`);
  }
  return read;
}

/** Runs work on queries; what their expressions get wrong is a validation error. */
export function asValidation<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof QueryError ? validationError(error.message) : error;
  }
}

function readQuery(query: MetricDataQuery, member: string, account: string): MetricQuery {
  const id = checkLength(`${member}.Id`, query.Id ?? '', 1, 255);
  if (!ID.test(id)) {
    throw validationError(
      `The value ${id} for parameter ${member}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (query.AccountId !== undefined && query.AccountId !== account) {
    throw invalidValue(`The parameter ${member}.AccountId must be ${account}: the local platform has one account.`);
  }
  if ((query.MetricStat === undefined) === (query.Expression === undefined)) {
    throw validationError(`The parameter ${member} must have exactly one of MetricStat and Expression.`);
  }
  const common = { id, label: query.Label, returnData: query.ReturnData ?? true };
  if (query.MetricStat !== undefined) {
    if (query.Period !== undefined) {
      throw validationError(`The parameter ${member}.Period is for expressions, a metric has its own in MetricStat.`);
    }
    return { ...common, ...readMetricStat(query.MetricStat, `${member}.MetricStat`) };
  }
  const expression = checkLength(`${member}.Expression`, query.Expression ?? '', 1, 2_048);
  const periodS = query.Period === undefined ? undefined : checkPeriod(`${member}.Period`, query.Period);
  const node = asValidation(() => expressionNode(id, expression));
  return { ...common, kind: 'expression', expression, node, periodS };
}

type ReadMetricStat = Omit<MetricStatQuery, 'id' | 'label' | 'returnData'>;

function readMetricStat(stat: MetricStat, member: string): ReadMetricStat {
  const { Namespace, MetricName, Dimensions = [] } = stat.Metric ?? {};
  refuseAbsent(stat, []);
  const text = stat.Stat ?? '';
  return {
    kind: 'metric',
    metric: metricId(
      checkLength(`${member}.Metric.Namespace`, Namespace ?? '', 1, 255),
      checkLength(`${member}.Metric.MetricName`, MetricName ?? '', 1, 255),
      checkDimensions(Dimensions, `${member}.Metric.Dimensions`),
    ),
    periodS: checkPeriod(`${member}.Period`, stat.Period),
    stat: text,
    statistic: asValidation(() => statisticOf(text)),
    unit: checkUnit(`${member}.Unit`, stat.Unit),
  };
}

export function checkPeriod(member: string, periodS: number | undefined): number {
  if (periodS === undefined || !isPeriod(periodS)) {
    throw validationError(
      `The parameter ${member} must be 1, 5, 10, 20, 30 or a multiple of 60 up to 86400, got ${periodS ?? 'nothing'}.`,
    );
  }
  return periodS;
}

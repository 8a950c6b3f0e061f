import type {
  Datapoint,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  ListMetricsInput,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { Platform } from '../../kernel/service';
import { checkLength, invalidCombination, invalidValue, oneOf, refuseAbsent, required } from './cloudwatch-error';
import { checkDimensions } from './dimensions';
import { getMetricData } from './get-metric-data';
import { dimensionsOut, type MetricId, metricId } from './metric-id';
import { statisticOf } from './metric-query';
import type { MetricStore } from './metric-store';
import { pageOf } from './page';
import { retentionMs, roundedStartMs } from './period';
import { putMetricData } from './put-metric-data';
import { asValidation, checkPeriod } from './read-queries';
import type { Samples } from './samples';
import { BASIC_STATISTICS, type BasicStatistic, computeStatistic, type Statistic } from './statistic';
import { checkUnit } from './unit';

const MAX_STATISTICS_DATAPOINTS = 1_440;
const LIST_PAGE = 500;
const RECENT_MS = 3 * 3_600_000;

export function metricOperations(platform: Platform, store: MetricStore) {
  return {
    PutMetricData(input: PutMetricDataInput) {
      putMetricData(store, input, platform.clock.now());
    },
    GetMetricData(input: GetMetricDataInput) {
      const { account, region, clock } = platform;
      return getMetricData(input, { store, account, region, nowMs: clock.now() });
    },
    GetMetricStatistics(input: GetMetricStatisticsInput) {
      return getMetricStatistics(store, input, platform.clock.now());
    },
    ListMetrics(input: ListMetricsInput) {
      refuseAbsent(input, ['OwningAccount']);
      if (input.RecentlyActive !== undefined) {
        oneOf('recentlyActive', input.RecentlyActive, ['PT3H']);
      }
      const nowMs = platform.clock.now();
      const metrics = store
        .list(nowMs)
        .filter(({ lastPutMs }) => input.RecentlyActive === undefined || nowMs - lastPutMs <= RECENT_MS)
        .filter(({ id }) => isListed(id, input));
      const page = pageOf(metrics, input.NextToken, LIST_PAGE);
      return {
        Metrics: page.items.map(({ id }) => ({
          Namespace: id.namespace,
          MetricName: id.name,
          Dimensions: dimensionsOut(id),
        })),
        ...page.token,
      };
    },
  };
}

function isListed(id: MetricId, { Namespace, MetricName, Dimensions = [] }: ListMetricsInput): boolean {
  return (
    (Namespace === undefined || Namespace === id.namespace) &&
    (MetricName === undefined || MetricName === id.name) &&
    Dimensions.every(({ Name, Value }) =>
      id.dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value)),
    )
  );
}

/** One datapoint per period and unit that has samples, oldest first. */
function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsInput, nowMs: number) {
  const namespace = checkLength('namespace', required('namespace', input.Namespace), 1, 255);
  const name = checkLength('metricName', required('metricName', input.MetricName), 1, 255);
  const startMs = required('startTime', input.StartTime).getTime();
  const endMs = required('endTime', input.EndTime).getTime();
  const periodS = checkPeriod('Period', required('period', input.Period));
  const unit = checkUnit('unit', input.Unit);
  const { Statistics = [], ExtendedStatistics = [] } = input;
  if (Statistics.length === 0 && ExtendedStatistics.length === 0) {
    throw invalidCombination('Must specify either Statistics or ExtendedStatistics');
  }
  if (!(startMs < endMs)) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  const count = Math.ceil((endMs - startMs) / (periodS * 1_000));
  if (count > MAX_STATISTICS_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${count.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
  const basic = Statistics.map((text) => oneOf('statistics', text, BASIC_STATISTICS));
  const extended = ExtendedStatistics.map((text) => [text, asValidation(() => statisticOf(text))] as const);
  const id = metricId(namespace, name, checkDimensions(input.Dimensions ?? [], 'dimensions'));
  const roundedMs = roundedStartMs(startMs, nowMs, periodS);
  const oldestMs = nowMs - retentionMs(periodS);
  const units = unit === undefined ? store.unitsOf(id) : [unit];
  const Datapoints = units
    .flatMap((each) => {
      const options = { periodMs: periodS * 1_000, unit: each, spread: extended.length > 0 };
      return [...store.read(id, { startMs: roundedMs, endMs }, options)]
        .filter(([atMs]) => atMs >= oldestMs)
        .map(([atMs, samples]) => datapoint(atMs, samples, each, basic, extended));
    })
    .sort((a, b) => (a.Timestamp?.getTime() ?? 0) - (b.Timestamp?.getTime() ?? 0));
  return { Label: name, Datapoints };
}

function datapoint(
  atMs: number,
  samples: Samples,
  unit: string,
  basic: readonly BasicStatistic[],
  extended: readonly (readonly [string, Statistic])[],
): Datapoint {
  const statistics = basic.map((name) => [name, computeStatistic(samples, { kind: 'basic', name })] as const);
  const ExtendedStatistics = extended.flatMap(([text, statistic]) => {
    const value = computeStatistic(samples, statistic);
    return value === undefined ? [] : [[text, value] as const];
  });
  return {
    Timestamp: new Date(atMs),
    Unit: unit as NonNullable<Datapoint['Unit']>,
    ...Object.fromEntries(statistics),
    ...(ExtendedStatistics.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(ExtendedStatistics) }),
  };
}

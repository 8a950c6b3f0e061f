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
import { BASIC_STATISTICS, computeStatistic, type Statistic } from './statistic';
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
  const firstMs = roundedStartMs(startMs, nowMs, periodS);
  const units = unit === undefined ? store.unitsOf(id) : [unit];
  const Datapoints = Array.from({ length: Math.ceil((endMs - firstMs) / (periodS * 1_000)) }, (_, i) => {
    const atMs = firstMs + i * periodS * 1_000;
    if (atMs < nowMs - retentionMs(periodS)) {
      return [];
    }
    const window = { startMs: atMs, endMs: Math.min(atMs + periodS * 1_000, endMs) };
    return units.flatMap((each): Datapoint[] => {
      const samples = store.read(id, window, { periodMs: periodS * 1_000, unit: each, spread: extended.length > 0 });
      if (samples.count === 0) {
        return [];
      }
      const value = (statistic: Statistic): number | undefined => computeStatistic(samples, statistic);
      const point = {
        Timestamp: new Date(atMs),
        Unit: each as NonNullable<Datapoint['Unit']>,
        ...Object.fromEntries(basic.map((stat) => [stat, value({ kind: 'basic', name: stat })])),
      };
      const found = extended.flatMap(([text, statistic]) => {
        const found = value(statistic);
        return found === undefined ? [] : [[text, found] as const];
      });
      return [found.length === 0 ? point : { ...point, ExtendedStatistics: Object.fromEntries(found) }];
    });
  }).flat();
  return { Label: name, Datapoints };
}

import type { Throttle } from './throttling';
import type { Dimension } from './throughput-guard';

interface Statistic {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface Series {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
}

/** One datum of PutMetricData. */
export interface MetricDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: Date;
  readonly Unit: 'Count' | 'Milliseconds';
  readonly StatisticValues: {
    readonly SampleCount: number;
    readonly Sum: number;
    readonly Minimum: number;
    readonly Maximum: number;
  };
}

/** What happened in which virtual minute, under the names and dimensions of AWS/DynamoDB. Only what happened has a series. */
export class TableMeter {
  readonly #minutes = new Map<number, Map<string, Series>>();

  constructor(
    private readonly weight: (tableName: string) => number,
    private readonly nowMs: () => number,
  ) {}

  consumed(dimension: Dimension, tableName: string, indexName: string | undefined, units: number): void {
    const name = dimension === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';
    this.#add(name, 'Count', resourceDimensions(tableName, indexName), units);
  }

  /** A batch counts each of its items that was kept out. */
  throttled({ resource, dimension, limit }: Throttle): void {
    const side = dimension === 'read' ? 'Read' : 'Write';
    const dimensions = resourceDimensions(resource.tableName, resource.indexName);
    this.#add(`${side}ThrottleEvents`, 'Count', dimensions, 1);
    this.#add(`${side}${metricOfLimit[limit]}ThrottleEvents`, 'Count', dimensions, 1);
  }

  throttledRequest(tableName: string, operation: string): void {
    this.#add('ThrottledRequests', 'Count', { TableName: tableName, Operation: operation }, 1);
  }

  conditionFailed(tableName: string): void {
    this.#add('ConditionalCheckFailedRequests', 'Count', { TableName: tableName }, 1);
  }

  succeeded(tableName: string, operation: string, latencyMs: number): void {
    this.#add('SuccessfulRequestLatency', 'Milliseconds', { TableName: tableName, Operation: operation }, latencyMs);
  }

  returned(tableName: string, operation: string, items: number): void {
    this.#add('ReturnedItemCount', 'Count', { TableName: tableName, Operation: operation }, items);
  }

  timeToLiveDeleted(tableName: string, items: number): void {
    this.#add('TimeToLiveDeletedItemCount', 'Count', { TableName: tableName }, items / this.weight(tableName));
  }

  /** A value that holds in the minute that begins at `minuteStartMs`, whatever the weight. */
  gauge(name: string, tableName: string, indexName: string | undefined, value: number, minuteStartMs: number): void {
    const dimensions = resourceDimensions(tableName, indexName);
    this.#put({ name, unit: 'Count', dimensions }, value, 1, Math.floor(minuteStartMs / minuteMs));
  }

  /** The data of every minute that ended by `nowMs`, each stamped with its beginning; they are given once. */
  takeEnded(nowMs: number): readonly MetricDatum[] {
    const running = Math.floor(nowMs / minuteMs);
    const ended = [...this.#minutes].filter(([minute]) => minute < running).sort(([one], [other]) => one - other);
    for (const [minute] of ended) this.#minutes.delete(minute);
    return ended.flatMap(([minute, series]) => [...series.values()].map((one) => datumOf(one, minute * minuteMs)));
  }

  #add(name: string, unit: Series['unit'], dimensions: Series['dimensions'], value: number): void {
    this.#put(
      { name, unit, dimensions },
      value,
      this.weight(dimensions.TableName ?? ''),
      Math.floor(this.nowMs() / minuteMs),
    );
  }

  #put(of: Omit<Series, 'statistic'>, value: number, weight: number, minute: number): void {
    const series = this.#minutes.get(minute) ?? new Map<string, Series>();
    this.#minutes.set(minute, series);
    const key = `${of.name}|${Object.values(of.dimensions).join('|')}`;
    const statistic = series.get(key)?.statistic ?? { count: 0, sum: 0, minimum: value, maximum: value };
    series.set(key, {
      ...of,
      statistic: {
        count: statistic.count + weight,
        sum: statistic.sum + value * weight,
        minimum: Math.min(statistic.minimum, value),
        maximum: Math.max(statistic.maximum, value),
      },
    });
  }
}

const minuteMs = 60_000;

const datumOf = ({ dimensions, name, statistic, unit }: Series, minuteStartMs: number): MetricDatum => ({
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Timestamp: new Date(minuteStartMs),
  Unit: unit,
  StatisticValues: {
    SampleCount: statistic.count,
    Sum: statistic.sum,
    Minimum: statistic.minimum,
    Maximum: statistic.maximum,
  },
});

const metricOfLimit = {
  ProvisionedThroughputExceeded: 'ProvisionedThroughput',
  KeyRangeThroughputExceeded: 'KeyRangeThroughput',
  MaxOnDemandThroughputExceeded: 'MaxOnDemandThroughput',
  AccountLimitExceeded: 'AccountLimit',
} as const;

const resourceDimensions = (tableName: string, indexName: string | undefined): Readonly<Record<string, string>> =>
  indexName === undefined ? { TableName: tableName } : { TableName: tableName, GlobalSecondaryIndexName: indexName };

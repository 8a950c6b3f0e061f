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
  statistic: Statistic;
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

/** What happened in the running minute, under the names and dimensions of AWS/DynamoDB. Only what happened has a series. */
export class TableMeter {
  #series = new Map<string, Series>();

  constructor(private readonly weight: () => number) {}

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
    this.#add('TimeToLiveDeletedItemCount', 'Count', { TableName: tableName }, items / this.weight());
  }

  gauge(name: string, tableName: string, indexName: string | undefined, value: number): void {
    this.#put(name, 'Count', resourceDimensions(tableName, indexName), value, 1);
  }

  /** The minute's data, stamped with its beginning; the next minute starts empty. */
  take(minuteStartMs: number): readonly MetricDatum[] {
    const taken = [...this.#series.values()];
    this.#series = new Map();
    return taken.map(({ name, unit, dimensions, statistic }) => ({
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
    }));
  }

  #add(name: string, unit: Series['unit'], dimensions: Series['dimensions'], value: number): void {
    this.#put(name, unit, dimensions, value, this.weight());
  }

  #put(name: string, unit: Series['unit'], dimensions: Series['dimensions'], value: number, weight: number): void {
    const key = `${name}|${Object.values(dimensions).join('|')}`;
    const known = this.#series.get(key);
    const added: Statistic = { count: weight, sum: value * weight, minimum: value, maximum: value };
    if (!known) {
      this.#series.set(key, { name, unit, dimensions, statistic: added });
      return;
    }
    const { statistic } = known;
    known.statistic = {
      count: statistic.count + added.count,
      sum: statistic.sum + added.sum,
      minimum: Math.min(statistic.minimum, value),
      maximum: Math.max(statistic.maximum, value),
    };
  }
}

const metricOfLimit = {
  ProvisionedThroughputExceeded: 'ProvisionedThroughput',
  KeyRangeThroughputExceeded: 'KeyRangeThroughput',
  MaxOnDemandThroughputExceeded: 'MaxOnDemandThroughput',
  AccountLimitExceeded: 'AccountLimit',
} as const;

const resourceDimensions = (tableName: string, indexName: string | undefined): Readonly<Record<string, string>> =>
  indexName === undefined ? { TableName: tableName } : { TableName: tableName, GlobalSecondaryIndexName: indexName };

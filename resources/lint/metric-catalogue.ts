import { stateMetrics, stateNamespace } from '../../shared/flow/target-state';

/** `percent` and `gauge` are levels: the maximum over nodes decides. `count` is summed. */
export type MetricKind = 'percent' | 'gauge' | 'count';

export interface KnownMetric {
  readonly kind: MetricKind;
  /** Seconds between datapoints. */
  readonly everySeconds: number;
}

export interface Namespace {
  readonly metrics: ReadonlyMap<string, KnownMetric>;
  /** Sets of dimensions that metrics are published with. */
  readonly dimensions: readonly (readonly string[])[];
  /** What happens while nothing is counted: `silent` publishes nothing; `keeps-state`: alarms ignore missing data whatever they say. */
  readonly whileZero: 'silent' | 'keeps-state';
}

const known = (kind: MetricKind, names: readonly string[], everySeconds = 60) =>
  names.map((name) => [name, { kind, everySeconds }] as const);

/** From the metrics pages of the DAX, DynamoDB, SQS and Step Functions guides (read 2026-11). */
export const catalogue: Readonly<Record<string, Namespace>> = {
  'AWS/DAX': {
    whileZero: 'silent',
    dimensions: [['ClusterId'], ['ClusterId', 'NodeId']],
    metrics: new Map([
      ...known('percent', [
        'CPUUtilization',
        'CacheMemoryUtilization',
        'BaselineNetworkBytesInUtilization',
        'BaselineNetworkBytesOutUtilization',
      ]),
      ...known('gauge', ['ClientConnections', 'EstimatedDbSize']),
      ...known('count', ['EvictedSize', 'NetworkBytesIn', 'NetworkBytesOut', 'NetworkPacketsIn', 'NetworkPacketsOut']),
      ...known('count', [
        'GetItemRequestCount',
        'BatchGetItemRequestCount',
        'BatchWriteItemRequestCount',
        'DeleteItemRequestCount',
        'PutItemRequestCount',
        'UpdateItemRequestCount',
        'QueryRequestCount',
        'ScanRequestCount',
        'TransactWriteItemsCount',
        'TransactGetItemsCount',
        'TotalRequestCount',
        'ItemCacheHits',
        'ItemCacheMisses',
        'QueryCacheHits',
        'QueryCacheMisses',
        'ScanCacheHits',
        'ScanCacheMisses',
        'ErrorRequestCount',
        'FaultRequestCount',
        'FailedRequestCount',
        'ThrottledRequestCount',
      ]),
      ...known(
        'gauge',
        ['CPUCreditUsage', 'CPUCreditBalance', 'CPUSurplusCreditBalance', 'CPUSurplusCreditsCharged'],
        300,
      ),
    ]),
  },
  'AWS/DynamoDB': {
    whileZero: 'keeps-state',
    dimensions: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
    metrics: new Map([
      ...known('count', [
        'ConsumedReadCapacityUnits',
        'ConsumedWriteCapacityUnits',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
        'ReadProvisionedThroughputThrottleEvents',
        'WriteProvisionedThroughputThrottleEvents',
        'ReadKeyRangeThroughputThrottleEvents',
        'WriteKeyRangeThroughputThrottleEvents',
        'ReadAccountLimitThrottleEvents',
        'WriteAccountLimitThrottleEvents',
        'ReadMaxOnDemandThroughputThrottleEvents',
        'WriteMaxOnDemandThroughputThrottleEvents',
      ]),
      ...known('gauge', ['ProvisionedReadCapacityUnits', 'ProvisionedWriteCapacityUnits'], 300),
    ]),
  },
  'AWS/SQS': {
    whileZero: 'silent',
    dimensions: [['QueueName']],
    metrics: new Map(known('gauge', ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'])),
  },
  'AWS/States': {
    whileZero: 'silent',
    dimensions: [['StateMachineArn']],
    metrics: new Map(
      known('count', [
        'ExecutionsStarted',
        'ExecutionsSucceeded',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
        'ExecutionsAborted',
        'ExecutionThrottled',
      ]),
    ),
  },
  [stateNamespace]: {
    whileZero: 'silent',
    dimensions: [['Target']],
    metrics: new Map(known('gauge', Object.values(stateMetrics), 600)),
  },
};

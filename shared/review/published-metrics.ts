/** What AWS publishes, from the metrics and dimensions pages of both guides (2026-11): unit, seconds between points, and whether silence is normal. */
export interface PublishedMetric {
  readonly unit: 'Percent' | 'Count' | 'Bytes' | 'Milliseconds' | 'Other';
  readonly everySeconds: 60 | 300;
  /** `flows`: has points all the time while the resource lives. `sparse`: has points only while it is not zero. */
  readonly presence: 'flows' | 'sparse';
}

const of = (
  names: string,
  unit: PublishedMetric['unit'],
  everySeconds: PublishedMetric['everySeconds'] = 60,
  presence: PublishedMetric['presence'] = 'sparse',
): readonly (readonly [string, PublishedMetric])[] =>
  names.split(' ').map((name) => [name, { unit, everySeconds, presence }]);

const dax = new Map([
  ...of('CPUUtilization CacheMemoryUtilization', 'Percent', 60, 'flows'),
  ...of('BaselineNetworkBytesInUtilization BaselineNetworkBytesOutUtilization', 'Percent'),
  ...of('NetworkBytesIn NetworkBytesOut NetworkMaxBytesIn NetworkMaxBytesOut EstimatedDbSize EvictedSize', 'Bytes'),
  ...of('NetworkPacketsIn NetworkPacketsOut NetworkMaxPacketsIn NetworkMaxPacketsOut', 'Count'),
  ...of('GetItemRequestCount BatchGetItemRequestCount BatchWriteItemRequestCount DeleteItemRequestCount', 'Count'),
  ...of('PutItemRequestCount UpdateItemRequestCount QueryRequestCount ScanRequestCount', 'Count'),
  ...of('TransactWriteItemsCount TransactGetItemsCount TotalRequestCount', 'Count'),
  ...of('ItemCacheHits ItemCacheMisses QueryCacheHits QueryCacheMisses ScanCacheHits ScanCacheMisses', 'Count'),
  ...of('ErrorRequestCount FaultRequestCount FailedRequestCount ThrottledRequestCount ClientConnections', 'Count'),
  ...of('CPUCreditUsage CPUCreditBalance CPUSurplusCreditBalance CPUSurplusCreditsCharged', 'Other', 300),
]);

const sides = (name: string): string => `Read${name} Write${name}`;

const dynamodb = new Map([
  ...of('ConsumedReadCapacityUnits ConsumedWriteCapacityUnits', 'Count'),
  ...of('ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits', 'Count', 300),
  ...of('OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits', 'Count', 300),
  ...of(
    'MaxProvisionedTableReadCapacityUtilization MaxProvisionedTableWriteCapacityUtilization AccountProvisionedReadCapacityUtilization AccountProvisionedWriteCapacityUtilization',
    'Percent',
    300,
  ),
  ...of('AccountMaxReads AccountMaxWrites AccountMaxTableLevelReads AccountMaxTableLevelWrites', 'Count', 300),
  ...of(
    [
      'ThrottleEvents',
      'KeyRangeThroughputThrottleEvents',
      'ProvisionedThroughputThrottleEvents',
      'MaxOnDemandThroughputThrottleEvents',
      'AccountLimitThrottleEvents',
    ]
      .map(sides)
      .join(' '),
    'Count',
  ),
  ...of('ThrottledRequests SystemErrors UserErrors ConditionalCheckFailedRequests TransactionConflict', 'Count'),
  ...of('ReturnedItemCount ReturnedRecordsCount TimeToLiveDeletedItemCount', 'Count'),
  ...of('ReturnedBytes', 'Bytes'),
  ...of('SuccessfulRequestLatency', 'Milliseconds'),
]);

/** Metrics by name, of the namespaces that a review judges. */
export const publishedMetrics: Readonly<Record<string, ReadonlyMap<string, PublishedMetric>>> = {
  'AWS/DAX': dax,
  'AWS/DynamoDB': dynamodb,
};

/** Names that older texts give to metrics of DAX, which AWS does not publish. */
export const misnamed: Readonly<Record<string, string>> = {
  MemoryUtilization: 'CacheMemoryUtilization',
  EvictedItemCount: 'EvictedSize',
};

import type { DynamoDbContext } from './context';

const minuteMs = 60_000;
const dataPerCall = 1_000;

/** Publishes what happened in the minutes that have ended; every fifth minute what is provisioned, too. */
export const publishMinute = async (context: DynamoDbContext, dueMs: number): Promise<void> => {
  const { meter, platform } = context;
  const minuteStartMs = Math.floor(dueMs / minuteMs - 1) * minuteMs;
  if (Math.floor(minuteStartMs / minuteMs) % 5 === 4) gaugeProvisioned(context, minuteStartMs);
  const data = meter.takeEnded(platform.clock.now());
  for (let from = 0; from < data.length; from += dataPerCall)
    try {
      await platform.call(
        'monitoring',
        'PutMetricData',
        { Namespace: 'AWS/DynamoDB', MetricData: data.slice(from, from + dataPerCall) },
        { kind: 'service', arn: 'dynamodb.amazonaws.com' },
      );
    } catch (error) {
      platform.log.write('dynamodb.metrics.failed', { data: data.length, error: String(error) });
      return;
    }
};

const gaugeProvisioned = ({ meter, tables }: DynamoDbContext, minuteStartMs: number): void => {
  for (const table of tables.values()) {
    const resources = [{ name: undefined, capacity: table.capacity }, ...table.globalIndexes];
    for (const { capacity, name: indexName } of resources) {
      const gauge = (name: string, value: number | undefined): void => {
        if (value !== undefined) meter.gauge(name, table.name, indexName, value, minuteStartMs);
      };
      const { onDemandMax, provisioned } = capacity;
      if (table.mode === 'PROVISIONED') {
        gauge('ProvisionedReadCapacityUnits', provisioned.read);
        gauge('ProvisionedWriteCapacityUnits', provisioned.write);
      }
      gauge('OnDemandMaxReadRequestUnits', onDemandMax.read);
      gauge('OnDemandMaxWriteRequestUnits', onDemandMax.write);
    }
  }
};

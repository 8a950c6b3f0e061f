import type { DynamoDbContext } from './context';

const minuteMs = 60_000;
const dataPerCall = 1_000;

/** Publishes what happened in the minute that has just ended; every fifth minute what is provisioned, too. */
export const publishMinute = async (context: DynamoDbContext, dueMs: number): Promise<void> => {
  const { meter, platform } = context;
  const minuteStartMs = Math.floor(dueMs / minuteMs - 1) * minuteMs;
  if (Math.floor(minuteStartMs / minuteMs) % 5 === 4) gaugeProvisioned(context);
  const data = meter.take(minuteStartMs);
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

const gaugeProvisioned = ({ meter, tables }: DynamoDbContext): void => {
  for (const table of tables.values()) {
    const resources = [{ name: undefined, capacity: table.capacity }, ...table.globalIndexes];
    for (const { name, capacity } of resources) {
      const { provisioned, onDemandMax } = capacity;
      if (table.mode === 'PROVISIONED') {
        meter.gauge('ProvisionedReadCapacityUnits', table.name, name, provisioned.read);
        meter.gauge('ProvisionedWriteCapacityUnits', table.name, name, provisioned.write);
      }
      if (onDemandMax.read !== undefined)
        meter.gauge('OnDemandMaxReadRequestUnits', table.name, name, onDemandMax.read);
      if (onDemandMax.write !== undefined)
        meter.gauge('OnDemandMaxWriteRequestUnits', table.name, name, onDemandMax.write);
    }
  }
};

import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { daxpilot } from '../end-to-end/command';
import { type ClusterReadings, load, publish, putAll } from '../end-to-end/readings';
import { createDeclared, nodesOf } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

/** Calm, then a campaign until the alarm adds nodes, then the evening; `orders` is provisioned, is throttled once and is frozen in the end. */
export async function aBusyAfternoon(): Promise<AService> {
  const service = await aService({ wokenBy: ['alarms', 'schedules'] });
  await createDeclared(service, { nodes: 3, ordersReadUnits: 200 });
  for (let minute = 0; minute < 150; minute++) {
    await service.advance(minuteMs);
    const { available } = await nodesOf(service, 'products');
    const wave = 6 * Math.sin(minute / 9);
    const cpuPercent = (minute > 60 && minute < 110 ? 84 : 54) + wave;
    await publish(service, busy(cpuPercent, minute)(available), { minutes: 1 });
    await putAll(service, 'AWS/DAX', await seldom(service, minute));
    await putAll(service, 'AWS/DynamoDB', await tableMinute(service, minute, wave));
    if (minute === 120) await daxpilot(service.folder, ['freeze', 'orders', '--endpoint', service.endpoint]);
  }
  return service;
}

const busy =
  (cpuPercent: number, minute: number) =>
  (nodes: number): ClusterReadings => {
    const requests = Math.round(cpuPercent * 60_000);
    const misses = Math.round(requests * (0.07 + 0.04 * Math.sin(minute / 20) ** 2));
    return {
      ...load(cpuPercent)(nodes),
      requests,
      misses,
      hits: requests - misses,
      cacheMemoryPercent: 68 + minute / 25,
      ...(minute % 40 < 6 ? { evictedBytes: 60_000 } : {}),
    };
  };

/** What a cluster publishes beside its ordinary readings, so that every graph has something to draw. */
async function seldom(service: AService, minute: number): Promise<readonly MetricDatum[]> {
  const values = {
    BaselineNetworkBytesInUtilization: 18 + (minute % 7),
    BaselineNetworkBytesOutUtilization: 34 + (minute % 11),
    ...(minute > 62 && minute < 66 ? { ThrottledRequestCount: 400, FaultRequestCount: 20 } : {}),
  };
  const Timestamp = await lastMinute(service);
  const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];
  return Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value, Timestamp, Dimensions }));
}

const lastMinute = async (service: AService): Promise<Date> =>
  new Date(Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs);

async function tableMinute(service: AService, minute: number, wave: number): Promise<readonly MetricDatum[]> {
  const Timestamp = await lastMinute(service);
  const values = (table: string, units: number): Readonly<Record<string, number>> => ({
    ConsumedReadCapacityUnits: units * 60,
    ConsumedWriteCapacityUnits: units * 9,
    ...(table === 'orders' && minute % 5 === 0
      ? { ProvisionedReadCapacityUnits: 200, ProvisionedWriteCapacityUnits: 50 }
      : {}),
    ...(minute > 80 && minute < 84 ? { ReadThrottleEvents: 12, WriteThrottleEvents: 3 } : {}),
  });
  return ['products', 'orders'].flatMap((table) =>
    Object.entries(values(table, 110 + 4 * wave)).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Timestamp,
      Dimensions: [{ Name: 'TableName', Value: table }],
    })),
  );
}

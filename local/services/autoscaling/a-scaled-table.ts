import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { Platform, Service } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createDynamoDbService, type DynamoDbOptions, type DynamoDbService } from '../dynamodb';
import { createAutoScalingService } from './service';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const aMinuteMs = 60_000;

interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
  readonly NumberOfDecreasesToday: number;
}

export interface AScaledTable {
  readonly door: TestDoor;
  /** A stock client over a socket. */
  readonly client: ApplicationAutoScalingClient;
  /** Alarms that stand, by name. */
  readonly alarms: ReadonlyMap<string, { readonly Threshold: number; readonly ComparisonOperator: string }>;
  advanceMinutes(minutes: number): Promise<void>;
  /** Records consumption of `unitsPerSecond` for each of the next `minutes` and lets them pass. */
  load(side: 'read' | 'write' | 'both', unitsPerSecond: number, minutes: number, indexName?: string): Promise<void>;
  throughput(indexName?: string): Promise<Throughput>;
  dynamodb(operation: string, input: object): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

interface Metric {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Value: string }[];
}
const seriesOf = ({ Dimensions, MetricName }: Metric): string =>
  [MetricName, ...Dimensions.map(({ Value }) => Value)].join('|');

/** Minute sums that tests put in, and the alarms that were asked for. */
const aMetricStore = () => {
  const sums = new Map<string, Map<number, number>>();
  const alarms = new Map<string, { readonly Threshold: number; readonly ComparisonOperator: string }>();
  const add = (series: string, atMs: number, sum: number): void => {
    const points = sums.get(series) ?? new Map<number, number>();
    sums.set(series, points.set(atMs, (points.get(atMs) ?? 0) + sum));
  };
  const service: Service = {
    name: 'monitoring',
    operations: {
      PutMetricData: () => ({}),
      PutMetricAlarm: (input: { AlarmName: string; Threshold: number; ComparisonOperator: string }) => {
        alarms.set(input.AlarmName, input);
        return {};
      },
      DeleteAlarms: (input: { AlarmNames: string[] }) => {
        for (const name of input.AlarmNames) alarms.delete(name);
        return {};
      },
      GetMetricData: (input: {
        StartTime: Date;
        EndTime: Date;
        MetricDataQueries: { Id: string; MetricStat: { Metric: Metric } }[];
      }) => ({
        MetricDataResults: input.MetricDataQueries.map(({ Id, MetricStat }) => {
          const points = [...(sums.get(seriesOf(MetricStat.Metric)) ?? [])].filter(
            ([atMs]) => atMs >= input.StartTime.getTime() && atMs < input.EndTime.getTime(),
          );
          return { Id, Timestamps: points.map(([atMs]) => new Date(atMs)), Values: points.map(([, sum]) => sum) };
        }),
      }),
    },
  };
  return { service, alarms, add };
};

/** A provisioned table `products` (100 and 100) with an index `by-kind`, Application Auto Scaling, and a store for consumption. */
export const startAScaledTable = async (options: DynamoDbOptions = {}, input: object = {}): Promise<AScaledTable> => {
  const store = aMetricStore();
  let made: DynamoDbService | undefined;
  const door = await startTestDoor(
    [
      () => store.service,
      (platform: Platform) => {
        made = createDynamoDbService(platform, options);
        return made;
      },
      (platform: Platform) => createAutoScalingService(platform),
    ],
    { startMs: Date.parse('2026-11-24T12:00:00Z') },
  );
  const { clock, platform } = door;
  const ProvisionedThroughput = { ReadCapacityUnits: 100, WriteCapacityUnits: 100 };
  await made?.declareTable({
    TableName: 'products',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'kind', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput,
      },
    ],
    ProvisionedThroughput,
    ...input,
  });
  const client = new ApplicationAutoScalingClient(door.clientConfig);
  const dynamodb = (operation: string, request: object): Promise<Record<string, unknown>> =>
    platform.call('dynamodb', operation, request, { kind: 'root', arn: 'arn:aws:iam::123456789012:root' });
  const advanceMinutes = (minutes: number): Promise<void> => clock.advance(minutes * aMinuteMs);
  return {
    door,
    client,
    alarms: store.alarms,
    advanceMinutes,
    dynamodb,
    load: async (side, unitsPerSecond, minutes, indexName) => {
      const names = { read: ['ConsumedReadCapacityUnits'], write: ['ConsumedWriteCapacityUnits'] };
      const Dimensions = [{ Value: 'products' }, ...(indexName ? [{ Value: indexName }] : [])];
      for (let minute = 0; minute < minutes; minute += 1) {
        const minuteMs = Math.floor(clock.now() / aMinuteMs) * aMinuteMs;
        for (const MetricName of side === 'both' ? [...names.read, ...names.write] : names[side])
          store.add(seriesOf({ MetricName, Dimensions }), minuteMs, unitsPerSecond * 60);
        await advanceMinutes(1);
      }
    },
    throughput: async (indexName) => {
      const { Table } = await dynamodb('DescribeTable', { TableName: 'products' });
      const table = Table as {
        ProvisionedThroughput: Throughput;
        GlobalSecondaryIndexes: { IndexName: string; ProvisionedThroughput: Throughput }[];
      };
      const index = table.GlobalSecondaryIndexes.find((one) => one.IndexName === indexName);
      return (index ?? table).ProvisionedThroughput;
    },
    stop: async () => {
      client.destroy();
      await door.stop();
    },
  };
};

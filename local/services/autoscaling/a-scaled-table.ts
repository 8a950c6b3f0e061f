import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Platform } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createCloudWatchService } from '../cloudwatch';
import { createDynamoDbService, type DynamoDbOptions, type DynamoDbService } from '../dynamodb';
import { type AutoScalingService, createAutoScalingService } from './service';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const aMinuteMs = 60_000;

const measured = { kind: 'service', arn: 'dynamodb.amazonaws.com' } as const;

interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
  readonly NumberOfDecreasesToday: number;
}

export interface AScaledTable {
  readonly door: TestDoor;
  /** A stock client over a socket. */
  readonly client: ApplicationAutoScalingClient;
  /** Summaries of what an alarm's history tells of its actions. */
  actionHistory(): Promise<readonly string[]>;
  /** What stands in CloudWatch, the high alarm first. */
  alarms(): Promise<readonly MetricAlarm[]>;
  advanceMinutes(minutes: number): Promise<void>;
  /** Records consumption of `unitsPerSecond` for each of the next `minutes` and lets them pass. */
  load(side: 'read' | 'write' | 'both', unitsPerSecond: number, minutes: number, indexName?: string): Promise<void>;
  throughput(indexName?: string): Promise<Throughput>;
  dynamodb(operation: string, input: object): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** A provisioned table `products` (100 and 100) with an index `by-kind`, Application Auto Scaling, and CloudWatch. */
export const startAScaledTable = async (options: DynamoDbOptions = {}, input: object = {}): Promise<AScaledTable> => {
  let made: DynamoDbService | undefined;
  let scaling: AutoScalingService | undefined;
  const door = await startTestDoor(
    [
      (platform: Platform) =>
        createCloudWatchService(platform, {
          onScalingAction: (policyArn) => scaling?.onScalingAction(policyArn) ?? Promise.resolve(),
        }),
      (platform: Platform) => {
        made = createDynamoDbService(platform, options);
        return made;
      },
      (platform: Platform) => {
        scaling = createAutoScalingService(platform);
        return scaling;
      },
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
  const cloudwatch = new CloudWatchClient(door.clientConfig);
  const dynamodb = (operation: string, request: object): Promise<Record<string, unknown>> =>
    platform.call('dynamodb', operation, request, { kind: 'root', arn: 'arn:aws:iam::123456789012:root' });
  const advanceMinutes = (minutes: number): Promise<void> => clock.advance(minutes * aMinuteMs);
  return {
    door,
    client,
    alarms: async () => {
      const { MetricAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: 'TargetTracking-' }),
      );
      return MetricAlarms.sort((one, other) => ((one.AlarmName ?? '') < (other.AlarmName ?? '') ? -1 : 1));
    },
    actionHistory: async () => {
      const history = new DescribeAlarmHistoryCommand({ HistoryItemType: 'Action' });
      const { AlarmHistoryItems = [] } = await cloudwatch.send(history);
      return AlarmHistoryItems.map((item) => item.HistorySummary ?? '');
    },
    advanceMinutes,
    dynamodb,
    load: async (side, unitsPerSecond, minutes, indexName) => {
      const names = { read: ['ConsumedReadCapacityUnits'], write: ['ConsumedWriteCapacityUnits'] };
      const Dimensions = [
        { Name: 'TableName', Value: 'products' },
        ...(indexName ? [{ Name: 'GlobalSecondaryIndexName', Value: indexName }] : []),
      ];
      for (let minute = 0; minute < minutes; minute += 1) {
        const Timestamp = new Date(Math.floor(clock.now() / aMinuteMs) * aMinuteMs);
        const MetricData = (side === 'both' ? [...names.read, ...names.write] : names[side]).map((MetricName) => ({
          MetricName,
          Dimensions,
          Timestamp,
          Unit: 'Count',
          Value: unitsPerSecond * 60,
        }));
        await platform.call('monitoring', 'PutMetricData', { Namespace: 'AWS/DynamoDB', MetricData }, measured);
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
      cloudwatch.destroy();
      await door.stop();
    },
  };
};

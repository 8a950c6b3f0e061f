import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { ControllableClock } from '../../kernel/clock';
import type { Platform, Service } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import type { DynamoDbOptions } from './options';
import { createDynamoDbService, type DynamoDbService } from './service';
import type { MetricDatum } from './table-meter';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const aMinuteMs = 60_000;
export const anHourMs = 3_600_000;

export interface ADynamoDb {
  /** A stock client over a socket. */
  readonly client: DynamoDBClient;
  readonly clock: ControllableClock;
  readonly door: TestDoor;
  readonly service: DynamoDbService;
  /** What was published to AWS/DynamoDB, in order. */
  readonly published: readonly MetricDatum[];
  create(input?: Partial<CreateTableCommandInput>): Promise<TableDescription>;
  describe(tableName?: string): Promise<TableDescription>;
  stop(): Promise<void>;
}

const byId: Pick<CreateTableCommandInput, 'TableName' | 'AttributeDefinitions' | 'KeySchema'> = {
  TableName: 'products',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

/** One more key attribute and a global index on it. */
export const withIndex = (read = 10, write = 10): Partial<CreateTableCommandInput> => ({
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
      ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
    },
  ],
});

/** DynamoDB behind a front door on a paused clock that begins at 2026-11-24T12:00Z, for tests. `create` waits until the table is ACTIVE. */
export const startADynamoDb = async (options: DynamoDbOptions = {}): Promise<ADynamoDb> => {
  const published: MetricDatum[] = [];
  let made: DynamoDbService | undefined;
  const monitoring = (): Service => ({
    name: 'monitoring',
    operations: {
      PutMetricData: (input: { readonly Namespace: string; readonly MetricData: readonly MetricDatum[] }) => {
        if (input.Namespace === 'AWS/DynamoDB') published.push(...input.MetricData);
        return {};
      },
    },
  });
  const dynamodb = (platform: Platform): DynamoDbService => {
    made = createDynamoDbService(platform, options);
    return made;
  };
  const door = await startTestDoor([monitoring, dynamodb], { startMs: Date.parse('2026-11-24T12:00:00Z') });
  if (!made) throw new Error('the service was not made');
  const client = new DynamoDBClient(door.clientConfig);
  const describe = async (TableName = 'products'): Promise<TableDescription> =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table ?? {};
  return {
    client,
    clock: door.clock,
    door,
    service: made,
    published,
    describe,
    create: async (input = {}) => {
      const onDemand = input.BillingMode === 'PAY_PER_REQUEST';
      await client.send(
        new CreateTableCommand({
          ...byId,
          ...(onDemand ? {} : { ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 } }),
          ...input,
        }),
      );
      await door.clock.advance(10_000);
      return describe(input.TableName ?? 'products');
    },
    stop: async () => {
      client.destroy();
      await door.stop();
    },
  };
};

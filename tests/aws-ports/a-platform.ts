import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, DAXClient } from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { awsPorts } from '../../shared/aws';
import type { Ports } from '../../shared/flow';
import { readConfig, type Throughput, type ThroughputPlan } from '../../shared/sizing';

export const minuteMs = 60_000;
export const startMs = Date.UTC(2026, 10, 24, 12);

const targets = `
targets:
  products:
    cluster: products
    tables: [products, gone]
  lost: { cluster: lost }
  orders: { tables: [orders] }
`;

/** The local platform, empty and with its clock stopped, and the ports led to it: stock clients over a socket on both sides. */
export interface APlatform {
  readonly local: LocalPlatform;
  readonly ports: Ports;
  readonly clients: {
    readonly dax: DAXClient;
    readonly dynamodb: DynamoDBClient;
    readonly cloudwatch: CloudWatchClient;
    readonly scaling: ApplicationAutoScalingClient;
    readonly sns: SNSClient;
    readonly states: SFNClient;
  };
  fault(fault: object): Promise<void>;
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
}

export async function aPlatform(): Promise<APlatform> {
  const local = await startLocal({ port: 0, daxPort: 0, clockStartMs: startMs });
  local.clock.pause();
  const { endpoint, region } = local.ready;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  const parsed = readConfig(targets);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const env = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    RIGHTSIZE_MACHINE: 'daxpilot-rightsize',
    NOTICE_TOPIC: 'daxpilot-notices',
  };
  const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    local,
    ports: awsPorts(env, parsed.config),
    clients: {
      dax: new DAXClient(config),
      dynamodb: new DynamoDBClient(config),
      cloudwatch: new CloudWatchClient(config),
      scaling: new ApplicationAutoScalingClient(config),
      sns: new SNSClient(config),
      states: new SFNClient(config),
    },
    fault: async (fault) => {
      const answer = await fetch(`${endpoint}/_daxpilot/faults`, { method: 'POST', body: JSON.stringify([fault]) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    clearFaults: async () => {
      await fetch(`${endpoint}/_daxpilot/faults`, { method: 'DELETE' });
    },
    stop: () => local.stop(),
  };
}

export async function createCluster({ local, clients }: APlatform, name: string, group?: string): Promise<void> {
  await clients.dax.send(
    new CreateClusterCommand({
      ClusterName: name,
      NodeType: 'dax.r5.large',
      ReplicationFactor: 3,
      IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
      ...(group === undefined ? {} : { ParameterGroupName: group }),
    }),
  );
  await local.clock.advance(20 * minuteMs);
}

/** With one index; on demand where no units are given. */
export async function createTable({ local, clients }: APlatform, name: string, units?: ThroughputPlan): Promise<void> {
  const throughput = (one: Throughput | undefined) =>
    one && { ProvisionedThroughput: { ReadCapacityUnits: one.read, WriteCapacityUnits: one.write } };
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      ...(units === undefined ? { BillingMode: 'PAY_PER_REQUEST' as const } : throughput(units)),
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'day', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-day',
          KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
          ...throughput(units?.indexes[0]),
        },
      ],
    }),
  );
  await local.clock.advance(minuteMs / 2);
}

export function target<Target>(declared: Target | undefined): Target {
  if (declared === undefined) throw new Error('the target is not declared');
  return declared;
}

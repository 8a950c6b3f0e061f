import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, DAXClient, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What the play stands on: a cluster, a table, and the place where their metrics go. */
export interface Stage {
  readonly dax: DAXClient;
  readonly dynamodb: DynamoDBClient;
  readonly cloudwatch: CloudWatchClient;
}

export interface ClientPlace {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const openStage = (place: ClientPlace): Stage => ({
  dax: new DAXClient(place),
  dynamodb: new DynamoDBClient(place),
  cloudwatch: new CloudWatchClient(place),
});

export const closeStage = (stage: Stage): void => {
  for (const client of [stage.dax, stage.dynamodb, stage.cloudwatch]) client.destroy();
};

export const createCluster = async (
  { dax }: Stage,
  cluster: {
    readonly name: string;
    readonly nodes: number;
    readonly nodeType: string;
    readonly account: string;
    readonly parameterGroup?: string;
  },
): Promise<void> => {
  await dax.send(
    new CreateClusterCommand({
      ClusterName: cluster.name,
      NodeType: cluster.nodeType,
      ReplicationFactor: cluster.nodes,
      IamRoleArn: `arn:aws:iam::${cluster.account}:role/DaxServiceRole`,
      ...(cluster.parameterGroup === undefined ? {} : { ParameterGroupName: cluster.parameterGroup }),
    }),
  );
};

export const createTable = async (
  { dynamodb }: Stage,
  table: { readonly name: string } & (
    | { readonly mode: 'on-demand' }
    | { readonly mode?: 'provisioned'; readonly read: number; readonly write: number }
  ),
): Promise<void> => {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: table.name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ...(table.mode === 'on-demand'
        ? { BillingMode: 'PAY_PER_REQUEST' }
        : {
            BillingMode: 'PROVISIONED',
            ProvisionedThroughput: { ReadCapacityUnits: table.read, WriteCapacityUnits: table.write },
          }),
    }),
  );
};

export interface SeenCluster {
  readonly status: string;
  /** Nodes that serve; a node that is being created or removed does not. */
  readonly availableNodes: readonly string[];
  readonly totalNodes: number;
}

export const seeCluster = async ({ dax }: Stage, name: string): Promise<SeenCluster> => {
  const { Clusters } = await dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
  const cluster = Clusters?.[0];
  return {
    status: cluster?.Status ?? 'gone',
    totalNodes: cluster?.TotalNodes ?? 0,
    availableNodes: (cluster?.Nodes ?? [])
      .filter(({ NodeStatus }) => NodeStatus === 'available')
      .map(({ NodeId = '?' }) => NodeId),
  };
};

export interface SeenTable {
  readonly status: string;
  /** Null while on demand. */
  readonly provisionedRead: number | null;
}

export const seeTable = async ({ dynamodb }: Stage, name: string): Promise<SeenTable> => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const onDemand = Table?.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  return {
    status: Table?.TableStatus ?? 'gone',
    provisionedRead: onDemand ? null : (Table?.ProvisionedThroughput?.ReadCapacityUnits ?? 0),
  };
};

/** Waits (in real time) until `holds`, for at most `seconds`. */
export const until = async (what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come about within ${seconds} s`);
    await wait(100);
  }
};

/** PutMetricData takes 1,000 values a call. */
export const putMetrics = async (
  { cloudwatch }: Stage,
  namespace: string,
  data: readonly MetricDatum[],
): Promise<void> => {
  for (let from = 0; from < data.length; from += 1000) {
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: namespace, MetricData: data.slice(from, from + 1000) }),
    );
  }
};

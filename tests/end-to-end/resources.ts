import { CreateClusterCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type AService, minuteMs } from './service-at-work';

/** The cluster and the tables that `daxpilot.yml` declares; the tables are on demand where no units are given. */
export async function createDeclared(service: AService, { nodes = 3, ordersReadUnits = 0 } = {}): Promise<void> {
  await service.clients.dax.send(
    new CreateClusterCommand({
      ClusterName: 'products',
      NodeType: 'dax.r5.large',
      ReplicationFactor: nodes,
      IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
    }),
  );
  for (const TableName of ['products', 'orders']) {
    await service.clients.dynamodb.send(
      new CreateTableCommand({
        TableName,
        ...(TableName === 'orders' && ordersReadUnits > 0
          ? { ProvisionedThroughput: { ReadCapacityUnits: ordersReadUnits, WriteCapacityUnits: 50 } }
          : { BillingMode: 'PAY_PER_REQUEST' as const }),
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  }
  await service.advance(12 * minuteMs);
}

export interface SeenNodes {
  readonly status: string;
  /** What the cluster is to have. */
  readonly total: number;
  readonly available: number;
  readonly ids: readonly string[];
}

export async function nodesOf({ clients }: AService, name: string): Promise<SeenNodes> {
  const { Clusters } = await clients.dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
  const { Status = 'gone', TotalNodes = 0, Nodes = [] } = Clusters?.[0] ?? {};
  const serving = Nodes.filter(({ NodeStatus }) => NodeStatus === 'available');
  return {
    status: Status,
    total: TotalNodes,
    available: serving.length,
    ids: serving.map(({ NodeId = '' }) => NodeId),
  };
}

export async function modeOf({ clients }: AService, TableName: string): Promise<string> {
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName }));
  return `${Table?.BillingModeSummary?.BillingMode ?? 'PROVISIONED'} ${Table?.TableStatus}`;
}

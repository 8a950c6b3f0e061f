import { Dax } from '@amazon-dax-sdk/client-dax';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  DAXClient,
  DecreaseReplicationFactorCommand,
  DescribeClustersCommand,
  IncreaseReplicationFactorCommand,
} from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalPlatform, startLocal } from '../../local/index';

interface DaxMethods {
  putItem(input: object): Promise<object>;
  getItem(input: object): Promise<{ readonly Item?: object }>;
  shutdown(): void;
}

describe('a DAX cluster on the platform', () => {
  let local: LocalPlatform;
  let control: DAXClient;
  let tables: DynamoDBClient;
  let config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };

  beforeAll(async () => {
    local = await startLocal({ port: 0, daxPort: 0, daxNodes: true });
    local.clock.pause();
    config = {
      endpoint: local.ready.endpoint,
      region: local.ready.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    control = new DAXClient(config);
    tables = new DynamoDBClient(config);
    await tables.send(
      new CreateTableCommand({
        TableName: 'products',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    await control.send(
      new CreateClusterCommand({
        ClusterName: 'products',
        NodeType: 'dax.r5.large',
        ReplicationFactor: 2,
        IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
      }),
    );
    await local.clock.advance(20 * 60_000);
  });

  afterAll(() => local.stop());

  const described = async () => {
    const { Clusters } = await control.send(new DescribeClustersCommand({ ClusterNames: ['products'] }));
    return Clusters?.[0];
  };

  test('an unmodified client writes and reads through the endpoint that DescribeClusters tells', async () => {
    const endpoint = (await described())?.ClusterDiscoveryEndpoint?.URL ?? '';
    const dax = new Dax({ ...config, endpoint }) as unknown as DaxMethods;
    const Item = { id: { S: 'a' }, price: { N: '9.5' } };
    await dax.putItem({ TableName: 'products', Item });

    expect((await dax.getItem({ TableName: 'products', Key: { id: { S: 'a' } } })).Item).toEqual(Item);
    expect((await tables.send(new GetItemCommand({ TableName: 'products', Key: { id: { S: 'a' } } }))).Item).toEqual(
      Item,
    );
    dax.shutdown();
  });

  test('nodes that are added and removed open and leave', async () => {
    await control.send(new IncreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 3 }));
    await local.clock.advance(20 * 60_000);
    const three = await described();
    await control.send(new DecreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 1 }));
    await local.clock.advance(20 * 60_000);
    const one = await described();

    expect(new Set(three?.Nodes?.map(({ Endpoint }) => Endpoint?.Port)).size).toBe(3);
    expect(three?.Nodes?.map(({ NodeId }) => NodeId)).toEqual(['products-a', 'products-b', 'products-c']);
    expect(one?.Nodes).toHaveLength(1);
  });

  test('what went through is a metric of the cluster, and the service role is who asked the table', async () => {
    const { Metrics } = await new CloudWatchClient(config).send(
      new ListMetricsCommand({ Namespace: 'AWS/DAX', Dimensions: [{ Name: 'ClusterId', Value: 'products' }] }),
    );
    const grants = (await (await fetch(`${config.endpoint}/_daxpilot/iam`)).json()) as {
      role: string;
      action: string;
    }[];

    expect(Metrics?.map(({ MetricName }) => MetricName)).toEqual(
      expect.arrayContaining(['GetItemRequestCount', 'PutItemRequestCount', 'CPUUtilization']),
    );
    expect(grants).toContainEqual({
      role: 'arn:aws:iam::123456789012:role/dax',
      action: 'dynamodb:PutItem',
      resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/products',
    });
  });
});

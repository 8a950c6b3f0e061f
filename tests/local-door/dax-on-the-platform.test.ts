import { Dax } from '@amazon-dax-sdk/client-dax';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateParameterGroupCommand,
  DAXClient,
  DecreaseReplicationFactorCommand,
  DescribeClustersCommand,
  IncreaseReplicationFactorCommand,
  RebootNodeCommand,
  UpdateClusterCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
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

  test('a node takes the time to live of another parameter group when it is rebooted, and not before', async () => {
    await control.send(new CreateParameterGroupCommand({ ParameterGroupName: 'short' }));
    await control.send(
      new UpdateParameterGroupCommand({
        ParameterGroupName: 'short',
        ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '30000' }],
      }),
    );
    await control.send(new UpdateClusterCommand({ ClusterName: 'products', ParameterGroupName: 'short' }));
    await local.clock.advance(2 * 60_000);
    const waiting = await described();

    const before = await readAfter(40_000);
    await control.send(new RebootNodeCommand({ ClusterName: 'products', NodeId: 'products-a' }));
    await local.clock.advance(3 * 60_000);
    const after = await readAfter(40_000);

    expect(waiting?.ParameterGroup).toMatchObject({
      ParameterApplyStatus: 'pending-reboot',
      NodeIdsToReboot: ['products-a'],
    });
    expect([before, after]).toEqual(['old', 'new']);
    expect((await described())?.ParameterGroup).toMatchObject({ ParameterApplyStatus: 'in-sync', NodeIdsToReboot: [] });
  });

  /** What DAX reads of an item that was changed in the table behind its back so long ago. */
  async function readAfter(ms: number): Promise<string | undefined> {
    const endpoint = (await described())?.ClusterDiscoveryEndpoint?.URL ?? '';
    const dax = new Dax({ ...config, endpoint }) as unknown as DaxMethods;
    const at = { TableName: 'products', Key: { id: { S: 'ttl' } } };
    await dax.putItem({ TableName: 'products', Item: { id: { S: 'ttl' }, said: { S: 'old' } } });
    await tables.send(new PutItemCommand({ TableName: 'products', Item: { id: { S: 'ttl' }, said: { S: 'new' } } }));
    await local.clock.advance(ms);
    const { Item } = (await dax.getItem(at)) as { readonly Item?: { readonly said?: { readonly S?: string } } };
    dax.shutdown();
    return Item?.said?.S;
  }

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

import {
  CreateClusterCommand,
  CreateParameterGroupCommand,
  CreateSubnetGroupCommand,
  DAXClient,
  DescribeClustersCommand,
  DescribeDefaultParametersCommand,
  DescribeEventsCommand,
  IncreaseReplicationFactorCommand,
  InvalidClusterStateFault,
  ListTagsCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createDaxService } from './service';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

let door: TestDoor;
let client: DAXClient;
beforeEach(async () => {
  door = await startTestDoor([(platform) => createDaxService(platform)]);
  client = new DAXClient(door.clientConfig);
});
afterEach(async () => {
  client.destroy();
  await door.stop();
});

test('a stock client takes a cluster from its subnet group to its fifth node', async () => {
  await client.send(
    new CreateSubnetGroupCommand({
      SubnetGroupName: 'my-dax-subnet-group',
      Description: 'DAX subnet group',
      SubnetIds: ['subnet-11111111', 'subnet-22222222'],
    }),
  );
  await client.send(
    new CreateClusterCommand({
      ClusterName: 'my-dax-cluster',
      NodeType: 'dax.t3.small',
      ReplicationFactor: 3,
      IamRoleArn: 'arn:aws:iam::123456789012:role/DAXServiceRole',
      SubnetGroupName: 'my-dax-subnet-group',
      SecurityGroupIds: ['sg-33333333'],
      Tags: [{ Key: 'team', Value: 'shop' }],
    }),
  );
  await door.clock.advance(480_000);

  const { Cluster } = await client.send(
    new IncreaseReplicationFactorCommand({ ClusterName: 'my-dax-cluster', NewReplicationFactor: 5 }),
  );
  const again = client.send(
    new IncreaseReplicationFactorCommand({ ClusterName: 'my-dax-cluster', NewReplicationFactor: 6 }),
  );
  await expect(again).rejects.toBeInstanceOf(InvalidClusterStateFault);
  await door.clock.advance(600_000);
  const { Clusters = [] } = await client.send(new DescribeClustersCommand({ ClusterNames: ['my-dax-cluster'] }));
  const { Events = [] } = await client.send(new DescribeEventsCommand({ SourceType: 'CLUSTER' }));
  const { Tags } = await client.send(new ListTagsCommand({ ResourceName: Cluster?.ClusterArn }));

  expect(Cluster?.Nodes?.at(-1)).toEqual({ NodeId: 'my-dax-cluster-e', NodeStatus: 'creating' });
  expect(Clusters[0]).toMatchObject({
    Status: 'available',
    ActiveNodes: 5,
    SecurityGroups: [{ SecurityGroupIdentifier: 'sg-33333333', Status: 'active' }],
  });
  expect(Clusters[0]?.Nodes?.[4]?.NodeCreateTime).toEqual(new Date('2026-01-01T00:18:00Z'));
  expect(Events.map((event) => [event.Message, event.Date?.toISOString()])).toEqual([
    ['Added node my-dax-cluster-e.', '2026-01-01T00:18:00.000Z'],
    ['Added node my-dax-cluster-d.', '2026-01-01T00:18:00.000Z'],
    ['Cluster created.', '2026-01-01T00:08:00.000Z'],
  ]);
  expect(Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
});

test('parameters come with all their members', async () => {
  await client.send(new CreateParameterGroupCommand({ ParameterGroupName: 'short' }));
  await client.send(
    new UpdateParameterGroupCommand({
      ParameterGroupName: 'short',
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '60000' }],
    }),
  );
  const { Parameters } = await client.send(new DescribeDefaultParametersCommand({}));

  expect(Parameters?.[1]).toEqual({
    ParameterName: 'record-ttl-millis',
    ParameterType: 'DEFAULT',
    ParameterValue: '300000',
    NodeTypeSpecificValues: [],
    Description: 'Duration in milliseconds for records to remain valid in cache (Default: 0 = infinite)',
    Source: 'user',
    DataType: 'integer',
    AllowedValues: '0-',
    IsModifiable: 'TRUE',
    ChangeType: 'IMMEDIATE',
  });
});

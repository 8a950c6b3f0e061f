import type { CreateClusterRequest, DescribeEventsResponse } from '@aws-sdk/client-dax';
import { aDax, aMinuteMs } from './a-dax';

describe('creating a cluster', () => {
  test('answers at cluster level only and shows the nodes once all are there', async () => {
    const { create, describe: describeCluster, clock } = aDax();

    const answer = await create({ ClusterName: 'Products' });
    await clock.advance(7 * aMinuteMs);
    const before = await describeCluster();
    await clock.advance(aMinuteMs);
    const after = await describeCluster('PRODUCTS');

    expect(answer).toMatchObject({ ClusterName: 'products', Status: 'creating', TotalNodes: 3, ActiveNodes: 0 });
    expect(answer.ClusterArn).toBe('arn:aws:dax:us-east-1:123456789012:cache/products');
    expect(answer.ClusterDiscoveryEndpoint).toEqual({ Port: 8111 });
    expect(before.Status).toBe('creating');
    expect(before.Nodes).toBeUndefined();
    expect(after).toMatchObject({ Status: 'available', TotalNodes: 3, ActiveNodes: 3 });
    expect(after.Nodes?.map((node) => [node.NodeId, node.NodeStatus, node.AvailabilityZone])).toEqual([
      ['products-a', 'available', 'us-east-1a'],
      ['products-b', 'available', 'us-east-1b'],
      ['products-c', 'available', 'us-east-1c'],
    ]);
    expect(after.Nodes?.[0]?.NodeCreateTime).toEqual(new Date('2026-11-24T00:08:00Z'));
    expect(after.ClusterDiscoveryEndpoint?.URL).toMatch(
      /^dax:\/\/products\.[a-z0-9]{6}\.dax-clusters\.us-east-1\.amazonaws\.com$/,
    );
  });

  test('takes the settings that can only be chosen at creation', async () => {
    const { create, describe: describeCluster, clock } = aDax();

    await create({
      ClusterEndpointEncryptionType: 'TLS',
      SSESpecification: { Enabled: true },
      NetworkType: 'dual_stack',
      PreferredMaintenanceWindow: 'Sun:05:00-sun:09:00',
      AvailabilityZones: ['us-east-1a', 'us-east-1a', 'us-east-1b'],
    });
    await clock.advance(8 * aMinuteMs);
    const cluster = await describeCluster();

    expect(cluster.ClusterEndpointEncryptionType).toBe('TLS');
    expect(cluster.SSEDescription).toEqual({ Status: 'ENABLED' });
    expect(cluster.NetworkType).toBe('dual_stack');
    expect(cluster.PreferredMaintenanceWindow).toBe('sun:05:00-sun:09:00');
    expect(cluster.ClusterDiscoveryEndpoint).toMatchObject({ Port: 9111, URL: expect.stringMatching(/^daxs:/) });
    expect(cluster.Nodes?.map((node) => node.AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1a', 'us-east-1b']);
  });

  const refused: readonly (readonly [string, Partial<CreateClusterRequest>, string, RegExp])[] = [
    ['a name of 21 characters', { ClusterName: 'a'.repeat(21) }, 'InvalidParameterValueException', /1 to 20.*has 21/],
    ['a name that begins with a digit', { ClusterName: '1a' }, 'InvalidParameterValueException', /begin with a letter/],
    ['a name with two hyphens', { ClusterName: 'a--b' }, 'InvalidParameterValueException', /consecutive hyphens/],
    ['a name that ends with a hyphen', { ClusterName: 'a-' }, 'InvalidParameterValueException', /end with a hyphen/],
    ['a name with a dot', { ClusterName: 'a.b' }, 'InvalidParameterValueException', /letters, digits and hyphens/],
    ['an unknown node type', { NodeType: 'dax.r5.huge' }, 'InvalidParameterValueException', /dax\.r5\.huge/],
    ['no node', { ReplicationFactor: 0 }, 'InvalidParameterValueException', /ReplicationFactor/],
    ['twelve nodes', { ReplicationFactor: 12 }, 'NodeQuotaForClusterExceededFault', /at most 11/],
    [
      'two zones for three nodes',
      { AvailabilityZones: ['us-east-1a', 'us-east-1b'] },
      'InvalidParameterValueException',
      /has 2/,
    ],
    [
      'a zone without subnet',
      { AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1f'] },
      'InvalidParameterValueException',
      /us-east-1f/,
    ],
    ['an unknown subnet group', { SubnetGroupName: 'nope' }, 'SubnetGroupNotFoundFault', /nope/],
    ['an unknown parameter group', { ParameterGroupName: 'nope' }, 'ParameterGroupNotFoundFault', /nope/],
    [
      'a role of another account',
      { IamRoleArn: 'arn:aws:iam::999999999999:role/x' },
      'InvalidParameterValueException',
      /123456789012/,
    ],
    ['a role that is none', { IamRoleArn: 'DAXServiceRole' }, 'InvalidParameterValueException', /IamRoleArn/],
    [
      'a short maintenance window',
      { PreferredMaintenanceWindow: 'sun:05:00-sun:05:30' },
      'InvalidParameterValueException',
      /30 minutes/,
    ],
    [
      'a topic elsewhere',
      { NotificationTopicArn: 'arn:aws:sns:eu-west-1:123456789012:t' },
      'InvalidParameterValueException',
      /NotificationTopicArn/,
    ],
    ['a security group that is none', { SecurityGroupIds: ['default'] }, 'InvalidParameterValueException', /'default'/],
    ['an aws: tag', { Tags: [{ Key: 'aws:x', Value: 'y' }] }, 'InvalidParameterValueException', /aws:x/],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })) },
      'TagQuotaPerResourceExceeded',
      /50/,
    ],
  ];
  test.each(refused)('refuses %s', async (_, input, name, message) => {
    const { create, call } = aDax();

    await expect(create(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });

    expect(await call('DescribeClusters')).toEqual({ Clusters: [] });
  });

  test('refuses a second cluster of the same name and a role that DAX may not assume', async () => {
    const { create } = aDax({ mayAssumeRole: (arn) => arn.endsWith('/DAXServiceRole') });
    await create();

    await expect(create({ ClusterName: 'PRODUCTS' })).rejects.toMatchObject({ name: 'ClusterAlreadyExistsFault' });
    await expect(create({ ClusterName: 'b', IamRoleArn: 'arn:aws:iam::123456789012:role/new' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'No permission to assume role: arn:aws:iam::123456789012:role/new',
    });
  });

  test('counts the nodes of the account', async () => {
    const { create, call, clock } = aDax();
    for (const ClusterName of ['a', 'b', 'c', 'd']) await create({ ClusterName, ReplicationFactor: 11 });
    await create({ ClusterName: 'e', ReplicationFactor: 5 });

    await expect(create({ ClusterName: 'f', ReplicationFactor: 2 })).rejects.toMatchObject({
      name: 'NodeQuotaForCustomerExceededFault',
      message: 'The account has at most 50 nodes in this Region: 49 are there, 2 more asked for.',
    });
    await create({ ClusterName: 'f', ReplicationFactor: 1 });
    await clock.advance(8 * aMinuteMs);
    await expect(
      call('IncreaseReplicationFactor', { ClusterName: 'e', NewReplicationFactor: 6 }),
    ).rejects.toMatchObject({ name: 'NodeQuotaForCustomerExceededFault' });
  });

  test('a declared cluster is there at once', async () => {
    const { dax, describe: describeCluster } = aDax();

    await dax.declareCluster({
      ClusterName: 'products',
      NodeType: 'dax.t3.small',
      ReplicationFactor: 2,
      IamRoleArn: 'arn:aws:iam::123456789012:role/r',
    });

    expect(await describeCluster()).toMatchObject({ Status: 'available', ActiveNodes: 2 });
  });
});

describe('describing clusters', () => {
  test('pages by 20 and goes on where it stopped though clusters went meanwhile', async () => {
    const { create, call, clock } = aDax({ nodesPerAccount: 100 });
    for (let index = 0; index < 25; index += 1)
      await create({ ClusterName: `c${String(index).padStart(2, '0')}`, ReplicationFactor: 1 });
    await clock.advance(8 * aMinuteMs);

    const first = await call<{ NextToken: string; Clusters: { ClusterName: string }[] }>('DescribeClusters', {
      MaxResults: 20,
    });
    await call('DeleteCluster', { ClusterName: 'c19' });
    await clock.advance(5 * aMinuteMs);
    const second = await call<{ Clusters: { ClusterName: string }[] }>('DescribeClusters', {
      MaxResults: 20,
      NextToken: first.NextToken,
    });

    expect(first.Clusters.map((cluster) => cluster.ClusterName).at(-1)).toBe('c19');
    expect(second.Clusters.map((cluster) => cluster.ClusterName)).toEqual(['c20', 'c21', 'c22', 'c23', 'c24']);
    expect(second).not.toHaveProperty('NextToken');
  });

  test.each([[{ MaxResults: 19 }], [{ MaxResults: 101 }], [{ NextToken: 'made-up' }]])('refuses %j', async (input) => {
    await expect(aDax().call('DescribeClusters', input)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  test('a named cluster that is not there is not found', async () => {
    await expect(aDax().call('DescribeClusters', { ClusterNames: ['gone'] })).rejects.toMatchObject({
      name: 'ClusterNotFoundFault',
    });
  });
});

describe('deleting a cluster', () => {
  test('loses its nodes, then its status, then is not found', async () => {
    const { create, describe: describeCluster, call, clock } = aDax();
    await create();
    await clock.advance(8 * aMinuteMs);

    const { Cluster: answer } = await call<{ Cluster: object }>('DeleteCluster', { ClusterName: 'products' });
    await clock.advance(4 * aMinuteMs);
    const late = await describeCluster();
    await clock.advance(aMinuteMs);

    expect(answer).toMatchObject({ Status: 'deleting', TotalNodes: 3, ActiveNodes: 0 });
    expect(answer).not.toHaveProperty('Nodes');
    expect(late).not.toHaveProperty('Status');
    await expect(describeCluster()).rejects.toMatchObject({ name: 'ClusterNotFoundFault' });
    const { Events } = await call<DescribeEventsResponse>('DescribeEvents', { SourceName: 'products' });
    expect(Events?.map((event) => event.Message)).toEqual([
      'Cluster deleted.',
      'Removed node products-a.',
      'Removed node products-b.',
      'Removed node products-c.',
      'Cluster created.',
    ]);
  });

  test('nothing but looking is allowed while a cluster is not available', async () => {
    const { create, call } = aDax();
    await create();

    for (const [operation, input] of [
      ['DeleteCluster', {}],
      ['UpdateCluster', { Description: 'x' }],
      ['IncreaseReplicationFactor', { NewReplicationFactor: 5 }],
      ['DecreaseReplicationFactor', { NewReplicationFactor: 1 }],
      ['RebootNode', { NodeId: 'products-a' }],
    ] as const)
      await expect(call(operation, { ClusterName: 'products', ...input })).rejects.toMatchObject({
        name: 'InvalidClusterStateFault',
      });
  });
});

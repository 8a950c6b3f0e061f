import type { Cluster, DescribeEventsResponse, DescribeParametersResponse, SubnetGroup } from '@aws-sdk/client-dax';
import { type ADax, aDax, aMinuteMs } from './a-dax';
import type { DaxOptions, HostedCluster } from './options';

const anAvailableDax = async (options: DaxOptions = {}): Promise<ADax> => {
  const dax = aDax(options);
  await dax.create();
  await dax.clock.advance(8 * aMinuteMs);
  return dax;
};

const setTtl = (dax: ADax, ParameterGroupName: string, ParameterName: string, ParameterValue: string) =>
  dax.call('UpdateParameterGroup', { ParameterGroupName, ParameterNameValues: [{ ParameterName, ParameterValue }] });

describe('parameter groups', () => {
  test('hold two time-to-live values of five minutes, changed without reboot', async () => {
    const dax = aDax();
    await dax.call('CreateParameterGroup', { ParameterGroupName: 'Short', Description: 'short TTL' });

    await setTtl(dax, 'short', 'record-ttl-millis', '60000');

    const { Parameters = [] } = await dax.call<DescribeParametersResponse>('DescribeParameters', {
      ParameterGroupName: 'short',
    });
    expect(Parameters.map((one) => [one.ParameterName, one.ParameterValue, one.ChangeType, one.IsModifiable])).toEqual([
      ['query-ttl-millis', '300000', 'IMMEDIATE', 'TRUE'],
      ['record-ttl-millis', '60000', 'IMMEDIATE', 'TRUE'],
    ]);
    expect(await dax.call('DescribeParameterGroups')).toEqual({
      ParameterGroups: [
        { ParameterGroupName: 'default.dax1.0', Description: 'Default parameter group for dax1.0' },
        { ParameterGroupName: 'short', Description: 'short TTL' },
      ],
    });
  });

  test('a cluster is moved to another group: applying, then every node waits for its reboot, then in sync', async () => {
    const rebooted: string[] = [];
    const dax = await anAvailableDax({
      nodes: {
        start: async () => ({ address: '127.0.0.1', port: 1 }),
        stop: async () => undefined,
        configure: async () => {
          throw new Error('no node takes a value without a reboot');
        },
        reboot: async (cluster, { nodeId }) => {
          rebooted.push(`${nodeId} ${cluster.recordTtlMs}/${cluster.queryTtlMs}`);
        },
      },
    });
    await dax.call('CreateParameterGroup', { ParameterGroupName: 'short' });
    await setTtl(dax, 'short', 'query-ttl-millis', '0');

    await dax.call('UpdateCluster', { ClusterName: 'products', ParameterGroupName: 'short' });
    const seen: unknown[] = [];
    for (const NodeId of ['products-a', 'products-b', 'products-c']) {
      await dax.clock.advance(2 * aMinuteMs);
      seen.push((await dax.describe()).ParameterGroup);
      await dax.call('RebootNode', { ClusterName: 'products', NodeId });
    }
    await dax.clock.advance(2 * aMinuteMs);

    const pending = (NodeIdsToReboot: readonly string[]) => ({
      ParameterGroupName: 'short',
      ParameterApplyStatus: 'pending-reboot',
      NodeIdsToReboot,
    });
    expect(seen).toEqual([
      pending(['products-a', 'products-b', 'products-c']),
      pending(['products-b', 'products-c']),
      pending(['products-c']),
    ]);
    expect(await dax.describe()).toMatchObject({
      Status: 'available',
      ParameterGroup: { ParameterApplyStatus: 'in-sync', NodeIdsToReboot: [] },
      Nodes: [{}, {}, {}].map(() => ({ ParameterGroupStatus: 'in-sync' })),
    });
    expect(rebooted).toEqual(['products-a 300000/0', 'products-b 300000/0', 'products-c 300000/0']);
  });

  test('where a new group applies at once, no node has to be rebooted', async () => {
    const configured: HostedCluster[] = [];
    const dax = await anAvailableDax({
      newParameterGroup: 'at-once',
      nodes: {
        start: async () => ({ address: '127.0.0.1', port: 1 }),
        stop: async () => undefined,
        configure: async (cluster) => {
          configured.push(cluster);
        },
      },
    });
    await dax.call('CreateParameterGroup', { ParameterGroupName: 'short' });
    await setTtl(dax, 'short', 'query-ttl-millis', '0');

    const { Cluster: answer } = await dax.call<{ Cluster: Cluster }>('UpdateCluster', {
      ClusterName: 'products',
      ParameterGroupName: 'short',
    });
    await dax.clock.advance(aMinuteMs);
    const after = await dax.describe();

    expect(answer).toMatchObject({ Status: 'modifying', ParameterGroup: { ParameterApplyStatus: 'applying' } });
    expect(after).toMatchObject({
      Status: 'available',
      ParameterGroup: { ParameterGroupName: 'short', ParameterApplyStatus: 'in-sync', NodeIdsToReboot: [] },
    });
    expect(configured.map((cluster) => [cluster.recordTtlMs, cluster.queryTtlMs])).toEqual([[300_000, 0]]);
    await setTtl(dax, 'short', 'record-ttl-millis', '1000');
    expect(configured.at(-1)?.recordTtlMs).toBe(1000);
    await expect(dax.call('DeleteParameterGroup', { ParameterGroupName: 'short' })).rejects.toMatchObject({
      name: 'InvalidParameterGroupStateFault',
    });
  });

  test('are refused where locked, where they are the default, with other names and other values', async () => {
    const dax = await anAvailableDax({ parameterGroupInUse: 'locked' });
    await dax.call('CreateParameterGroup', { ParameterGroupName: 'short' });
    await dax.call('UpdateCluster', { ClusterName: 'products', ParameterGroupName: 'short' });

    await expect(setTtl(dax, 'short', 'record-ttl-millis', '1')).rejects.toMatchObject({
      name: 'InvalidParameterGroupStateFault',
    });
    await expect(setTtl(dax, 'default.dax1.0', 'record-ttl-millis', '1')).rejects.toMatchObject({
      name: 'InvalidParameterGroupStateFault',
    });
    await dax.call('CreateParameterGroup', { ParameterGroupName: 'free' });
    await expect(setTtl(dax, 'free', 'ttl', '1')).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(setTtl(dax, 'free', 'record-ttl-millis', '-1')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    await expect(setTtl(dax, 'nope', 'record-ttl-millis', '1')).rejects.toMatchObject({
      name: 'ParameterGroupNotFoundFault',
    });
  });

  test('number twenty at most', async () => {
    const dax = aDax();
    for (let index = 0; index < 20; index += 1)
      await dax.call('CreateParameterGroup', { ParameterGroupName: `g${index}` });

    await expect(dax.call('CreateParameterGroup', { ParameterGroupName: 'g20' })).rejects.toMatchObject({
      name: 'ParameterGroupQuotaExceededFault',
    });
    await expect(dax.call('CreateParameterGroup', { ParameterGroupName: 'g0' })).rejects.toMatchObject({
      name: 'ParameterGroupAlreadyExistsFault',
    });
  });
});

describe('subnet groups', () => {
  const subnets = ['subnet-11111111', 'subnet-0123456789abcdef0'];

  test('are stored in lower case and give a cluster its zones', async () => {
    const dax = aDax();

    const { SubnetGroup: group } = await dax.call<{ SubnetGroup: SubnetGroup }>('CreateSubnetGroup', {
      SubnetGroupName: 'daxSubnetGroup',
      SubnetIds: subnets,
    });
    await dax.create({ SubnetGroupName: 'daxsubnetgroup' });
    await dax.clock.advance(8 * aMinuteMs);

    expect(group).toMatchObject({ SubnetGroupName: 'daxsubnetgroup', VpcId: expect.stringMatching(/^vpc-/) });
    expect(group.Subnets?.map((subnet) => subnet.SubnetAvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b']);
    const { Nodes = [] } = await dax.describe();
    expect(Nodes.map((node) => node.AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1a']);
    await expect(dax.call('DeleteSubnetGroup', { SubnetGroupName: 'daxsubnetgroup' })).rejects.toMatchObject({
      name: 'SubnetGroupInUseFault',
    });
    await expect(
      dax.call('UpdateSubnetGroup', { SubnetGroupName: 'daxsubnetgroup', SubnetIds: ['subnet-22222222'] }),
    ).rejects.toMatchObject({ name: 'SubnetInUse' });
  });

  test('are deleted with the words that AWS uses', async () => {
    const dax = aDax();
    await dax.call('CreateSubnetGroup', { SubnetGroupName: 'one', SubnetIds: subnets });

    expect(await dax.call('DeleteSubnetGroup', { SubnetGroupName: 'one' })).toEqual({
      DeletionMessage: 'Subnet group one has been deleted.',
    });
    await expect(dax.call('DescribeSubnetGroups', { SubnetGroupNames: ['one'] })).rejects.toMatchObject({
      name: 'SubnetGroupNotFoundFault',
    });
  });

  test.each([
    [[], 'InvalidSubnet'],
    [['subnet-xxxxx'], 'InvalidSubnet'],
    [['subnet-11111111', 'subnet-11111111'], 'InvalidSubnet'],
    [Array.from({ length: 21 }, (_, index) => `subnet-${String(index).padStart(8, '0')}`), 'SubnetQuotaExceededFault'],
  ])('refuse %j', async (SubnetIds, name) => {
    await expect(aDax().call('CreateSubnetGroup', { SubnetGroupName: 'g', SubnetIds })).rejects.toMatchObject({ name });
  });

  test('refuse a network type that their subnets do not allow', async () => {
    const dax = aDax({ subnet: () => ({ vpcId: 'vpc-1', availabilityZone: 'us-east-1a', networkTypes: ['ipv4'] }) });
    await dax.call('CreateSubnetGroup', { SubnetGroupName: 'g', SubnetIds: ['subnet-a'] });

    await expect(dax.create({ SubnetGroupName: 'g', NetworkType: 'dual_stack' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
    expect(await dax.create({ SubnetGroupName: 'g' })).toMatchObject({ NetworkType: 'ipv4' });
  });
});

describe('tags', () => {
  const ResourceName = 'arn:aws:dax:us-east-1:123456789012:cache/products';

  test('are merged, listed and taken away', async () => {
    const dax = aDax();
    await dax.create({ Tags: [{ Key: 'team', Value: 'shop' }] });

    await dax.call('TagResource', { ResourceName, Tags: [{ Key: 'ClusterUsage', Value: 'prod' }] });
    const listed = await dax.call('ListTags', { ResourceName });
    const left = await dax.call('UntagResource', { ResourceName, TagKeys: ['team'] });

    expect(listed).toEqual({
      Tags: [
        { Key: 'ClusterUsage', Value: 'prod' },
        { Key: 'team', Value: 'shop' },
      ],
    });
    expect(left).toEqual({ Tags: [{ Key: 'ClusterUsage', Value: 'prod' }] });
    await expect(dax.call('UntagResource', { ResourceName, TagKeys: ['team'] })).rejects.toMatchObject({
      name: 'TagNotFoundFault',
    });
  });

  test('need the ARN of a cluster that is there', async () => {
    const dax = aDax();

    await expect(dax.call('ListTags', { ResourceName: 'products' })).rejects.toMatchObject({ name: 'InvalidARNFault' });
    await expect(dax.call('ListTags', { ResourceName })).rejects.toMatchObject({ name: 'ClusterNotFoundFault' });
  });
});

describe('updating and rebooting', () => {
  test('description, window and topic change at once', async () => {
    const dax = await anAvailableDax();

    const { Cluster: answer } = await dax.call<{ Cluster: Cluster }>('UpdateCluster', {
      ClusterName: 'products',
      Description: 'shop',
      NotificationTopicArn: 'arn:aws:sns:us-east-1:123456789012:ops',
      NotificationTopicStatus: 'inactive',
    });

    expect(answer).toMatchObject({
      Status: 'available',
      Description: 'shop',
      NotificationConfiguration: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:ops', TopicStatus: 'inactive' },
    });
  });

  test('a rebooting node does not serve for two minutes', async () => {
    const dax = await anAvailableDax();

    const { Cluster: answer } = await dax.call<{ Cluster: Cluster }>('RebootNode', {
      ClusterName: 'products',
      NodeId: 'products-b',
    });
    await dax.clock.advance(2 * aMinuteMs);

    expect(answer).toMatchObject({ Status: 'modifying', ActiveNodes: 2 });
    expect(answer.Nodes?.[1]).toMatchObject({ NodeId: 'products-b', NodeStatus: 'rebooting' });
    expect(await dax.describe()).toMatchObject({ Status: 'available', ActiveNodes: 3 });
    await expect(dax.call('RebootNode', { ClusterName: 'products', NodeId: 'products-z' })).rejects.toMatchObject({
      name: 'NodeNotFoundFault',
    });
  });
});

describe('events', () => {
  test('of the last 24 hours by default, of any interval within 14 days, by source', async () => {
    const dax = await anAvailableDax();
    await dax.clock.advance(25 * 60 * aMinuteMs);
    await dax.create({ ClusterName: 'other' });
    await dax.clock.advance(8 * aMinuteMs);

    const messages = async (input: object) =>
      (await dax.call<DescribeEventsResponse>('DescribeEvents', input)).Events?.map((event) => event.SourceName);

    expect(await messages({})).toEqual(['other']);
    expect(await messages({ Duration: 48 * 60 })).toEqual(['other', 'products']);
    expect(await messages({ Duration: 48 * 60, SourceName: 'products', SourceType: 'CLUSTER' })).toEqual(['products']);
    expect(
      await messages({ StartTime: new Date('2026-11-24T00:00:00Z'), EndTime: new Date('2026-11-24T00:08:00Z') }),
    ).toEqual(['products']);
    await expect(messages({ SourceType: 'NODE' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'SourceType "NODE" must be one of CLUSTER, PARAMETER_GROUP, SUBNET_GROUP.',
    });
    await expect(messages({ StartTime: new Date('2026-11-01T00:00:00Z') })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  test('are published to an active topic', async () => {
    const dax = aDax();
    const published: object[] = [];
    dax.platform.register({
      name: 'sns',
      operations: {
        Publish: (input: object) => {
          published.push(input);
          return {};
        },
      },
    });

    await dax.create({ NotificationTopicArn: 'arn:aws:sns:us-east-1:123456789012:ops' });
    await dax.clock.advance(8 * aMinuteMs);

    expect(published).toEqual([
      {
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:ops',
        Subject: 'DAX notification for products',
        Message: 'Cluster created.',
      },
    ]);
  });
});

import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createEc2Service } from '.';

describe('EC2', () => {
  let door: TestDoor;
  let ec2: EC2Client;

  beforeAll(async () => {
    door = await startTestDoor([createEc2Service]);
    ec2 = new EC2Client(door.clientConfig);
  });

  afterAll(() => door.stop());

  const aGroup = async (GroupName: string) =>
    (await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: `group of ${GroupName}` }))).GroupId ?? '';
  const ingressOf = async (groupId: string) =>
    (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }))).SecurityGroups?.[0]?.IpPermissions;
  const allow = (GroupId: string, ...IpPermissions: IpPermission[]) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const daxPort = { IpProtocol: 'tcp', FromPort: 8111, ToPort: 8111 };

  test('the default VPC has a subnet in each of three zones', async () => {
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }));
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [Vpcs?.[0]?.VpcId ?? ''] }] }),
    );
    const { Subnets: inZone } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'availability-zone', Values: ['*-1b'] }] }),
    );

    expect(
      Subnets?.map(({ AvailabilityZone, AvailabilityZoneId, CidrBlock }) => [
        AvailabilityZone,
        AvailabilityZoneId,
        CidrBlock,
      ]),
    ).toEqual([
      ['us-east-1a', 'use1-az1', '172.31.0.0/20'],
      ['us-east-1b', 'use1-az2', '172.31.16.0/20'],
      ['us-east-1c', 'use1-az3', '172.31.32.0/20'],
    ]);
    expect(inZone).toHaveLength(1);
  });

  test('a group lets another one in, once, until it is revoked', async () => {
    const app = await aGroup('app');
    const dax = await aGroup('dax');
    const fromApp = { ...daxPort, UserIdGroupPairs: [{ GroupId: app, Description: 'the application' }] };

    const { SecurityGroupRules } = await allow(dax, fromApp);

    expect(SecurityGroupRules).toEqual([
      expect.objectContaining({
        GroupId: dax,
        IpProtocol: 'tcp',
        FromPort: 8111,
        ToPort: 8111,
        IsEgress: false,
        ReferencedGroupInfo: { GroupId: app, UserId: '123456789012' },
      }),
    ]);
    expect(await ingressOf(dax)).toEqual([
      {
        ...daxPort,
        UserIdGroupPairs: [{ GroupId: app, UserId: '123456789012', Description: 'the application' }],
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [],
      },
    ]);
    await expect(allow(dax, fromApp)).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
      message: `the specified rule "peer: ${app}, TCP, from port: 8111, to port: 8111, ALLOW" already exists`,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(ec2.send(new DeleteSecurityGroupCommand({ GroupId: app }))).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    const SecurityGroupRuleIds = [SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? ''];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: dax, SecurityGroupRuleIds }));
    expect(await ingressOf(dax)).toEqual([]);
    await expect(
      ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: dax, IpPermissions: [fromApp] })),
    ).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: app }));
  });

  test('groups are found by name and tag; egress is open at first', async () => {
    await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'tagged',
        Description: 'with a tag',
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'team', Value: 'a' }] }],
      }),
    );
    const found = async (Name: string, ...Values: string[]) =>
      (await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values }] }))).SecurityGroups;

    expect(await found('tag:team', 'a', 'b')).toMatchObject([
      { GroupName: 'tagged', IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
    ]);
    expect(await found('group-name', 'tag?ed')).toHaveLength(1);
    expect(await found('tag:team', 'b')).toEqual([]);
    await expect(found('egress.ip-permission.cidr', '10.0.0.0/8')).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });

  test.each<[string, Partial<IpPermission>, string]>([
    ['a port above 65535', { ToPort: 65_536 }, 'InvalidParameterValue'],
    ['a range that runs backwards', { FromPort: 9000 }, 'InvalidParameterValue'],
    ['a protocol that is none', { IpProtocol: 'dax' }, 'InvalidParameterValue'],
    ['an address that is none', { IpRanges: [{ CidrIp: '10.0.0/8' }] }, 'InvalidParameterValue'],
    ['a mask that is too long', { IpRanges: [{ CidrIp: '10.0.0.0/33' }] }, 'InvalidParameterValue'],
    ['a group that is not there', { UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] }, 'InvalidGroup.NotFound'],
    ['no source', { IpRanges: [] }, 'MissingParameter'],
    ['a prefix list', { PrefixListIds: [{ PrefixListId: 'pl-1' }] }, 'NotImplementedException'],
  ])('a rule with %s is refused', async (what, more, name) => {
    const groupId = await aGroup(`refuses ${what}`);

    await expect(allow(groupId, { ...daxPort, IpRanges: [{ CidrIp: '10.0.0.0/8' }], ...more })).rejects.toMatchObject({
      name,
    });
    expect(await ingressOf(groupId)).toEqual([]);
  });

  test('a dry run changes nothing; the default group stays; the rest of EC2 is refused by name', async () => {
    const create = { GroupName: 'dry', Description: 'a' };
    await expect(ec2.send(new CreateSecurityGroupCommand({ ...create, DryRun: true }))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    await aGroup('dry');
    await expect(aGroup('dry')).rejects.toMatchObject({ name: 'InvalidGroup.Duplicate' });
    await expect(ec2.send(new DeleteSecurityGroupCommand({ GroupName: 'default' }))).rejects.toMatchObject({
      name: 'CannotDelete',
    });
    await expect(ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }))).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining('RunInstances'),
    });
  });
});

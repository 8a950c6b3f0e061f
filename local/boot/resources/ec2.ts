import { ResourceProblem } from '../boot-problem';
import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';
import { asRecord } from '../template';

export const securityGroup: ResourceType = {
  type: 'AWS::EC2::SecurityGroup',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const tags = properties.tags();
    const vpcId = properties.text('VpcId');
    const input = {
      GroupName: properties.text('GroupName') ?? context.generatedName(255),
      Description: properties.requiredText('GroupDescription'),
      VpcId: vpcId,
      TagSpecifications: tags === undefined ? undefined : [{ ResourceType: 'security-group', Tags: tags }],
    };
    const ingress = properties.list('SecurityGroupIngress') ?? [];
    properties.done();
    const { GroupId } = await call<{ readonly GroupId: string }>('ec2', 'CreateSecurityGroup', given(input));
    if (ingress.length > 0) {
      const IpPermissions = ingress.map((rule, index) => permissionOf(rule, `SecurityGroupIngress[${index}]`));
      await call('ec2', 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
    }
    return { ref: GroupId, attributes: given({ GroupId, VpcId: vpcId }) };
  },
};

const MEMBERS = ['IpProtocol', 'FromPort', 'ToPort', 'SourceSecurityGroupId', 'CidrIp', 'CidrIpv6', 'Description'];

function permissionOf(value: unknown, at: string): object {
  const rule = asRecord(value) ?? {};
  const unknown = Object.keys(rule).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) {
    throw new ResourceProblem(`Properties.${at}.${unknown}`, 'the local platform does not have this property');
  }
  const { IpProtocol, FromPort, ToPort, SourceSecurityGroupId: GroupId, CidrIp, CidrIpv6, Description } = rule;
  const described = given({ Description });
  return given({
    IpProtocol,
    FromPort: FromPort === undefined ? undefined : Number(FromPort),
    ToPort: ToPort === undefined ? undefined : Number(ToPort),
    UserIdGroupPairs: GroupId === undefined ? undefined : [{ GroupId, ...described }],
    IpRanges: CidrIp === undefined ? undefined : [{ CidrIp, ...described }],
    Ipv6Ranges: CidrIpv6 === undefined ? undefined : [{ CidrIpv6, ...described }],
  });
}

import type { Platform, Service } from '../../kernel/service';
import { describeSubnets, describeVpcs } from './network-operations';
import {
  authorizeIngress,
  createSecurityGroup,
  defaultGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  type Groups,
  revokeIngress,
} from './security-groups';

/** Amazon EC2, as far as DAX needs it: the default VPC, its subnets, and security groups with their rules. Nothing is filtered by them. */
export function createEc2Service(platform: Platform): Service {
  const first = defaultGroup();
  const groups: Groups = new Map([[first.groupId, first]]);
  const bound = {
    DescribeVpcs: describeVpcs,
    DescribeSubnets: describeSubnets,
    CreateSecurityGroup: createSecurityGroup,
    DescribeSecurityGroups: describeSecurityGroups,
    DeleteSecurityGroup: deleteSecurityGroup,
    AuthorizeSecurityGroupIngress: authorizeIngress,
    RevokeSecurityGroupIngress: revokeIngress,
  };
  return {
    name: 'ec2',
    operations: Object.fromEntries(
      Object.entries(bound).map(([name, run]) => [name, (input: object) => run(groups, platform, input as never)]),
    ),
  };
}

import type {
  AuthorizeSecurityGroupIngressRequest,
  CreateSecurityGroupRequest,
  DeleteSecurityGroupRequest,
  DescribeSecurityGroupsRequest,
  RevokeSecurityGroupIngressRequest,
} from '@aws-sdk/client-ec2';
import type { Platform } from '../../kernel/service';
import { DEFAULT_VPC } from './default-vpc';
import { fitsFilters, tagFields } from './filters';
import { invalidValue, noSuchGroup, notHere, refused, refuseMembers, stopIfDryRun } from './refusals';
import { hexId, keyOf, permissionsOf, type Rule, rulesOf, ruleText } from './rules';

export interface SecurityGroup {
  readonly groupId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

export type Groups = Map<string, SecurityGroup>;

const MAX_RULES = 60;
const TEXT = /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/;
/** What a call may say of a source outside `IpPermissions`, from the days of EC2-Classic. */
const CLASSIC = ['SourceSecurityGroupName', 'SourceSecurityGroupOwnerId'];

const anywhere = (): Rule => ({
  ruleId: `sgr-${hexId()}`,
  protocol: '-1',
  peer: { kind: 'ipv4', cidr: '0.0.0.0/0' },
});

/** A VPC's default group lets its own members in. */
export function defaultGroup(): SecurityGroup {
  const groupId = 'sg-0d4a8c1b2e3f40516';
  return {
    groupId,
    name: 'default',
    description: 'default VPC security group',
    tags: new Map(),
    ingress: [{ ruleId: `sgr-${hexId()}`, protocol: '-1', peer: { kind: 'group', groupId } }],
    egress: [anywhere()],
  };
}

export function createSecurityGroup(groups: Groups, platform: Platform, input: CreateSecurityGroupRequest): object {
  stopIfDryRun(input);
  const { GroupName: name = '', Description: description = '', VpcId = DEFAULT_VPC.vpcId } = input;
  if (VpcId !== DEFAULT_VPC.vpcId) {
    throw refused('InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`);
  }
  if (!TEXT.test(name) || name.startsWith('sg-')) {
    throw invalidValue(
      `Value (${name}) for parameter GroupName is invalid. 1 to 255 characters of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning with sg-.`,
    );
  }
  if (!TEXT.test(description)) {
    throw invalidValue(
      `Value (${description}) for parameter GroupDescription is invalid. 1 to 255 characters of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*.`,
    );
  }
  if ([...groups.values()].some((group) => group.name === name)) {
    throw refused('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${VpcId}'`);
  }
  const tags = new Map<string, string>();
  for (const { ResourceType, Tags } of input.TagSpecifications ?? []) {
    if (ResourceType !== 'security-group') {
      throw invalidValue(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
    }
    for (const { Key = '', Value = '' } of Tags ?? []) {
      tags.set(Key, Value);
    }
  }
  const groupId = `sg-${hexId()}`;
  groups.set(groupId, { groupId, name, description, tags, ingress: [], egress: [anywhere()] });
  return { GroupId: groupId, SecurityGroupArn: arnOf(groupId, platform), Tags: tagList(tags) };
}

export function describeSecurityGroups(
  groups: Groups,
  platform: Platform,
  input: DescribeSecurityGroupsRequest,
): object {
  stopIfDryRun(input);
  const unknownId = input.GroupIds?.find((id) => !groups.has(id));
  if (unknownId !== undefined) {
    throw noSuchGroup(unknownId);
  }
  const unknownName = input.GroupNames?.find((name) => [...groups.values()].every((group) => group.name !== name));
  if (unknownName !== undefined) {
    throw noSuchGroup(unknownName);
  }
  const wanted = [...groups.values()].filter(
    (group) =>
      (input.GroupIds === undefined || input.GroupIds.includes(group.groupId)) &&
      (input.GroupNames === undefined || input.GroupNames.includes(group.name)) &&
      fitsFilters(input.Filters, {
        'group-id': [group.groupId],
        'group-name': [group.name],
        'vpc-id': [DEFAULT_VPC.vpcId],
        description: [group.description],
        ...tagFields(group.tags),
      }),
  );
  return {
    SecurityGroups: wanted.map(({ groupId, name, description, tags, ingress, egress }) => ({
      GroupId: groupId,
      GroupName: name,
      Description: description,
      VpcId: DEFAULT_VPC.vpcId,
      OwnerId: platform.account,
      SecurityGroupArn: arnOf(groupId, platform),
      Tags: tagList(tags),
      IpPermissions: permissionsOf(ingress, platform.account),
      IpPermissionsEgress: permissionsOf(egress, platform.account),
    })),
  };
}

export function deleteSecurityGroup(groups: Groups, _platform: Platform, input: DeleteSecurityGroupRequest): object {
  stopIfDryRun(input);
  const { groupId, name } = groupOf(groups, input);
  if (name === 'default') {
    throw refused('CannotDelete', `the specified group: "${groupId}" name: "default" cannot be deleted by a user`);
  }
  const user = [...groups.values()].find(
    (group) =>
      group.groupId !== groupId && group.ingress.some(({ peer }) => peer.kind === 'group' && peer.groupId === groupId),
  );
  if (user !== undefined) {
    throw refused('DependencyViolation', `resource ${groupId} has a dependent object`);
  }
  groups.delete(groupId);
  return { Return: true, GroupId: groupId };
}

export function authorizeIngress(
  groups: Groups,
  platform: Platform,
  input: AuthorizeSecurityGroupIngressRequest,
): object {
  const group = groupOf(groups, input);
  if ((input.TagSpecifications ?? []).length > 0) {
    throw notHere('tags of security group rules');
  }
  const added = rulesOf(permissionsIn(input), groupIdIn(groups));
  const known = new Set(group.ingress.map(keyOf));
  for (const rule of added) {
    const key = keyOf(rule);
    if (known.has(key)) {
      throw refused('InvalidPermission.Duplicate', `the specified rule "${ruleText(rule)}" already exists`);
    }
    known.add(key);
  }
  if (known.size > MAX_RULES) {
    throw refused(
      'RulesPerSecurityGroupLimitExceeded',
      `The maximum number of rules per security group has been reached: ${MAX_RULES}`,
    );
  }
  stopIfDryRun(input);
  groups.set(group.groupId, { ...group, ingress: [...group.ingress, ...added] });
  return { Return: true, SecurityGroupRules: added.map((rule) => shownRule(rule, group.groupId, platform)) };
}

export function revokeIngress(groups: Groups, _platform: Platform, input: RevokeSecurityGroupIngressRequest): object {
  const group = groupOf(groups, input);
  const ids = input.SecurityGroupRuleIds ?? [];
  const unknownId = ids.find((id) => group.ingress.every(({ ruleId }) => ruleId !== id));
  if (unknownId !== undefined) {
    throw refused('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${unknownId}' does not exist`);
  }
  const wanted = ids.length > 0 ? [] : rulesOf(permissionsIn(input), groupIdIn(groups));
  const known = new Set(group.ingress.map(keyOf));
  if (wanted.some((rule) => !known.has(keyOf(rule)))) {
    throw refused('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  }
  stopIfDryRun(input);
  const goes = new Set(wanted.map(keyOf));
  const isRevoked = (rule: Rule) => ids.includes(rule.ruleId) || goes.has(keyOf(rule));
  groups.set(group.groupId, { ...group, ingress: group.ingress.filter((rule) => !isRevoked(rule)) });
  return {
    Return: true,
    RevokedSecurityGroupRules: group.ingress
      .filter(isRevoked)
      .map((rule) => ({ SecurityGroupRuleId: rule.ruleId, ...portsAndPeer(rule, group.groupId) })),
  };
}

/** Rules come as a list, or one in the call's own parameters. */
function permissionsIn(input: AuthorizeSecurityGroupIngressRequest): NonNullable<typeof input.IpPermissions> {
  refuseMembers(input, CLASSIC);
  if (input.IpPermissions !== undefined && input.IpPermissions.length > 0) {
    return input.IpPermissions;
  }
  if (input.CidrIp === undefined) {
    throw refused('MissingParameter', 'The request must contain the parameter ipPermissions');
  }
  return [
    {
      IpProtocol: input.IpProtocol,
      FromPort: input.FromPort,
      ToPort: input.ToPort,
      IpRanges: [{ CidrIp: input.CidrIp }],
    },
  ];
}

function groupOf(
  groups: Groups,
  { GroupId, GroupName }: { readonly GroupId?: string | undefined; readonly GroupName?: string | undefined },
): SecurityGroup {
  if (GroupId === undefined && GroupName === undefined) {
    throw refused('MissingParameter', 'The request must contain the parameter groupName or groupId');
  }
  const found = [...groups.values()].find(
    (group) => group.groupId === GroupId || (GroupId === undefined && group.name === GroupName),
  );
  if (found === undefined) {
    throw noSuchGroup(GroupId ?? GroupName ?? '');
  }
  return found;
}

function groupIdIn(groups: Groups): (named: { readonly GroupId?: string; readonly GroupName?: string }) => string {
  return (named) => groupOf(groups, named).groupId;
}

function shownRule(rule: Rule, groupId: string, platform: Platform): object {
  return {
    SecurityGroupRuleId: rule.ruleId,
    SecurityGroupRuleArn: `arn:aws:ec2:${platform.region}:${platform.account}:security-group-rule/${rule.ruleId}`,
    GroupOwnerId: platform.account,
    ...portsAndPeer(rule, groupId),
    ReferencedGroupInfo:
      rule.peer.kind === 'group' ? { GroupId: rule.peer.groupId, UserId: platform.account } : undefined,
  };
}

function portsAndPeer({ protocol, fromPort, toPort, peer, description }: Rule, groupId: string): object {
  return {
    GroupId: groupId,
    IsEgress: false,
    IpProtocol: protocol,
    FromPort: fromPort ?? -1,
    ToPort: toPort ?? -1,
    CidrIpv4: peer.kind === 'ipv4' ? peer.cidr : undefined,
    CidrIpv6: peer.kind === 'ipv6' ? peer.cidr : undefined,
    Description: description,
  };
}

function arnOf(groupId: string, { region, account }: Platform): string {
  return `arn:aws:ec2:${region}:${account}:security-group/${groupId}`;
}

function tagList(tags: ReadonlyMap<string, string>): readonly object[] | undefined {
  return tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));
}

import type {
  CreateSubnetGroupRequest,
  DeleteSubnetGroupRequest,
  DescribeSubnetGroupsRequest,
  SubnetGroup,
  UpdateSubnetGroupRequest,
} from '@aws-sdk/client-dax';
import { ServiceError } from '../../kernel/service-error';
import type { KnownSubnet } from './options';
import { pageOf } from './paging';
import { required, subnetGroupNotFound } from './refusals';
import { type DaxContext, defaultSubnetGroupName, type SubnetGroupRecord, type SubnetRecord } from './state';

const groupsPerRegion = 50;
const subnetsPerGroup = 20;
const defaultVpcId = 'vpc-0d4a8c1b2e3f40516';

/** Every account has a default VPC with a subnet per zone; this is its group. */
export const defaultSubnetGroup = (region: string): SubnetGroupRecord => ({
  name: defaultSubnetGroupName,
  description: 'Default CacheSubnetGroup',
  vpcId: defaultVpcId,
  subnets: ['a', 'b', 'c'].map((letter, index) => ({
    subnetId: `subnet-0d4a8c1b2e3f4051${index}`,
    availabilityZone: `${region}${letter}`,
    networkTypes: ['ipv4', 'ipv6', 'dual_stack'],
  })),
});

export const subnetGroupOf = (context: DaxContext, name: string): SubnetGroupRecord => {
  const group = context.subnetGroups.get(name.toLowerCase());
  if (!group) throw subnetGroupNotFound(name);
  return group;
};

/** Network types that every subnet of the group allows. */
export const networkTypesOf = (group: SubnetGroupRecord): readonly ('ipv4' | 'ipv6' | 'dual_stack')[] =>
  (['ipv4', 'ipv6', 'dual_stack'] as const).filter((type) =>
    group.subnets.every((subnet) => subnet.networkTypes.includes(type)),
  );

const toGroup = (group: SubnetGroupRecord): SubnetGroup => ({
  SubnetGroupName: group.name,
  ...(group.description === undefined ? {} : { Description: group.description }),
  VpcId: group.vpcId,
  Subnets: group.subnets.map((subnet) => ({
    SubnetIdentifier: subnet.subnetId,
    SubnetAvailabilityZone: subnet.availabilityZone,
    SupportedNetworkTypes: [...subnet.networkTypes],
  })),
  SupportedNetworkTypes: [...networkTypesOf(group)],
});

export const createSubnetGroup = (context: DaxContext, input: CreateSubnetGroupRequest) => {
  const name = required(input.SubnetGroupName, 'SubnetGroupName').toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,254}$/.test(name))
    throw new ServiceError('InvalidParameterValueException', `SubnetGroupName '${name}' is not a valid name.`);
  if (context.subnetGroups.has(name))
    throw new ServiceError('SubnetGroupAlreadyExistsFault', `SubnetGroup ${name} already exists.`);
  if (context.subnetGroups.size - 1 >= groupsPerRegion)
    throw new ServiceError(
      'SubnetGroupQuotaExceededFault',
      `The limit of ${groupsPerRegion} subnet groups is reached.`,
    );
  const group: SubnetGroupRecord = {
    name,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...subnetsOf(context, input.SubnetIds ?? []),
  };
  context.subnetGroups.set(name, group);
  return { SubnetGroup: toGroup(group) };
};

export const updateSubnetGroup = (context: DaxContext, input: UpdateSubnetGroupRequest) => {
  const group = subnetGroupOf(context, required(input.SubnetGroupName, 'SubnetGroupName'));
  const subnets = input.SubnetIds === undefined ? undefined : subnetsOf(context, input.SubnetIds);
  if (subnets) refuseIfInUse(context, group, subnets.subnets);
  const changed: SubnetGroupRecord = {
    ...group,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...subnets,
  };
  context.subnetGroups.set(group.name, changed);
  return { SubnetGroup: toGroup(changed) };
};

/** A zone that holds nodes must keep a subnet. */
const refuseIfInUse = (context: DaxContext, group: SubnetGroupRecord, next: readonly SubnetRecord[]): void => {
  const zones = new Set(next.map((subnet) => subnet.availabilityZone));
  const nodes = clustersIn(context, group).flatMap((cluster) => cluster.nodes);
  const stranded = nodes.find((node) => !zones.has(node.availabilityZone));
  if (stranded)
    throw new ServiceError(
      'SubnetInUse',
      `The subnet in ${stranded.availabilityZone} is in use by node ${stranded.nodeId}.`,
    );
};

export const deleteSubnetGroup = (context: DaxContext, input: DeleteSubnetGroupRequest) => {
  const group = subnetGroupOf(context, required(input.SubnetGroupName, 'SubnetGroupName'));
  const user = clustersIn(context, group)[0];
  if (user)
    throw new ServiceError(
      'SubnetGroupInUseFault',
      `SubnetGroup ${group.name} is used by cluster ${user.clusterName}.`,
    );
  context.subnetGroups.delete(group.name);
  return { DeletionMessage: `Subnet group ${group.name} has been deleted.` };
};

const clustersIn = (context: DaxContext, group: SubnetGroupRecord) =>
  [...context.clusters.values()].filter((cluster) => cluster.subnetGroup === group.name);

export const describeSubnetGroups = (context: DaxContext, input: DescribeSubnetGroupsRequest) => {
  const names = input.SubnetGroupNames;
  const groups = names?.length ? names.map((name) => subnetGroupOf(context, name)) : [...context.subnetGroups.values()];
  const sorted = groups.sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(sorted, (group) => group.name, input);
  return {
    SubnetGroups: page.rows.map(toGroup),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
};

const subnetsOf = (context: DaxContext, subnetIds: readonly string[]): Pick<SubnetGroupRecord, 'vpcId' | 'subnets'> => {
  if (subnetIds.length === 0) throw new ServiceError('InvalidSubnet', 'SubnetIds must name at least one subnet.');
  if (subnetIds.length > subnetsPerGroup)
    throw new ServiceError('SubnetQuotaExceededFault', `A subnet group holds at most ${subnetsPerGroup} subnets.`);
  if (new Set(subnetIds).size < subnetIds.length)
    throw new ServiceError('InvalidSubnet', 'SubnetIds names a subnet twice.');
  const lookUp = context.options.subnet ?? anySubnet(context.platform.region, subnetIds);
  const found = subnetIds.map((subnetId) => {
    const known = lookUp(subnetId);
    if (!known) throw new ServiceError('InvalidSubnet', `Subnet ${subnetId} is not a subnet of this account.`);
    return { subnetId, known };
  });
  const vpcId = found[0]?.known.vpcId ?? defaultVpcId;
  const other = found.find(({ known }) => known.vpcId !== vpcId);
  if (other)
    throw new ServiceError('InvalidSubnet', `Subnet ${other.subnetId} is in ${other.known.vpcId}, not ${vpcId}.`);
  return {
    vpcId,
    subnets: found.map(({ subnetId, known }) => ({
      subnetId,
      availabilityZone: known.availabilityZone,
      networkTypes: known.networkTypes,
    })),
  };
};

/** Where nobody keeps subnets: every well-formed id exists, and neighbours in the list lie in different zones. */
const anySubnet =
  (region: string, subnetIds: readonly string[]) =>
  (subnetId: string): KnownSubnet | undefined =>
    /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(subnetId)
      ? {
          vpcId: defaultVpcId,
          availabilityZone: `${region}${'abc'[subnetIds.indexOf(subnetId) % 3]}`,
          networkTypes: ['ipv4', 'ipv6', 'dual_stack'],
        }
      : undefined;

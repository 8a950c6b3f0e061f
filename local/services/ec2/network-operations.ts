import type { DescribeSubnetsRequest, DescribeVpcsRequest } from '@aws-sdk/client-ec2';
import type { Platform } from '../../kernel/service';
import { DEFAULT_VPC, defaultSubnets } from './default-vpc';
import { fitsFilters } from './filters';
import { refused, stopIfDryRun } from './refusals';

export function describeVpcs(_state: unknown, platform: Platform, input: DescribeVpcsRequest): object {
  stopIfDryRun(input);
  const unknown = input.VpcIds?.find((id) => id !== DEFAULT_VPC.vpcId);
  if (unknown !== undefined) {
    throw refused('InvalidVpcID.NotFound', `The vpc ID '${unknown}' does not exist`);
  }
  const fits = fitsFilters(input.Filters, {
    'vpc-id': [DEFAULT_VPC.vpcId],
    'is-default': ['true'],
    isDefault: ['true'],
    cidr: [DEFAULT_VPC.cidr],
    state: ['available'],
    'owner-id': [platform.account],
  });
  const vpc = {
    VpcId: DEFAULT_VPC.vpcId,
    CidrBlock: DEFAULT_VPC.cidr,
    IsDefault: true,
    State: 'available',
    OwnerId: platform.account,
    InstanceTenancy: 'default',
  };
  return { Vpcs: fits ? [vpc] : [] };
}

export function describeSubnets(_state: unknown, platform: Platform, input: DescribeSubnetsRequest): object {
  stopIfDryRun(input);
  const all = defaultSubnets(platform.region);
  const unknown = input.SubnetIds?.find((id) => all.every(({ subnetId }) => subnetId !== id));
  if (unknown !== undefined) {
    throw refused('InvalidSubnetID.NotFound', `The subnet ID '${unknown}' does not exist`);
  }
  const wanted = all.filter(
    ({ subnetId, zone, zoneId, cidr }) =>
      (input.SubnetIds === undefined || input.SubnetIds.includes(subnetId)) &&
      fitsFilters(input.Filters, {
        'subnet-id': [subnetId],
        'vpc-id': [DEFAULT_VPC.vpcId],
        'availability-zone': [zone],
        'availability-zone-id': [zoneId],
        'cidr-block': [cidr],
        'default-for-az': ['true'],
        state: ['available'],
      }),
  );
  return {
    Subnets: wanted.map(({ subnetId, zone, zoneId, cidr }) => ({
      SubnetId: subnetId,
      SubnetArn: `arn:aws:ec2:${platform.region}:${platform.account}:subnet/${subnetId}`,
      VpcId: DEFAULT_VPC.vpcId,
      AvailabilityZone: zone,
      AvailabilityZoneId: zoneId,
      CidrBlock: cidr,
      // A /20 less the five addresses that AWS keeps.
      AvailableIpAddressCount: 4_091,
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
      State: 'available',
      OwnerId: platform.account,
    })),
  };
}

import { type Intrinsic, logicalId, type Resources } from '../template';
import { portOf, type SetUp } from './targets-to-set-up';

export const clusterGroupId = (target: string): string => logicalId('cluster-group', target);
export const applicationGroupId = (target: string): string => logicalId('application-group', target);
export const subnetGroupId = (target: string): string => logicalId('subnet-group', target);

/** Subnet group and security groups of a cluster that is made. */
export function network(setUp: SetUp): Resources {
  const { name, bootstrap } = setUp;
  if (bootstrap.network === undefined) return {};
  const { vpc, subnets, applicationGroups } = bootstrap.network;
  const application: Resources =
    applicationGroups === undefined
      ? {
          [applicationGroupId(name)]: {
            Type: 'AWS::EC2::SecurityGroup',
            Properties: { GroupDescription: `Application tier of ${name}: attach it to its instances`, VpcId: vpc },
          },
        }
      : {};
  if (bootstrap.cluster === undefined) return application;
  return {
    ...application,
    [subnetGroupId(name)]: {
      Type: 'AWS::DAX::SubnetGroup',
      Properties: { Description: `Subnets of the DAX cluster of ${name}`, SubnetIds: subnets },
    },
    [clusterGroupId(name)]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: `DAX cluster of ${name}: one port, from the application tier alone`,
        VpcId: vpc,
        SecurityGroupIngress: sources(setUp).map((source) => ({
          IpProtocol: 'tcp',
          FromPort: portOf(setUp),
          ToPort: portOf(setUp),
          SourceSecurityGroupId: source,
          Description: `application tier of ${name}`,
        })),
      },
    },
  };
}

function sources({ name, bootstrap }: SetUp): readonly (string | Intrinsic)[] {
  return bootstrap.network?.applicationGroups ?? [{ 'Fn::GetAtt': [applicationGroupId(name), 'GroupId'] }];
}

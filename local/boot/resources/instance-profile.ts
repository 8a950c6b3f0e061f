import { Rank, type ResourceType } from '../resource-type';

export const instanceProfile: ResourceType = {
  type: 'AWS::IAM::InstanceProfile',
  rank: Rank.base,
  async create(context) {
    const { properties, call, platform } = context;
    const name = properties.text('InstanceProfileName') ?? context.generatedName(128);
    const path = properties.text('Path') ?? '/';
    const roles = properties.texts('Roles') ?? [];
    properties.done();
    await call('iam', 'CreateInstanceProfile', { InstanceProfileName: name, Path: path });
    for (const RoleName of roles) {
      await call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName });
    }
    return { ref: name, attributes: { Arn: `arn:aws:iam::${platform.account}:instance-profile${path}${name}` } };
  },
};

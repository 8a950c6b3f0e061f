import { invalidValue, required } from './refusals';
import type { DaxContext } from './state';

const defaultSecurityGroupId = 'sg-0d4a8c1b2e3f40516';

/** The role must be well formed, of this account, and one that DAX may assume. */
export const checkRole = async (context: DaxContext, given: string | undefined): Promise<string> => {
  const arn = required(given, 'IamRoleArn');
  const parts = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/.exec(arn);
  if (!parts) throw invalidValue(`IamRoleArn '${arn}' is not the ARN of a role.`);
  if (parts[1] !== context.platform.account)
    throw invalidValue(`IamRoleArn '${arn}' is not a role of account ${context.platform.account}.`);
  const allowed = await (context.options.mayAssumeRole?.(arn) ?? true);
  if (!allowed) throw invalidValue(`No permission to assume role: ${arn}`);
  return arn;
};

export const securityGroupsOf = (given: readonly string[] | undefined): readonly string[] => {
  if (!given?.length) return [defaultSecurityGroupId];
  const bad = given.find((id) => !/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (bad !== undefined) throw invalidValue(`SecurityGroupIds: '${bad}' is not the id of a security group.`);
  return [...given];
};

/** The topic's owner must be the cluster's. */
export const topicArnOf = (context: DaxContext, arn: string): string => {
  const { account, region } = context.platform;
  if (!arn.startsWith(`arn:aws:sns:${region}:${account}:`))
    throw invalidValue(`NotificationTopicArn '${arn}' is not a topic of account ${account} in ${region}.`);
  return arn;
};

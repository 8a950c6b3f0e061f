import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';

/** Every policy document of a role, inline and attached, parsed. */
export const readRolePolicies = async (iam: IAMClient, roleArn: string): Promise<readonly unknown[]> => {
  const RoleName = roleArn.split('/').at(-1) ?? roleArn;
  const documents: unknown[] = [];
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      documents.push(parsed(PolicyDocument));
    }
  }
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
    for (const { PolicyArn } of page.AttachedPolicies ?? []) {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const { PolicyVersion } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
      );
      documents.push(parsed(PolicyVersion?.Document));
    }
  }
  return documents;
};

/** IAM gives documents URL-encoded (RFC 3986). */
const parsed = (document: string | undefined): unknown =>
  document === undefined ? {} : (JSON.parse(decodeURIComponent(document)) as unknown);

import { isHarmlessManagedPolicy } from '../../iam/managed-policies';
import { readStatements } from '../../iam/statement';
import { uniqueId } from '../../iam/unique-id';
import { ResourceProblem } from '../boot-problem';
import { Rank, type ResourceContext, type ResourceType } from '../resource-type';
import type { PolicyDocument, Role } from '../role-store';
import { asRecord } from '../template';

export const iamRole: ResourceType = {
  type: 'AWS::IAM::Role',
  rank: Rank.base,
  async create(context) {
    const { properties, roles, platform } = context;
    const name = properties.text('RoleName') ?? context.generatedName(64);
    const path = properties.text('Path') ?? '/';
    const arn = `arn:aws:iam::${platform.account}:role${path}${name}`;
    const role: Role = {
      name,
      arn,
      trust: documentOf(properties.record('AssumeRolePolicyDocument'), 'AssumeRolePolicyDocument'),
      policies: (properties.list('Policies') ?? []).map((policy, index) => policyOf(policy, `Policies[${index}]`)),
      managedPolicyArns: managedPolicies(properties.texts('ManagedPolicyArns') ?? []),
    };
    properties.acceptWithoutEffect('Description', 'MaxSessionDuration', 'PermissionsBoundary', 'Tags');
    properties.done();
    roles.put(role);
    return { ref: name, attributes: { Arn: arn, RoleId: uniqueId('AROA', arn) } };
  },
};

export const iamPolicy: ResourceType = {
  type: 'AWS::IAM::Policy',
  rank: Rank.base,
  async create(context) {
    const { properties } = context;
    const name = properties.requiredText('PolicyName');
    attach(context, name, properties.texts('Roles') ?? []);
    return { ref: name, attributes: { Id: name } };
  },
};

export const iamManagedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  rank: Rank.base,
  async create(context) {
    const { properties, platform } = context;
    const name = properties.text('ManagedPolicyName') ?? context.generatedName(128);
    const path = properties.text('Path') ?? '/';
    properties.acceptWithoutEffect('Description');
    attach(context, name, properties.texts('Roles') ?? []);
    const arn = `arn:aws:iam::${platform.account}:policy${path}${name}`;
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};

function attach({ properties, roles }: ResourceContext, name: string, roleNames: readonly string[]): void {
  const document = identityPolicy(properties.record('PolicyDocument'), 'PolicyDocument');
  properties.done();
  for (const roleName of roleNames) {
    const role = roles.byName(roleName);
    if (role === undefined) {
      throw new ResourceProblem('Properties.Roles', `there is no role ${roleName}`);
    }
    roles.put({ ...role, policies: [...role.policies, { name, document }] });
  }
}

function policyOf(value: unknown, at: string): Role['policies'][number] {
  const { PolicyName: name, PolicyDocument: document } = asRecord(value) ?? {};
  if (typeof name !== 'string') {
    throw new ResourceProblem(`Properties.${at}.PolicyName`, 'must be given');
  }
  return { name, document: identityPolicy(asRecord(document), `${at}.PolicyDocument`) };
}

function documentOf(document: PolicyDocument | undefined, at: string): PolicyDocument {
  if (document?.Statement === undefined) {
    throw new ResourceProblem(`Properties.${at}`, 'must be a policy document with a Statement');
  }
  return document;
}

/** A policy that could not be judged later is refused when it is made. */
function identityPolicy(document: PolicyDocument | undefined, at: string): PolicyDocument {
  const checked = documentOf(document, at);
  try {
    readStatements(checked);
  } catch (error) {
    throw new ResourceProblem(`Properties.${at}`, (error as Error).message);
  }
  return checked;
}

function managedPolicies(arns: readonly string[]): readonly string[] {
  const unknown = arns.find((arn) => !isHarmlessManagedPolicy(arn));
  if (unknown !== undefined) {
    throw new ResourceProblem(
      'Properties.ManagedPolicyArns',
      `what ${unknown} allows is not known to the local platform`,
    );
  }
  return arns;
}

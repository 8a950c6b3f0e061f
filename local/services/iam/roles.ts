import type {
  CreateRoleRequest,
  CreateServiceLinkedRoleRequest,
  DeleteRoleRequest,
  GetRoleRequest,
  ListRolesRequest,
  UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import type { Role } from '../../boot/role-store';
import { SERVICE_LINKED } from '../../iam/service-linked';
import { uniqueId } from '../../iam/unique-id';
import { ServiceError } from '../../kernel/service-error';
import { checkedName, checkedPath } from './names';
import { pageOf } from './page';
import { checkSize, trustPolicy } from './policy-text';
import { alreadyExists, deleteConflict, invalid, notHere, refuseMembers } from './refusals';
import { factsOf, type IamState, isAttached, type RoleFacts, roleOf, type Tag } from './state';

const MAX_TRUST_CHARACTERS = 2_048;
const MAX_TAGS = 50;

export function createRole(state: IamState, input: CreateRoleRequest): object {
  const name = checkedName(input.RoleName, 'roleName', 64);
  const path = checkedPath(input.Path);
  refuseMembers(input, ['PermissionsBoundary']);
  const seconds = input.MaxSessionDuration ?? 3_600;
  if (!Number.isInteger(seconds) || seconds < 3_600 || seconds > 43_200) {
    throw invalid('maxSessionDuration', seconds, 'Member must be a whole number from 3600 to 43200');
  }
  const text = input.AssumeRolePolicyDocument ?? '';
  checkSize([text], MAX_TRUST_CHARACTERS, 'ACLSizePerRole');
  refuseTaken(state, name);
  const arn = `arn:aws:iam::${state.platform.account}:role${path}${name}`;
  const role: Role = { name, arn, trust: trustPolicy(text), policies: [], managedPolicyArns: [] };
  const facts: RoleFacts = {
    path,
    createdAtMs: state.platform.clock.now(),
    maxSessionSeconds: seconds,
    tags: checkedTags(input.Tags),
    ...(input.Description === undefined ? {} : { description: input.Description }),
  };
  state.roles.put(role);
  state.facts.set(name, facts);
  return { Role: shown(state, role) };
}

export function createServiceLinkedRole(state: IamState, input: CreateServiceLinkedRoleRequest): object {
  const service = input.AWSServiceName ?? '';
  const name = Object.hasOwn(SERVICE_LINKED, service) ? SERVICE_LINKED[service] : undefined;
  if (name === undefined) {
    throw notHere(`a service-linked role of "${service}"; it has those of ${Object.keys(SERVICE_LINKED).join(', ')}`);
  }
  refuseMembers(input, ['CustomSuffix']);
  if (state.serviceLinked.has(name)) {
    throw new ServiceError(
      'InvalidInputException',
      `Service role name ${name} has been taken in this account, please try a different suffix.`,
    );
  }
  const path = `/aws-service-role/${service}/`;
  const role: Role = {
    name,
    arn: `arn:aws:iam::${state.platform.account}:role${path}${name}`,
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }],
    },
    policies: [],
    managedPolicyArns: [],
  };
  state.serviceLinked.set(name, role);
  state.facts.set(name, {
    path,
    createdAtMs: state.platform.clock.now(),
    maxSessionSeconds: 3_600,
    tags: [],
    ...(input.Description === undefined ? {} : { description: input.Description }),
  });
  return { Role: shown(state, role) };
}

export function getRole(state: IamState, { RoleName }: GetRoleRequest): object {
  return { Role: shown(state, roleOf(state, RoleName)) };
}

export function listRoles(state: IamState, input: ListRolesRequest): object {
  const prefix = input.PathPrefix ?? '/';
  const all = [...state.roles.list(), ...state.serviceLinked.values()]
    .filter((role) => factsOf(state, role).path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, more } = pageOf(all, input);
  return { Roles: items.map((role) => shown(state, role)), ...more };
}

export function deleteRole(state: IamState, { RoleName }: DeleteRoleRequest): void {
  const role = roleOf(state, RoleName);
  refuseServiceLinked(state, role);
  if (role.policies.some(isAttached) || role.managedPolicyArns.length > 0) {
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  }
  if (role.policies.length > 0) {
    throw deleteConflict('Cannot delete entity, must delete policies first.');
  }
  if ([...state.profiles.values()].some(({ roleName }) => roleName === role.name)) {
    throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
  }
  state.roles.delete(role.name);
  state.facts.delete(role.name);
}

export function updateAssumeRolePolicy(state: IamState, input: UpdateAssumeRolePolicyRequest): void {
  const role = roleOf(state, input.RoleName);
  refuseServiceLinked(state, role);
  const text = input.PolicyDocument ?? '';
  checkSize([text], MAX_TRUST_CHARACTERS, 'ACLSizePerRole');
  state.roles.put({ ...role, trust: trustPolicy(text) });
}

/** A role of an AWS service cannot be changed through IAM. */
export function refuseServiceLinked({ serviceLinked }: IamState, { name }: Role): void {
  if (serviceLinked.has(name)) {
    throw new ServiceError(
      'UnmodifiableEntityException',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    );
  }
}

export function shown(state: IamState, role: Role): object {
  const { path, createdAtMs, description, maxSessionSeconds, tags } = factsOf(state, role);
  return {
    Path: path,
    RoleName: role.name,
    RoleId: uniqueId('AROA', role.arn),
    Arn: role.arn,
    CreateDate: new Date(createdAtMs),
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
    Description: description,
    MaxSessionDuration: maxSessionSeconds,
    Tags: tags.length === 0 ? undefined : tags,
  };
}

/** Names of roles differ by more than their case. */
function refuseTaken({ roles, serviceLinked }: IamState, name: string): void {
  const taken = [...roles.list(), ...serviceLinked.values()].some(
    (role) => role.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) {
    throw alreadyExists(`Role with name ${name} already exists.`);
  }
}

export function checkedTags(tags: CreateRoleRequest['Tags']): readonly Tag[] {
  const given = tags ?? [];
  if (given.length > MAX_TAGS) {
    throw invalid('tags', `${given.length} tags`, `Member must have length less than or equal to ${MAX_TAGS}`);
  }
  return given.map(({ Key = '', Value = '' }, index) => {
    if (Key === '' || Key.length > 128 || Value.length > 256) {
      throw invalid(`tags.${index + 1}.member`, `${Key}=${Value}`, 'Key has 1 to 128 characters, Value up to 256');
    }
    return { Key, Value };
  });
}

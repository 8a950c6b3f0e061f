import { RoleStore } from '../../boot/role-store';
import type { Platform, Service } from '../../kernel/service';
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  removeRoleFromInstanceProfile,
} from './instance-profiles';
import { createPolicy, deletePolicy, getPolicy, getPolicyVersion, listPolicies } from './managed-policies';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './role-policies';
import { createRole, createServiceLinkedRole, deleteRole, getRole, listRoles, updateAssumeRolePolicy } from './roles';
import { newState } from './state';

export interface IamOptions {
  /** The roles by which rights are judged. Default: a store of its own, which judges nobody. */
  readonly roles?: RoleStore;
}

/** AWS Identity and Access Management: roles, their policies, and instance profiles. */
export function createIamService(platform: Platform, { roles = new RoleStore() }: IamOptions = {}): Service {
  const state = newState(platform, roles);
  const bound = {
    CreateRole: createRole,
    GetRole: getRole,
    ListRoles: listRoles,
    DeleteRole: deleteRole,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    CreateServiceLinkedRole: createServiceLinkedRole,
    PutRolePolicy: putRolePolicy,
    GetRolePolicy: getRolePolicy,
    ListRolePolicies: listRolePolicies,
    DeleteRolePolicy: deleteRolePolicy,
    CreatePolicy: createPolicy,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    ListPolicies: listPolicies,
    DeletePolicy: deletePolicy,
    AttachRolePolicy: attachRolePolicy,
    DetachRolePolicy: detachRolePolicy,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    CreateInstanceProfile: createInstanceProfile,
    GetInstanceProfile: getInstanceProfile,
    AddRoleToInstanceProfile: addRoleToInstanceProfile,
    RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
    DeleteInstanceProfile: deleteInstanceProfile,
  };
  return {
    name: 'iam',
    operations: Object.fromEntries(
      Object.entries(bound).map(([name, run]) => [name, (input: object) => run(state, input as never)]),
    ),
  };
}

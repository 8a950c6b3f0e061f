import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  DeleteInstanceProfileRequest,
  GetInstanceProfileRequest,
  RemoveRoleFromInstanceProfileRequest,
} from '@aws-sdk/client-iam';
import { uniqueId } from '../../iam/unique-id';
import { checkedName, checkedPath } from './names';
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './refusals';
import { shown as shownRole } from './roles';
import { type IamState, type InstanceProfile, roleOf } from './state';

export function createInstanceProfile(state: IamState, input: CreateInstanceProfileRequest): object {
  const name = checkedName(input.InstanceProfileName, 'instanceProfileName', 128);
  const path = checkedPath(input.Path);
  if (state.profiles.has(name)) {
    throw alreadyExists(`Instance Profile ${name} already exists.`);
  }
  const arn = `arn:aws:iam::${state.platform.account}:instance-profile${path}${name}`;
  const profile: InstanceProfile = { name, arn, path, createdAtMs: state.platform.clock.now() };
  state.profiles.set(name, profile);
  return { InstanceProfile: shown(state, profile) };
}

export function getInstanceProfile(state: IamState, input: GetInstanceProfileRequest): object {
  return { InstanceProfile: shown(state, profileOf(state, input.InstanceProfileName)) };
}

/** An instance profile carries one role. */
export function addRoleToInstanceProfile(state: IamState, input: AddRoleToInstanceProfileRequest): void {
  const profile = profileOf(state, input.InstanceProfileName);
  const { name: roleName } = roleOf(state, input.RoleName);
  if (profile.roleName !== undefined) {
    throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
  }
  state.profiles.set(profile.name, { ...profile, roleName });
}

export function removeRoleFromInstanceProfile(state: IamState, input: RemoveRoleFromInstanceProfileRequest): void {
  const { roleName, ...profile } = profileOf(state, input.InstanceProfileName);
  if (roleName === undefined || roleName !== input.RoleName) {
    throw noSuchEntity(`Role ${input.RoleName} in Instance Profile ${profile.name} cannot be found.`);
  }
  state.profiles.set(profile.name, profile);
}

export function deleteInstanceProfile(state: IamState, input: DeleteInstanceProfileRequest): void {
  const { name, roleName } = profileOf(state, input.InstanceProfileName);
  if (roleName !== undefined) {
    throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
  }
  state.profiles.delete(name);
}

function profileOf({ profiles }: IamState, name: string | undefined): InstanceProfile {
  const profile = profiles.get(name ?? '');
  if (profile === undefined) {
    throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  }
  return profile;
}

function shown(state: IamState, { name, arn, path, createdAtMs, roleName }: InstanceProfile): object {
  return {
    InstanceProfileName: name,
    InstanceProfileId: uniqueId('AIPA', arn),
    Arn: arn,
    Path: path,
    CreateDate: new Date(createdAtMs),
    Roles: roleName === undefined ? [] : [shownRole(state, roleOf(state, roleName))],
  };
}

import type { PolicyDocument, Role, RoleStore } from '../../boot/role-store';
import type { Platform } from '../../kernel/service';
import { noSuchRole } from './refusals';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What IAM tells about a role beside that by which rights are judged. */
export interface RoleFacts {
  readonly path: string;
  readonly createdAtMs: number;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly tags: readonly Tag[];
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly createdAtMs: number;
  readonly description?: string;
  readonly document: PolicyDocument;
  readonly tags: readonly Tag[];
}

export interface InstanceProfile {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAtMs: number;
  readonly roleName?: string;
}

export interface IamState {
  readonly platform: Platform;
  /** Shared with the gate that judges rights: what a policy says here holds from the next call on. */
  readonly roles: RoleStore;
  readonly facts: Map<string, RoleFacts>;
  readonly policies: Map<string, ManagedPolicy>;
  readonly profiles: Map<string, InstanceProfile>;
  /** Roles of AWS services. Nobody but the service may assume them, so they are not judged. */
  readonly serviceLinked: Map<string, Role>;
  readonly startedAtMs: number;
}

export function newState(platform: Platform, roles: RoleStore): IamState {
  return {
    platform,
    roles,
    facts: new Map(),
    policies: new Map(),
    profiles: new Map(),
    serviceLinked: new Map(),
    startedAtMs: platform.clock.now(),
  };
}

export function roleOf({ roles, serviceLinked }: IamState, name: string | undefined): Role {
  const role = roles.byName(name ?? '') ?? serviceLinked.get(name ?? '');
  if (role === undefined) {
    throw noSuchRole(name ?? '');
  }
  return role;
}

/** Roles that the template declared have no facts of their own. */
export function factsOf({ facts, startedAtMs }: IamState, { name, arn }: Role): RoleFacts {
  const path = arn.slice(arn.indexOf(':role/') + ':role'.length, arn.length - name.length);
  return facts.get(name) ?? { path, createdAtMs: startedAtMs, maxSessionSeconds: 3_600, tags: [] };
}

/** Attached policies stand among a role's policies under their ARN, which no inline policy's name can be. */
export function isAttached({ name }: { readonly name: string }): boolean {
  return name.startsWith('arn:');
}

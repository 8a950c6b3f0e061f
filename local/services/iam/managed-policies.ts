import type {
  CreatePolicyRequest,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyVersionRequest,
  ListPoliciesRequest,
} from '@aws-sdk/client-iam';
import { uniqueId } from '../../iam/unique-id';
import { checkedName, checkedPath } from './names';
import { pageOf } from './page';
import { checkSize, identityPolicy } from './policy-text';
import { alreadyExists, deleteConflict, noSuchEntity, notHere } from './refusals';
import { checkedTags } from './roles';
import type { IamState, ManagedPolicy } from './state';

const MAX_CHARACTERS = 6_144;
/** Policies have one version here: CreatePolicyVersion is refused by name. */
const VERSION = 'v1';

export function createPolicy(state: IamState, input: CreatePolicyRequest): object {
  const name = checkedName(input.PolicyName, 'policyName', 128);
  const path = checkedPath(input.Path);
  const text = input.PolicyDocument ?? '';
  checkSize([text], MAX_CHARACTERS, 'PolicySize');
  const taken = [...state.policies.values()].some((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (taken) {
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  }
  const policy: ManagedPolicy = {
    arn: `arn:aws:iam::${state.platform.account}:policy${path}${name}`,
    name,
    path,
    createdAtMs: state.platform.clock.now(),
    document: identityPolicy(text),
    tags: checkedTags(input.Tags),
    ...(input.Description === undefined ? {} : { description: input.Description }),
  };
  state.policies.set(policy.arn, policy);
  return { Policy: shown(state, policy) };
}

export function getPolicy(state: IamState, { PolicyArn }: GetPolicyRequest): object {
  return { Policy: shown(state, policyOf(state, PolicyArn)) };
}

export function getPolicyVersion(state: IamState, { PolicyArn, VersionId }: GetPolicyVersionRequest): object {
  const policy = policyOf(state, PolicyArn);
  if (VersionId !== VERSION) {
    throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
  }
  return {
    PolicyVersion: {
      VersionId: VERSION,
      IsDefaultVersion: true,
      Document: encodeURIComponent(JSON.stringify(policy.document)),
      CreateDate: new Date(policy.createdAtMs),
    },
  };
}

/** Own policies; of AWS's own ones the platform has no list. */
export function listPolicies(state: IamState, input: ListPoliciesRequest): object {
  if (input.Scope === 'AWS') {
    throw notHere("the list of AWS's policies (Scope AWS)");
  }
  const prefix = input.PathPrefix ?? '/';
  const all = [...state.policies.values()].filter(
    (policy) => policy.path.startsWith(prefix) && (input.OnlyAttached !== true || attachmentsOf(state, policy.arn) > 0),
  );
  const { items, more } = pageOf(all, input);
  return { Policies: items.map((policy) => shown(state, policy)), ...more };
}

export function deletePolicy(state: IamState, { PolicyArn }: DeletePolicyRequest): void {
  const { arn } = policyOf(state, PolicyArn);
  if (attachmentsOf(state, arn) > 0) {
    throw deleteConflict('Cannot delete a policy attached to entities.');
  }
  state.policies.delete(arn);
}

function policyOf({ policies }: IamState, arn: string | undefined): ManagedPolicy {
  const policy = policies.get(arn ?? '');
  if (policy === undefined) {
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }
  return policy;
}

function attachmentsOf({ roles }: IamState, arn: string): number {
  return roles.list().filter(({ policies }) => policies.some(({ name }) => name === arn)).length;
}

function shown(state: IamState, { arn, name, path, createdAtMs, description, tags }: ManagedPolicy): object {
  return {
    PolicyName: name,
    PolicyId: uniqueId('ANPA', arn),
    Arn: arn,
    Path: path,
    DefaultVersionId: VERSION,
    AttachmentCount: attachmentsOf(state, arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: description,
    CreateDate: new Date(createdAtMs),
    UpdateDate: new Date(createdAtMs),
    Tags: tags.length === 0 ? undefined : tags,
  };
}

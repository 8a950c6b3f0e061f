import type {
  AttachRolePolicyRequest,
  DeleteRolePolicyRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListRolePoliciesRequest,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { isHarmlessManagedPolicy } from '../../iam/managed-policies';
import { checkedName } from './names';
import { pageOf } from './page';
import { checkSize, identityPolicy } from './policy-text';
import { limitExceeded, noSuchEntity, notHere } from './refusals';
import { refuseServiceLinked } from './roles';
import { type IamState, isAttached, roleOf } from './state';

const MAX_INLINE_CHARACTERS = 10_240;
const MAX_ATTACHED = 10;

export function putRolePolicy(state: IamState, input: PutRolePolicyRequest): void {
  const role = roleOf(state, input.RoleName);
  refuseServiceLinked(state, role);
  const name = checkedName(input.PolicyName, 'policyName', 128);
  const text = input.PolicyDocument ?? '';
  const others = role.policies.filter((policy) => policy.name !== name);
  const inlineTexts = others.filter((policy) => !isAttached(policy)).map(({ document }) => JSON.stringify(document));
  checkSize([...inlineTexts, text], MAX_INLINE_CHARACTERS, 'the inline policies of a role');
  state.roles.put({ ...role, policies: [...others, { name, document: identityPolicy(text) }] });
}

export function getRolePolicy(state: IamState, input: GetRolePolicyRequest): object {
  const role = roleOf(state, input.RoleName);
  const policy = role.policies.find((each) => !isAttached(each) && each.name === input.PolicyName);
  if (policy === undefined) {
    throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
  }
  return {
    RoleName: role.name,
    PolicyName: policy.name,
    PolicyDocument: encodeURIComponent(JSON.stringify(policy.document)),
  };
}

export function listRolePolicies(state: IamState, input: ListRolePoliciesRequest): object {
  const { policies } = roleOf(state, input.RoleName);
  const { items, more } = pageOf(
    policies.filter((policy) => !isAttached(policy)).map(({ name }) => name),
    input,
  );
  return { PolicyNames: items, ...more };
}

export function deleteRolePolicy(state: IamState, input: DeleteRolePolicyRequest): void {
  const role = roleOf(state, input.RoleName);
  refuseServiceLinked(state, role);
  const left = role.policies.filter((policy) => isAttached(policy) || policy.name !== input.PolicyName);
  if (left.length === role.policies.length) {
    throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
  }
  state.roles.put({ ...role, policies: left });
}

/** Attaching twice is attaching once. */
export function attachRolePolicy(state: IamState, input: AttachRolePolicyRequest): void {
  const role = roleOf(state, input.RoleName);
  refuseServiceLinked(state, role);
  const arn = input.PolicyArn ?? '';
  const attached = [...role.managedPolicyArns, ...role.policies.filter(isAttached).map(({ name }) => name)];
  if (attached.includes(arn)) {
    return;
  }
  if (attached.length >= MAX_ATTACHED) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
  }
  const own = state.policies.get(arn);
  if (own !== undefined) {
    state.roles.put({ ...role, policies: [...role.policies, { name: arn, document: own.document }] });
    return;
  }
  if (isHarmlessManagedPolicy(arn)) {
    state.roles.put({ ...role, managedPolicyArns: [...role.managedPolicyArns, arn] });
    return;
  }
  if (/^arn:aws[a-z-]*:iam::aws:policy\//.test(arn)) {
    throw notHere(`the text of AWS's policy ${arn}, so what it allows cannot be judged`);
  }
  throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

export function detachRolePolicy(state: IamState, input: DetachRolePolicyRequest): void {
  const role = roleOf(state, input.RoleName);
  refuseServiceLinked(state, role);
  const policies = role.policies.filter(({ name }) => name !== input.PolicyArn);
  const managedPolicyArns = role.managedPolicyArns.filter((arn) => arn !== input.PolicyArn);
  if (policies.length === role.policies.length && managedPolicyArns.length === role.managedPolicyArns.length) {
    throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
  }
  state.roles.put({ ...role, policies, managedPolicyArns });
}

export function listAttachedRolePolicies(state: IamState, input: ListAttachedRolePoliciesRequest): object {
  const { policies, managedPolicyArns } = roleOf(state, input.RoleName);
  const arns = [...managedPolicyArns, ...policies.filter(isAttached).map(({ name }) => name)];
  const { items, more } = pageOf(arns, input);
  return {
    AttachedPolicies: items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn })),
    ...more,
  };
}

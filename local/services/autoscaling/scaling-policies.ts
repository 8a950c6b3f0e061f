import { randomUUID } from 'node:crypto';
import type {
  DeleteScalingPolicyRequest,
  DescribeScalingPoliciesRequest,
  PutScalingPolicyRequest,
  ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { deleteAlarms, putAlarms } from './alarm-pair';
import { pageOf } from './paging';
import { invalid, notFound, notHere, notInSet } from './refusals';
import { checkNamespace, keyOf, resourceOf, type ScalableResource } from './scalable-resource';
import { type PolicyRecord, policyKey, type ScalingContext } from './state';
import { capacityOf } from './table-capacity';

const policyTypes = ['StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'];

/** A target tracking policy and its pair of alarms. */
export const putScalingPolicy = async (context: ScalingContext, input: PutScalingPolicyRequest) => {
  const resource = resourceOf(input);
  const name = input.PolicyName ?? '';
  if (name.length < 1 || name.length > 256) throw invalid('PolicyName must have 1 to 256 characters');
  if (!context.targets.has(keyOf(resource))) throw notFound('scalable target', resource);
  const old = context.policies.get(policyKey(resource, name));
  const policy = policyOf(context, resource, name, input, old);
  const rival = [...context.policies.values()].find(
    (one) => keyOf(one.resource) === keyOf(resource) && one.name !== name && one.metric === policy.metric,
  );
  if (rival) throw invalid('Only one TargetTrackingScaling policy for a given metric specification is allowed.');
  const now = await capacityOf(context.platform, resource);
  context.policies.set(policyKey(resource, name), policy);
  if (!now.onDemand) await putAlarms(context, policy, now[resource.side]);
  return { PolicyARN: policy.arn, Alarms: alarmsOf(context, policy) };
};

const policyOf = (
  context: ScalingContext,
  resource: ScalableResource,
  name: string,
  input: PutScalingPolicyRequest,
  old: PolicyRecord | undefined,
): PolicyRecord => {
  const type = input.PolicyType ?? 'StepScaling';
  if (!policyTypes.includes(type)) throw notInSet('policyType', type, policyTypes);
  if (type === 'StepScaling')
    throw invalid('StepScaling policies are not supported for dynamodb: PolicyType must be TargetTrackingScaling');
  if (type !== 'TargetTrackingScaling') throw notHere(`PolicyType ${type}`);
  const given = input.TargetTrackingScalingPolicyConfiguration;
  if (!given) throw invalid('TargetTrackingScalingPolicyConfiguration is required for TargetTrackingScaling');
  if (given.CustomizedMetricSpecification) throw notHere('CustomizedMetricSpecification');
  const target = given.TargetValue ?? 0;
  if (!Number.isFinite(target) || target < 20 || target > 90)
    throw invalid(`TargetValue must be between 20.0 and 90.0 percent, is ${target}`);
  const { account, clock, region } = context.platform;
  const id = randomUUID();
  return {
    resource,
    name,
    arn:
      old?.arn ??
      `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${id}:resource/dynamodb/${resource.resourceId}:policyName/${name}`,
    createdAtMs: old?.createdAtMs ?? clock.now(),
    targetPercent: target,
    metric: metricOf(resource, given.PredefinedMetricSpecification?.PredefinedMetricType),
    outCooldownMs: cooldownMs('ScaleOutCooldown', given.ScaleOutCooldown),
    inCooldownMs: cooldownMs('ScaleInCooldown', given.ScaleInCooldown),
    disableScaleIn: given.DisableScaleIn ?? false,
    alarmHigh: old?.alarmHigh ?? `TargetTracking-${resource.resourceId}-AlarmHigh-${randomUUID()}`,
    alarmLow: old?.alarmLow ?? `TargetTracking-${resource.resourceId}-AlarmLow-${randomUUID()}`,
  };
};

const metricOf = (resource: ScalableResource, given: string | undefined): PolicyRecord['metric'] => {
  const expected = resource.side === 'read' ? 'DynamoDBReadCapacityUtilization' : 'DynamoDBWriteCapacityUtilization';
  if (given !== expected)
    throw invalid(`PredefinedMetricType ${given ?? ''} does not fit ${resource.dimension}: it must be ${expected}`);
  return expected;
};

const cooldownMs = (member: string, seconds: number | undefined): number => {
  const given = seconds ?? 0;
  if (!Number.isInteger(given) || given < 0) throw invalid(`${member} must be a whole number of seconds, is ${given}`);
  return given * 1000;
};

export const deleteScalingPolicy = async (context: ScalingContext, input: DeleteScalingPolicyRequest) => {
  const resource = resourceOf(input);
  const policy = context.policies.get(policyKey(resource, input.PolicyName ?? ''));
  if (!policy) throw notFound('scaling policy', resource);
  await removePolicy(context, policy);
  return {};
};

export const removePolicy = async (context: ScalingContext, policy: PolicyRecord): Promise<void> => {
  context.policies.delete(policyKey(policy.resource, policy.name));
  await deleteAlarms(context, policy);
};

export const describeScalingPolicies = (context: ScalingContext, input: DescribeScalingPoliciesRequest) => {
  checkNamespace(input.ServiceNamespace);
  const wanted = [...context.policies.values()].filter(
    ({ name, resource }) =>
      (!input.PolicyNames?.length || input.PolicyNames.includes(name)) &&
      (input.ResourceId === undefined || input.ResourceId === resource.resourceId) &&
      (input.ScalableDimension === undefined || input.ScalableDimension === resource.dimension),
  );
  const { rows, ...page } = pageOf(wanted, input);
  return { ScalingPolicies: rows.map((policy) => toPolicy(context, policy)), ...page };
};

const toPolicy = (context: ScalingContext, policy: PolicyRecord): ScalingPolicy => ({
  PolicyARN: policy.arn,
  PolicyName: policy.name,
  ServiceNamespace: 'dynamodb',
  ResourceId: policy.resource.resourceId,
  ScalableDimension: policy.resource.dimension,
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: policy.targetPercent,
    PredefinedMetricSpecification: { PredefinedMetricType: policy.metric },
    ScaleOutCooldown: policy.outCooldownMs / 1000,
    ScaleInCooldown: policy.inCooldownMs / 1000,
    DisableScaleIn: policy.disableScaleIn,
  },
  Alarms: alarmsOf(context, policy),
  CreationTime: new Date(policy.createdAtMs),
});

const alarmsOf = ({ platform }: ScalingContext, policy: PolicyRecord) =>
  [policy.alarmHigh, policy.alarmLow].map((AlarmName) => ({
    AlarmName,
    AlarmARN: `arn:aws:cloudwatch:${platform.region}:${platform.account}:alarm:${AlarmName}`,
  }));

import { createHash } from 'node:crypto';
import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  RegisterScalableTargetRequest,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import type { Principal } from '../../kernel/service';
import { checkRange, clamp } from './capacity-range';
import { needServiceLinkedRole } from './linked-role';
import { pageOf } from './paging';
import { invalid, notFound } from './refusals';
import { checkNamespace, keyOf, resourceOf, type ScalableResource } from './scalable-resource';
import { removePolicy } from './scaling-policies';
import { removeScheduled } from './scheduled-actions';
import type { ScalingContext, Suspension, TargetRecord } from './state';
import { capacityOf } from './table-capacity';
import { withTags } from './tags';

const notSuspended: Suspension = { in: false, out: false, scheduled: false };

export const targetOf = (context: ScalingContext, resource: ScalableResource): TargetRecord => {
  const target = context.targets.get(keyOf(resource));
  if (!target) throw notFound('scalable target', resource);
  return target;
};

/** Registers or changes a target; capacity outside [min, max] is brought inside at once. */
export const registerScalableTarget = async (
  context: ScalingContext,
  input: RegisterScalableTargetRequest,
  caller: Principal,
) => {
  const { platform, targets } = context;
  const resource = resourceOf(input);
  const now = await capacityOf(platform, resource);
  const old = targets.get(keyOf(resource));
  const min = input.MinCapacity ?? old?.min;
  const max = input.MaxCapacity ?? old?.max;
  if (min === undefined || max === undefined)
    throw invalid('MinCapacity and MaxCapacity are required to register a new scalable target');
  checkRange(min, max);
  await needServiceLinkedRole(platform, caller);
  const target: TargetRecord = {
    resource,
    arn: old?.arn ?? targetArn(platform, resource),
    min,
    max,
    roleArn: serviceLinkedRole(platform.account),
    createdAtMs: old?.createdAtMs ?? platform.clock.now(),
    suspension: suspensionOf(input, old?.suspension ?? notSuspended),
    tags: old?.tags ?? withTags(new Map(), input.Tags ?? {}),
    wasOnDemand: now.onDemand,
    ...(old?.lastOutAtMs === undefined ? {} : { lastOutAtMs: old.lastOutAtMs }),
    ...(old?.lastInAtMs === undefined ? {} : { lastInAtMs: old.lastInAtMs }),
  };
  targets.set(keyOf(resource), target);
  await clamp(context, target, now);
  return { ScalableTargetARN: target.arn };
};

const suspensionOf = ({ SuspendedState: given }: RegisterScalableTargetRequest, old: Suspension): Suspension => ({
  in: given?.DynamicScalingInSuspended ?? old.in,
  out: given?.DynamicScalingOutSuspended ?? old.out,
  scheduled: given?.ScheduledScalingSuspended ?? old.scheduled,
});

const serviceLinkedRole = (account: string): string =>
  `arn:aws:iam::${account}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`;

const targetArn = ({ account, region }: ScalingContext['platform'], resource: ScalableResource): string => {
  const id = createHash('sha256').update(keyOf(resource)).digest('hex').slice(0, 28);
  return `arn:aws:application-autoscaling:${region}:${account}:scalable-target/0ec5${id}`;
};

/** Policies, their alarms and scheduled actions go with the target. */
export const deregisterScalableTarget = async (context: ScalingContext, input: DeregisterScalableTargetRequest) => {
  const { resource } = targetOf(context, resourceOf(input));
  for (const policy of [...context.policies.values()])
    if (keyOf(policy.resource) === keyOf(resource)) await removePolicy(context, policy);
  for (const action of [...context.scheduled.values()])
    if (keyOf(action.resource) === keyOf(resource)) removeScheduled(context, action);
  context.targets.delete(keyOf(resource));
  return {};
};

export const describeScalableTargets = (context: ScalingContext, input: DescribeScalableTargetsRequest) => {
  checkNamespace(input.ServiceNamespace);
  const ids = input.ResourceIds;
  const wanted = [...context.targets.values()].filter(
    ({ resource }) =>
      (!ids?.length || ids.includes(resource.resourceId)) &&
      (input.ScalableDimension === undefined || input.ScalableDimension === resource.dimension),
  );
  const { rows, ...page } = pageOf(wanted, input);
  return { ScalableTargets: rows.map(toTarget), ...page };
};

const toTarget = (target: TargetRecord): ScalableTarget => ({
  ServiceNamespace: 'dynamodb',
  ResourceId: target.resource.resourceId,
  ScalableDimension: target.resource.dimension,
  MinCapacity: target.min,
  MaxCapacity: target.max,
  RoleARN: target.roleArn,
  CreationTime: new Date(target.createdAtMs),
  SuspendedState: {
    DynamicScalingInSuspended: target.suspension.in,
    DynamicScalingOutSuspended: target.suspension.out,
    ScheduledScalingSuspended: target.suspension.scheduled,
  },
  ScalableTargetARN: target.arn,
});

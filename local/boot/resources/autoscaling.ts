import { ResourceProblem } from '../boot-problem';
import { given } from '../property-reader';
import { Rank, type ResourceContext, type ResourceType } from '../resource-type';
import { asRecord } from '../template';

export const scalableTarget: ResourceType = {
  type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  rank: Rank.code,
  async create({ properties, call }) {
    const target = {
      ServiceNamespace: properties.requiredText('ServiceNamespace'),
      ResourceId: properties.requiredText('ResourceId'),
      ScalableDimension: properties.requiredText('ScalableDimension'),
    };
    const input = {
      ...target,
      MinCapacity: properties.number('MinCapacity'),
      MaxCapacity: properties.number('MaxCapacity'),
      RoleARN: properties.text('RoleARN'),
      SuspendedState: properties.record('SuspendedState'),
    };
    const actions = properties.list('ScheduledActions') ?? [];
    properties.done();
    await call('application-autoscaling', 'RegisterScalableTarget', given(input));
    for (const action of actions) {
      await call('application-autoscaling', 'PutScheduledAction', { ...target, ...asRecord(action) });
    }
    const { ResourceId, ScalableDimension, ServiceNamespace } = target;
    return { ref: `${ResourceId}|${ScalableDimension}|${ServiceNamespace}`, attributes: {} };
  },
};

export const scalingPolicy: ResourceType = {
  type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  rank: Rank.code,
  async create(context) {
    const { properties, call } = context;
    const input = {
      PolicyName: properties.requiredText('PolicyName'),
      PolicyType: properties.text('PolicyType'),
      ...targetOf(context),
      TargetTrackingScalingPolicyConfiguration: properties.record('TargetTrackingScalingPolicyConfiguration'),
      StepScalingPolicyConfiguration: properties.record('StepScalingPolicyConfiguration'),
    };
    properties.done();
    const { PolicyARN } = await call<{ readonly PolicyARN: string }>(
      'application-autoscaling',
      'PutScalingPolicy',
      given(input),
    );
    return { ref: PolicyARN, attributes: { Arn: PolicyARN } };
  },
};

/** A policy names its target by the target's `Ref`, or by three properties. */
function targetOf({ properties }: ResourceContext): object {
  const id = properties.text('ScalingTargetId');
  if (id === undefined) {
    return {
      ServiceNamespace: properties.requiredText('ServiceNamespace'),
      ResourceId: properties.requiredText('ResourceId'),
      ScalableDimension: properties.requiredText('ScalableDimension'),
    };
  }
  const [ResourceId, ScalableDimension, ServiceNamespace] = id.split('|');
  if (ServiceNamespace === undefined) {
    throw new ResourceProblem('Properties.ScalingTargetId', `must be the Ref of a ScalableTarget, got "${id}"`);
  }
  return { ServiceNamespace, ResourceId, ScalableDimension };
}

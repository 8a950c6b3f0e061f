import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import type { Timer } from '../../kernel/clock';
import type { Call, Platform, Service } from '../../kernel/service';
import { describeScalingActivities } from './activities';
import { invalid } from './refusals';
import { deregisterScalableTarget, describeScalableTargets, registerScalableTarget } from './scalable-targets';
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './scaling-policies';
import { deleteScheduledAction, describeScheduledActions, putScheduledAction } from './scheduled-actions';
import type { ScalingContext } from './state';
import { listTagsForResource, tagResource, untagResource } from './tags';
import { trackAll } from './tracking-loop';

export interface AutoScalingOptions {
  /** Virtual ms after each full minute at which the minute's data are looked at. @default 10_000 */
  readonly lookAfterMs?: number;
}

export interface AutoScalingService extends Service {
  /**
   * What CloudWatch calls for an alarm action on a scaling policy. The policy has seen the same data by itself, so there is nothing
   * left to do; an action on a policy that is not there is refused.
   */
  onScalingAction(policyArn: string): Promise<void>;
}

/** Application Auto Scaling for DynamoDB tables and global indexes, on the virtual clock. */
export const createAutoScalingService = (
  platform: Platform,
  { lookAfterMs = 10_000 }: AutoScalingOptions = {},
): AutoScalingService => {
  const { clock } = platform;
  const timers = new Set<Timer>();
  const context: ScalingContext = {
    platform,
    targets: new Map(),
    policies: new Map(),
    scheduled: new Map(),
    activities: [],
    later: (ms, task) => {
      const timer = clock.at(clock.now() + ms, () => {
        timers.delete(timer);
        return task();
      });
      timers.add(timer);
    },
  };
  const minute = clock.every(60_000, (dueMs) =>
    context.later(dueMs + lookAfterMs - clock.now(), () => trackAll(context)),
  );
  const bound =
    <Input, Output>(operation: (context: ScalingContext, input: Input) => Output) =>
    (input: Input): Output =>
      operation(context, input);
  return {
    name: 'application-autoscaling',
    operations: {
      RegisterScalableTarget: (input: RegisterScalableTargetRequest, { caller }: Call) =>
        registerScalableTarget(context, input, caller),
      DeregisterScalableTarget: bound(deregisterScalableTarget),
      DescribeScalableTargets: bound(describeScalableTargets),
      PutScalingPolicy: bound(putScalingPolicy),
      DeleteScalingPolicy: bound(deleteScalingPolicy),
      DescribeScalingPolicies: bound(describeScalingPolicies),
      DescribeScalingActivities: bound(describeScalingActivities),
      PutScheduledAction: bound(putScheduledAction),
      DeleteScheduledAction: bound(deleteScheduledAction),
      DescribeScheduledActions: bound(describeScheduledActions),
      TagResource: bound(tagResource),
      UntagResource: bound(untagResource),
      ListTagsForResource: bound(listTagsForResource),
    },
    onScalingAction: async (policyArn) => {
      if (![...context.policies.values()].some((policy) => policy.arn === policyArn))
        throw invalid(`There is no scaling policy ${policyArn}`);
    },
    stop: () => {
      minute.cancel();
      for (const timer of timers) timer.cancel();
      for (const action of context.scheduled.values()) action.timer?.cancel();
    },
  };
};

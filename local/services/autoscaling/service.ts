import type { Timer } from '../../kernel/clock';
import type { Platform, Service } from '../../kernel/service';
import { describeScalingActivities } from './activities';
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

/** Application Auto Scaling for DynamoDB tables and global indexes, on the virtual clock. */
export const createAutoScalingService = (
  platform: Platform,
  { lookAfterMs = 10_000 }: AutoScalingOptions = {},
): Service => {
  const { clock } = platform;
  const context: ScalingContext = {
    platform,
    targets: new Map(),
    policies: new Map(),
    scheduled: new Map(),
    activities: [],
  };
  let look: Timer | undefined;
  const minute = clock.every(60_000, (dueMs) => {
    look = clock.at(dueMs + lookAfterMs, () => trackAll(context));
  });
  const bound =
    <Input, Output>(operation: (context: ScalingContext, input: Input) => Output) =>
    (input: Input): Output =>
      operation(context, input);
  return {
    name: 'application-autoscaling',
    operations: {
      RegisterScalableTarget: bound(registerScalableTarget),
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
    stop: () => {
      minute.cancel();
      look?.cancel();
      for (const action of context.scheduled.values()) action.timer?.cancel();
    },
  };
};

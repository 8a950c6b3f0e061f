import { randomUUID } from 'node:crypto';
import type { DescribeScalingActivitiesRequest, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import { pageOf } from './paging';
import { notHere } from './refusals';
import { checkNamespace, type ScalableResource } from './scalable-resource';
import type { ActivityRecord, ScalingContext } from './state';

const keptMs = 42 * 86_400_000;

export const sideText = ({ side }: ScalableResource): string => `${side} capacity units`;

export const beginActivity = (
  context: ScalingContext,
  resource: ScalableResource,
  description: string,
  cause: string,
): ActivityRecord => {
  const nowMs = context.platform.clock.now();
  const activity: ActivityRecord = {
    id: randomUUID(),
    resource,
    description,
    cause,
    startedAtMs: nowMs,
    status: 'InProgress',
  };
  const firstKept = context.activities.findIndex((one) => one.startedAtMs > nowMs - keptMs);
  if (firstKept > 0) context.activities.splice(0, firstKept);
  context.activities.push(activity);
  context.platform.log.write('autoscaling.activity', { resource: resource.resourceId, description, cause });
  return activity;
};

export const endActivity = (
  context: ScalingContext,
  activity: ActivityRecord,
  status: 'Successful' | 'Failed',
  statusMessage: string,
): void => {
  const index = context.activities.findIndex((one) => one.id === activity.id);
  if (index < 0) return;
  context.activities[index] = { ...activity, status, statusMessage, endedAtMs: context.platform.clock.now() };
};

/** Newest first, kept for six weeks. */
export const describeScalingActivities = (context: ScalingContext, input: DescribeScalingActivitiesRequest) => {
  checkNamespace(input.ServiceNamespace);
  if (input.IncludeNotScaledActivities) throw notHere('IncludeNotScaledActivities');
  const wanted = context.activities
    .filter(
      ({ resource }) =>
        (input.ResourceId === undefined || input.ResourceId === resource.resourceId) &&
        (input.ScalableDimension === undefined || input.ScalableDimension === resource.dimension),
    )
    .reverse();
  const { rows, ...page } = pageOf(wanted, input);
  return { ScalingActivities: rows.map(toActivity), ...page };
};

const toActivity = (activity: ActivityRecord): ScalingActivity => ({
  ActivityId: activity.id,
  ServiceNamespace: 'dynamodb',
  ResourceId: activity.resource.resourceId,
  ScalableDimension: activity.resource.dimension,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startedAtMs),
  ...(activity.endedAtMs === undefined ? {} : { EndTime: new Date(activity.endedAtMs) }),
  StatusCode: activity.status,
  ...(activity.statusMessage === undefined ? {} : { StatusMessage: activity.statusMessage }),
});

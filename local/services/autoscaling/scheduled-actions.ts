import { randomUUID } from 'node:crypto';
import type {
  DeleteScheduledActionRequest,
  DescribeScheduledActionsRequest,
  PutScheduledActionRequest,
  ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import { beginActivity, endActivity } from './activities';
import { checkRange, clamp } from './capacity-range';
import { pageOf } from './paging';
import { invalid, notFound, notHere } from './refusals';
import { checkNamespace, keyOf, resourceOf, type ScalableResource } from './scalable-resource';
import { parseSchedule } from './schedule';
import type { ScalingContext, ScheduledRecord } from './state';
import { capacityOf } from './table-capacity';

const scheduledKey = (resource: ScalableResource, name: string): string => `${keyOf(resource)}|${name}`;

/** Sets min and max of a target at a time, at a rate or by cron, on the virtual clock. */
export const putScheduledAction = (context: ScalingContext, input: PutScheduledActionRequest) => {
  const resource = resourceOf(input);
  const target = context.targets.get(keyOf(resource));
  if (!target) throw notFound('scalable target', resource);
  const name = input.ScheduledActionName ?? '';
  if (name.length < 1 || name.length > 256) throw invalid('ScheduledActionName must have 1 to 256 characters');
  const { account, clock, region } = context.platform;
  const old = context.scheduled.get(scheduledKey(resource, name));
  const schedule = input.Schedule ?? old?.schedule;
  if (schedule === undefined) throw invalid('Schedule is required for a new scheduled action');
  if (input.Timezone !== undefined && !['UTC', 'Etc/UTC', 'GMT'].includes(input.Timezone))
    throw notHere(`Timezone ${input.Timezone} (UTC only)`);
  const action = input.ScalableTargetAction;
  const min = action ? action.MinCapacity : old?.min;
  const max = action ? action.MaxCapacity : old?.max;
  if (min === undefined && max === undefined)
    throw invalid('ScalableTargetAction must set MinCapacity, MaxCapacity or both');
  checkRange(min ?? Math.min(target.min, max ?? target.min), max ?? Math.max(target.max, min ?? target.max));
  const record: ScheduledRecord = {
    resource,
    name,
    arn:
      old?.arn ??
      `arn:aws:autoscaling:${region}:${account}:scheduledAction:${randomUUID()}:resource/dynamodb/${resource.resourceId}:scheduledActionName/${name}`,
    schedule,
    ...(input.Timezone === undefined ? {} : { timezone: input.Timezone }),
    ...(input.StartTime === undefined ? {} : { startAtMs: input.StartTime.getTime() }),
    ...(input.EndTime === undefined ? {} : { endAtMs: input.EndTime.getTime() }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    createdAtMs: old?.createdAtMs ?? clock.now(),
    timer: undefined,
  };
  if (nextRunMs(record, clock.now()) === undefined)
    throw invalid(`Schedule '${schedule}' has no run after now within its start and end time`);
  old?.timer?.cancel();
  arm(context, record, clock.now());
  return {};
};

const nextRunMs = (record: ScheduledRecord, afterMs: number): number | undefined => {
  const startMs = record.startAtMs ?? record.createdAtMs;
  const next = parseSchedule(record.schedule, startMs)(Math.max(afterMs, startMs - 1));
  return next === undefined || next > (record.endAtMs ?? Number.POSITIVE_INFINITY) ? undefined : next;
};

/** Waits for the next run; an action without one stays listed until it is deleted. */
const arm = (context: ScalingContext, record: ScheduledRecord, afterMs: number): void => {
  const { clock } = context.platform;
  const key = scheduledKey(record.resource, record.name);
  const dueMs = nextRunMs(record, afterMs);
  if (dueMs === undefined) {
    context.scheduled.set(key, { ...record, timer: undefined });
    return;
  }
  const timer = clock.at(dueMs, async () => {
    const current = context.scheduled.get(key);
    if (!current) return;
    arm(context, current, dueMs);
    await run(context, current);
  });
  context.scheduled.set(key, { ...record, timer });
};

const run = async (context: ScalingContext, record: ScheduledRecord): Promise<void> => {
  const target = context.targets.get(keyOf(record.resource));
  if (!target || target.suspension.scheduled) return;
  const min = record.min ?? Math.min(target.min, record.max ?? target.min);
  const max = record.max ?? Math.max(target.max, min);
  const changed = { ...target, min, max };
  context.targets.set(keyOf(record.resource), changed);
  const set = [
    ...(record.min === undefined ? [] : [`min capacity to ${min}`]),
    ...(record.max === undefined ? [] : [`max capacity to ${max}`]),
  ].join(' and ');
  const activity = beginActivity(
    context,
    record.resource,
    `Setting ${set}`,
    `scheduled action name ${record.name} was triggered`,
  );
  endActivity(context, activity, 'Successful', `Successfully set ${set}`);
  const now = await capacityOf(context.platform, record.resource).catch(() => undefined);
  if (now) await clamp(context, changed, now);
};

export const deleteScheduledAction = (context: ScalingContext, input: DeleteScheduledActionRequest) => {
  const resource = resourceOf(input);
  const record = context.scheduled.get(scheduledKey(resource, input.ScheduledActionName ?? ''));
  if (!record) throw notFound('scheduled action', resource);
  removeScheduled(context, record);
  return {};
};

export const removeScheduled = (context: ScalingContext, record: ScheduledRecord): void => {
  record.timer?.cancel();
  context.scheduled.delete(scheduledKey(record.resource, record.name));
};

export const describeScheduledActions = (context: ScalingContext, input: DescribeScheduledActionsRequest) => {
  checkNamespace(input.ServiceNamespace);
  const names = input.ScheduledActionNames;
  const wanted = [...context.scheduled.values()].filter(
    ({ name, resource }) =>
      (!names?.length || names.includes(name)) &&
      (input.ResourceId === undefined || input.ResourceId === resource.resourceId) &&
      (input.ScalableDimension === undefined || input.ScalableDimension === resource.dimension),
  );
  const { rows, ...page } = pageOf(wanted, input);
  return { ScheduledActions: rows.map(toScheduled), ...page };
};

const toScheduled = (record: ScheduledRecord): ScheduledAction => ({
  ScheduledActionName: record.name,
  ScheduledActionARN: record.arn,
  ServiceNamespace: 'dynamodb',
  Schedule: record.schedule,
  ...(record.timezone === undefined ? {} : { Timezone: record.timezone }),
  ResourceId: record.resource.resourceId,
  ScalableDimension: record.resource.dimension,
  ...(record.startAtMs === undefined ? {} : { StartTime: new Date(record.startAtMs) }),
  ...(record.endAtMs === undefined ? {} : { EndTime: new Date(record.endAtMs) }),
  ScalableTargetAction: {
    ...(record.min === undefined ? {} : { MinCapacity: record.min }),
    ...(record.max === undefined ? {} : { MaxCapacity: record.max }),
  },
  CreationTime: new Date(record.createdAtMs),
});

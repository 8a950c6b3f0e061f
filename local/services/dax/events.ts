import type { DescribeEventsRequest, DescribeEventsResponse } from '@aws-sdk/client-dax';
import { pageOf } from './paging';
import { invalidCombination, invalidValue } from './refusals';
import type { DaxContext, EventRecord, SourceKind } from './state';

const dayMs = 86_400_000;
const keptMs = 14 * dayMs;
const sourceTypes: readonly string[] = ['CLUSTER', 'PARAMETER_GROUP', 'SUBNET_GROUP'] satisfies readonly SourceKind[];

/** Records an event, and publishes a cluster's to its topic where one is active. */
export const recordEvent = (context: DaxContext, sourceType: SourceKind, sourceName: string, message: string): void => {
  const { platform, events } = context;
  const atMs = platform.clock.now();
  const sequence = (events.at(-1)?.sequence ?? 0) + 1;
  events.push({ sequence, sourceName, sourceType, message, atMs });
  const firstKept = events.findIndex((event) => event.atMs > atMs - keptMs);
  if (firstKept > 0) events.splice(0, firstKept);
  platform.log.write('dax.event', { sourceType, sourceName, message });
  const topic = sourceType === 'CLUSTER' ? context.clusters.get(sourceName)?.topic : undefined;
  if (topic?.status === 'active') void publish(context, topic.arn, sourceName, message);
};

const publish = async (context: DaxContext, topicArn: string, clusterName: string, message: string): Promise<void> => {
  const { platform } = context;
  try {
    await platform.call(
      'sns',
      'Publish',
      { TopicArn: topicArn, Subject: `DAX notification for ${clusterName}`, Message: message },
      { kind: 'service', arn: 'dax.amazonaws.com' },
    );
  } catch (error) {
    platform.log.write('dax.notification.failed', { clusterName, topicArn, error: String(error) });
  }
};

/** Newest first; by default those of the last 24 hours. */
export const describeEvents = (context: DaxContext, input: DescribeEventsRequest): DescribeEventsResponse => {
  if (input.Duration !== undefined && input.StartTime !== undefined)
    throw invalidCombination('Duration and StartTime must not be given together.');
  const sourceType: string | undefined = input.SourceType;
  if (sourceType !== undefined && !sourceTypes.includes(sourceType))
    throw invalidValue(`SourceType "${sourceType}" must be one of ${sourceTypes.join(', ')}.`);
  const nowMs = context.platform.clock.now();
  const endMs = input.EndTime?.getTime() ?? nowMs;
  const startMs = input.StartTime?.getTime() ?? endMs - durationMs(input.Duration);
  if (startMs > endMs) throw invalidValue('StartTime must not be later than EndTime.');
  if (startMs < nowMs - keptMs) throw invalidValue('StartTime must not be more than 14 days ago.');
  const wanted = (event: EventRecord): boolean =>
    event.atMs >= startMs &&
    event.atMs <= endMs &&
    (input.SourceName === undefined || event.sourceName === input.SourceName.toLowerCase()) &&
    (input.SourceType === undefined || event.sourceType === input.SourceType);
  const newestFirst = context.events.filter(wanted).reverse();
  const page = pageOf(newestFirst, newestFirstKey, input);
  return {
    Events: page.rows.map((event) => ({
      SourceName: event.sourceName,
      SourceType: event.sourceType,
      Message: event.message,
      Date: new Date(event.atMs),
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
};

/** Ascending keys for a list that begins with the newest. */
const newestFirstKey = (event: EventRecord): string => String(1e12 - event.sequence);

const durationMs = (minutes: number | undefined): number => {
  if (minutes === undefined) return dayMs;
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 14 * 24 * 60)
    throw invalidValue(`Duration must be a whole number of minutes between 0 and 20160, is ${minutes}.`);
  return minutes * 60_000;
};

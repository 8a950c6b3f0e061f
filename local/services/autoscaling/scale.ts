import { ServiceError } from '../../kernel/service-error';
import { beginActivity, endActivity, sideText } from './activities';
import type { ScalableResource } from './scalable-resource';
import type { ActivityRecord, ScalingContext } from './state';
import { type CapacityNow, capacityOf, setCapacity } from './table-capacity';

/** What became of an attempt: `busy` when the table is being changed by somebody else, to be tried again. */
export type ScaleOutcome =
  | { readonly kind: 'started' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly errorName: string };

const looksAllowed = 240;

/** Sets one side of a resource to `units` and keeps an activity about it until the table is ACTIVE again. */
export const scaleTo = async (
  context: ScalingContext,
  resource: ScalableResource,
  now: CapacityNow,
  units: number,
  cause: string,
): Promise<ScaleOutcome> => {
  if (!now.active) return { kind: 'busy' };
  const what = sideText(resource);
  try {
    await setCapacity(context.platform, resource, now, units);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.name === 'ResourceInUseException') return { kind: 'busy' };
    const failed = beginActivity(context, resource, `Setting ${what} to ${units}.`, cause);
    endActivity(context, failed, 'Failed', `Failed to set ${what} to ${units}. Reason: ${error.message}`);
    return { kind: 'failed', errorName: error.name };
  }
  const activity = beginActivity(context, resource, `Setting ${what} to ${units}.`, cause);
  watch(context, activity, units, looksAllowed);
  return { kind: 'started' };
};

/** Looks every 15 virtual seconds, for an hour at most. */
const watch = (context: ScalingContext, activity: ActivityRecord, units: number, looks: number): void => {
  const what = sideText(activity.resource);
  context.later(15_000, async () => {
    const now = await capacityOf(context.platform, activity.resource).catch(() => undefined);
    if (!now || looks === 0) {
      endActivity(context, activity, 'Failed', `Failed to set ${what} to ${units}. The table did not become ACTIVE.`);
      return;
    }
    if (!now.active) {
      watch(context, activity, units, looks - 1);
      return;
    }
    endActivity(
      context,
      activity,
      'Successful',
      `Successfully set ${what} to ${units}. Change successfully fulfilled by dynamodb.`,
    );
  });
};

import {
  type ApplicationAutoScalingClient,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type SuspendedState,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { attempt } from './calls';

/**
 * Auto scaling rests while units are changed, and works again afterwards. A tag on the scalable target says that we did it and what had
 * been suspended before, so whoever comes next can resume it, and what a person suspended stays.
 */
const markKey = 'daxpilot:suspended';

/** So many targets at a time: a table with its 20 indexes has 42. */
const atOnce = 5;

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Neither out nor in. */
export const isSuspended = ({ SuspendedState: state }: ScalableTarget): boolean =>
  state?.DynamicScalingInSuspended === true && state.DynamicScalingOutSuspended === true;

/** What had been suspended before us; undefined where the target is none of ours. */
export async function markOf(
  scaling: ApplicationAutoScalingClient,
  target: ScalableTarget,
): Promise<SuspendedState | undefined> {
  const { Tags = {} } = await attempt(`ListTagsForResource ${nameOf(target)}`, (options) =>
    scaling.send(new ListTagsForResourceCommand({ ResourceARN: target.ScalableTargetARN }), options),
  );
  const text = Tags[markKey];
  return text === undefined ? undefined : fromText(text);
}

/** Marks first: a mark without a suspension does no harm, a suspension without a mark would last. */
export async function suspend(
  scaling: ApplicationAutoScalingClient,
  targets: readonly ScalableTarget[],
  boundsFor: (target: ScalableTarget) => Bounds | undefined,
): Promise<void> {
  await eachOf(
    targets.filter((target) => !isSuspended(target)),
    async (target) => {
      await attempt(`TagResource ${nameOf(target)}`, (options) =>
        scaling.send(
          new TagResourceCommand({
            ResourceARN: target.ScalableTargetARN,
            Tags: { [markKey]: toText(target.SuspendedState ?? {}) },
          }),
          options,
        ),
      );
      await register(scaling, target, allSuspended, boundsFor(target));
    },
  );
}

/** Resumes what is marked as ours, as it was before; takes every mark away. A second run changes nothing. */
export async function resume(scaling: ApplicationAutoScalingClient, targets: readonly ScalableTarget[]): Promise<void> {
  await eachOf(targets, async (target) => {
    const before = await markOf(scaling, target);
    if (before === undefined) return;
    if (isSuspended(target)) await register(scaling, target, before, undefined);
    await attempt(`UntagResource ${nameOf(target)}`, (options) =>
      scaling.send(new UntagResourceCommand({ ResourceARN: target.ScalableTargetARN, TagKeys: [markKey] }), options),
    );
  });
}

const register = (
  scaling: ApplicationAutoScalingClient,
  target: ScalableTarget,
  SuspendedState: SuspendedState,
  bounds: Bounds | undefined,
) =>
  attempt(`RegisterScalableTarget ${nameOf(target)}`, (options) =>
    scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'dynamodb',
        ResourceId: target.ResourceId,
        ScalableDimension: target.ScalableDimension,
        SuspendedState,
        ...(bounds && { MinCapacity: bounds.min, MaxCapacity: bounds.max }),
      }),
      options,
    ),
  );

const allSuspended: SuspendedState = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
};

/** `none`, or `in`, `out` and `scheduled` joined by `+`. */
const toText = (state: SuspendedState): string => {
  const parts = [
    ...(state.DynamicScalingInSuspended ? ['in'] : []),
    ...(state.DynamicScalingOutSuspended ? ['out'] : []),
    ...(state.ScheduledScalingSuspended ? ['scheduled'] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join('+');
};

function fromText(text: string): SuspendedState {
  const parts = text.split('+');
  return {
    DynamicScalingInSuspended: parts.includes('in'),
    DynamicScalingOutSuspended: parts.includes('out'),
    ScheduledScalingSuspended: parts.includes('scheduled'),
  };
}

async function eachOf(
  targets: readonly ScalableTarget[],
  work: (target: ScalableTarget) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < targets.length; from += atOnce) {
    await Promise.all(targets.slice(from, from + atOnce).map(work));
  }
}

const nameOf = ({ ResourceId, ScalableDimension }: ScalableTarget): string => `${ResourceId} ${ScalableDimension}`;

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

/** What a target was like before us. */
interface Mark {
  readonly state: SuspendedState;
  readonly bounds: Bounds;
}

/** Neither out nor in. */
export const isSuspended = ({ SuspendedState: state }: ScalableTarget): boolean =>
  state?.DynamicScalingInSuspended === true && state.DynamicScalingOutSuspended === true;

/** What had been suspended before us, and the bounds; undefined where the target is none of ours. */
export async function markOf(scaling: ApplicationAutoScalingClient, target: ScalableTarget): Promise<Mark | undefined> {
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
            Tags: { [markKey]: toText(target) },
          }),
          options,
        ),
      );
      await register(scaling, target, allSuspended, boundsFor(target));
    },
  );
}

/**
 * Resumes what is marked as ours, as it was before, and takes every mark away. The bounds of before come back where they hold the units of
 * now (`unitsOf`; undefined leaves the bounds alone): then nothing was changed, and elsewhere they would clamp. A second run changes nothing.
 */
export async function resume(
  scaling: ApplicationAutoScalingClient,
  targets: readonly ScalableTarget[],
  unitsOf: (target: ScalableTarget) => number | undefined,
): Promise<void> {
  await eachOf(targets, async (target) => {
    const before = await markOf(scaling, target);
    if (before === undefined) return;
    if (isSuspended(target)) await register(scaling, target, before.state, boundsAfter(before.bounds, unitsOf(target)));
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

const boundsAfter = (before: Bounds, units: number | undefined): Bounds | undefined =>
  units !== undefined && before.min <= units && units <= before.max ? before : undefined;

/** `none 5-100`: `none`, or `in`, `out` and `scheduled` joined by `+`; then the bounds. */
function toText({ SuspendedState: state, MinCapacity = 0, MaxCapacity = 0 }: ScalableTarget): string {
  const parts = [
    ...(state?.DynamicScalingInSuspended ? ['in'] : []),
    ...(state?.DynamicScalingOutSuspended ? ['out'] : []),
    ...(state?.ScheduledScalingSuspended ? ['scheduled'] : []),
  ];
  return `${parts.length === 0 ? 'none' : parts.join('+')} ${MinCapacity}-${MaxCapacity}`;
}

function fromText(text: string): Mark {
  const [states = '', bounds = ''] = text.split(' ');
  const parts = states.split('+');
  const [min = Number.NaN, max = Number.NaN] = bounds.split('-').map(Number);
  return {
    state: {
      DynamicScalingInSuspended: parts.includes('in'),
      DynamicScalingOutSuspended: parts.includes('out'),
      ScheduledScalingSuspended: parts.includes('scheduled'),
    },
    bounds: { min, max },
  };
}

/** Ends when all have ended, the failed ones too: whoever takes back what was begun must not be overtaken by it. */
async function eachOf(
  targets: readonly ScalableTarget[],
  work: (target: ScalableTarget) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < targets.length; from += atOnce) {
    const ends = await Promise.allSettled(targets.slice(from, from + atOnce).map(work));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

const nameOf = ({ ResourceId, ScalableDimension }: ScalableTarget): string => `${ResourceId} ${ScalableDimension}`;

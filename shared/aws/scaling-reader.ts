import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import type { ScalingRange, TableState } from '../sizing';
import { attempt } from './calls';
import { isOf, resourceIdsOf, type Scalable, scalablesOf } from './scalable';
import { isSuspended, markOf } from './suspension';

type NamedTable = Pick<TableState, 'name' | 'indexes'>;

/** A page holds 50; a table with its 20 indexes has 42. */
export async function readTargets(
  scaling: ApplicationAutoScalingClient,
  table: NamedTable,
): Promise<readonly ScalableTarget[]> {
  const answer = await attempt(`DescribeScalableTargets ${table.name}`, (options) =>
    scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: resourceIdsOf(table) }),
      options,
    ),
  );
  return answer.ScalableTargets ?? [];
}

export async function readPolicies(
  scaling: ApplicationAutoScalingClient,
  resourceIds: readonly string[],
): Promise<readonly ScalingPolicy[]> {
  const answers = await Promise.all(
    resourceIds.map((ResourceId) =>
      attempt(`DescribeScalingPolicies ${ResourceId}`, (options) =>
        scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb', ResourceId }), options),
      ),
    ),
  );
  return answers.flatMap(({ ScalingPolicies = [] }) => ScalingPolicies);
}

export type ScalingState = Pick<TableState, 'scaling' | 'leftSuspended' | 'unscaled'>;

/** Who moves a provisioned table's units: auto scaling that is at work, what a change of ours left suspended, and what has none. */
export async function readScaling(scaling: ApplicationAutoScalingClient, table: NamedTable): Promise<ScalingState> {
  const targets = await readTargets(scaling, table);
  const scalables = scalablesOf(table);
  if (targets.length === 0) return { scaling: [], unscaled: scalables.map(nameOf) };
  const registered = scalables.flatMap((scalable) => {
    const target = targets.find(isOf(scalable));
    return target === undefined ? [] : [{ scalable, target }];
  });
  const policies = await readPolicies(scaling, [...new Set(registered.map(({ scalable }) => scalable.resourceId))]);
  const complete = registered.filter(({ scalable }) => policies.some(isOf(scalable)));
  const unscaled = scalables.filter((one) => !complete.some(({ scalable }) => scalable === one));
  const atWork = complete.filter(({ target }) => !isHeld(target));
  const marks = await Promise.all(
    registered
      .filter(({ target }) => isSuspended(target))
      .map(async ({ scalable, target }) => ((await markOf(scaling, target)) === undefined ? [] : [nameOf(scalable)])),
  );
  const leftSuspended = marks.flat();
  return {
    scaling: atWork.map(({ scalable, target }) => rangeOf(scalable, target)),
    ...(leftSuspended.length > 0 && { leftSuspended }),
    ...(unscaled.length > 0 && { unscaled: unscaled.map(nameOf) }),
  };
}

/** A side that may move one way only does not follow the load. */
const isHeld = ({ SuspendedState: state }: ScalableTarget): boolean =>
  state?.DynamicScalingInSuspended === true || state?.DynamicScalingOutSuspended === true;

const rangeOf = ({ index, side }: Scalable, { MinCapacity = 0, MaxCapacity = 0 }: ScalableTarget): ScalingRange => ({
  ...(index !== undefined && { index }),
  dimension: side,
  min: MinCapacity,
  max: MaxCapacity,
});

const nameOf = ({ index, side }: Scalable): string => (index === undefined ? side : `${index} ${side}`);

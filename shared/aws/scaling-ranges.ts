import type { ApplicationAutoScalingClient, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { PortError } from '../flow/ports';
import type { ScalingRange, TableState } from '../sizing';
import { isOf, readPolicies, readTargets, scalablesOf } from './table-scaling';

/**
 * The table with what auto scaling does for it: bounds of each side that has a target and a policy and is not suspended. An on-demand table is
 * left as it is. Without the right to look the answer stays unknown, and nobody changes units then.
 */
export async function withScaling(scaling: ApplicationAutoScalingClient, table: TableState): Promise<TableState> {
  if (table.billingMode !== 'provisioned') return table;
  try {
    const [targets, policies] = await Promise.all([readTargets(scaling, table), readPolicies(scaling, table)]);
    const ranges = scalablesOf(table).flatMap((scalable): readonly ScalingRange[] => {
      const target = targets.find(isOf(scalable));
      if (target === undefined || isSuspended(target) || !policies.some(isOf(scalable))) return [];
      const dimension = scalable.dimension.endsWith('ReadCapacityUnits') ? 'read' : 'write';
      const index = scalable.resourceId.split('/index/')[1];
      const bounds = { min: target.MinCapacity ?? 0, max: target.MaxCapacity ?? 0 };
      return [{ dimension, ...bounds, ...(index === undefined ? {} : { index }) }];
    });
    return { ...table, scaling: ranges };
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.denied') return table;
    throw error;
  }
}

const isSuspended = ({ SuspendedState: state }: ScalableTarget): boolean =>
  state?.DynamicScalingInSuspended === true || state?.DynamicScalingOutSuspended === true;

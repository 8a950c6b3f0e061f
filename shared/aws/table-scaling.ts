import {
  type ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { PortError, type UnitLimits } from '../flow/ports';
import type { TableState } from '../sizing';
import { attempt } from './calls';
import { idOf, isOf, resourceIdsOf, type Scalable, scalablesOf } from './scalable';
import { readPolicies, readTargets } from './scaling-reader';
import { isSuspended, resume } from './suspension';

/**
 * Targets that are left from an earlier provisioned time get today's limits before the mode changes. One that AWS does not let us
 * change while the table is on demand is taken away: `ensureScaling` registers it anew.
 */
export async function repairStaleTargets(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
  limits: UnitLimits,
): Promise<void> {
  const registered = await readTargets(scaling, table);
  for (const scalable of scalablesOf(table)) {
    const target = registered.find(isOf(scalable));
    if (target === undefined || hasLimits(target, limits)) continue;
    try {
      await register(scaling, scalable, limits);
    } catch (error) {
      if (!(error instanceof PortError) || error.code !== 'aws.invalid') throw error;
      await deregister(scaling, scalable);
    }
  }
}

/**
 * Registers what is missing or different; a second run changes nothing. A target whose scaling was suspended is left so, for somebody
 * did that on purpose, unless it was a change of ours.
 */
export async function ensureScaling(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
  limits: UnitLimits,
): Promise<void> {
  const [targets, policies] = await Promise.all([
    readTargets(scaling, table),
    readPolicies(scaling, resourceIdsOf(table)),
  ]);
  for (const scalable of scalablesOf(table)) {
    const target = targets.find(isOf(scalable));
    if (target === undefined || !hasLimits(target, limits)) await register(scaling, scalable, limits);
    await ensurePolicy(scaling, scalable, policies.filter(isOf(scalable)), limits.targetUtilisationPercent);
  }
  await resume(scaling, targets.filter(isSuspended), () => undefined);
}

/** AWS allows one target-tracking policy per metric: one that somebody else named is adjusted and not doubled. */
async function ensurePolicy(
  scaling: ApplicationAutoScalingClient,
  scalable: Scalable,
  policies: readonly ScalingPolicy[],
  targetPercent: number,
): Promise<void> {
  const present = policies.find(({ TargetTrackingScalingPolicyConfiguration: tracking }) => {
    return tracking?.PredefinedMetricSpecification?.PredefinedMetricType === scalable.metric;
  });
  if (present?.TargetTrackingScalingPolicyConfiguration?.TargetValue === targetPercent) return;
  const { ScaleInCooldown = 60, ScaleOutCooldown = 60 } = present?.TargetTrackingScalingPolicyConfiguration ?? {};
  await attempt(`PutScalingPolicy ${scalable.resourceId} ${scalable.metric}`, (options) =>
    scaling.send(
      new PutScalingPolicyCommand({
        ...idOf(scalable),
        PolicyName: present?.PolicyName ?? `daxpilot-${scalable.metric}`,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: scalable.metric },
          TargetValue: targetPercent,
          ScaleInCooldown,
          ScaleOutCooldown,
        },
      }),
      options,
    ),
  );
}

const register = (scaling: ApplicationAutoScalingClient, scalable: Scalable, { minUnits, maxUnits }: UnitLimits) =>
  attempt(`RegisterScalableTarget ${scalable.resourceId} ${scalable.dimension}`, (options) =>
    scaling.send(
      new RegisterScalableTargetCommand({ ...idOf(scalable), MinCapacity: minUnits, MaxCapacity: maxUnits }),
      options,
    ),
  );

const deregister = (scaling: ApplicationAutoScalingClient, scalable: Scalable) =>
  attempt(`DeregisterScalableTarget ${scalable.resourceId} ${scalable.dimension}`, (options) =>
    scaling.send(new DeregisterScalableTargetCommand(idOf(scalable)), options),
  );

const hasLimits = (target: ScalableTarget, { minUnits, maxUnits }: UnitLimits) =>
  target.MinCapacity === minUnits && target.MaxCapacity === maxUnits;

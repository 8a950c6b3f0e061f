import {
  type ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { type Changer, PortError } from '../flow/ports';
import type { TableState } from '../sizing';
import { attempt } from './calls';

export type Limits = Parameters<Changer['setBillingMode']>[0]['limits'];

const dimensions = [
  'dynamodb:table:ReadCapacityUnits',
  'dynamodb:table:WriteCapacityUnits',
  'dynamodb:index:ReadCapacityUnits',
  'dynamodb:index:WriteCapacityUnits',
] as const;

/** One side of a table or of an index. */
export interface Scalable {
  readonly resourceId: string;
  readonly dimension: (typeof dimensions)[number];
  readonly metric: 'DynamoDBReadCapacityUtilization' | 'DynamoDBWriteCapacityUtilization';
}

export function scalablesOf(table: Pick<TableState, 'name' | 'indexes'>): readonly Scalable[] {
  const resources = [
    { resourceId: `table/${table.name}`, kind: 'table' },
    ...table.indexes.map(({ name }) => ({ resourceId: `table/${table.name}/index/${name}`, kind: 'index' }) as const),
  ] as const;
  return resources.flatMap(({ resourceId, kind }) => [
    { resourceId, dimension: `dynamodb:${kind}:ReadCapacityUnits`, metric: 'DynamoDBReadCapacityUtilization' } as const,
    {
      resourceId,
      dimension: `dynamodb:${kind}:WriteCapacityUnits`,
      metric: 'DynamoDBWriteCapacityUtilization',
    } as const,
  ]);
}

/**
 * Targets that are left from an earlier provisioned time get today's limits before the mode changes. One that AWS does not let us
 * change while the table is on demand is taken away: `ensureScaling` registers it anew.
 */
export async function repairStaleTargets(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
  limits: Limits,
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

/** Registers what is missing or different; a second run changes nothing. */
export async function ensureScaling(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
  limits: Limits,
): Promise<void> {
  const [targets, policies] = await Promise.all([readTargets(scaling, table), readPolicies(scaling, table)]);
  for (const scalable of scalablesOf(table)) {
    const target = targets.find(isOf(scalable));
    if (target === undefined || !hasLimits(target, limits)) await register(scaling, scalable, limits);
    await ensurePolicy(scaling, scalable, policies.filter(isOf(scalable)), limits.targetUtilisationPercent);
  }
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

const register = (scaling: ApplicationAutoScalingClient, scalable: Scalable, { minUnits, maxUnits }: Limits) =>
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

/** A page holds 50; a table with its 20 indexes has 42. */
export async function readTargets(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
): Promise<readonly ScalableTarget[]> {
  const answer = await attempt(`DescribeScalableTargets ${table.name}`, (options) =>
    scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: resourceIds(table) }),
      options,
    ),
  );
  return answer.ScalableTargets ?? [];
}

export async function readPolicies(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
): Promise<readonly ScalingPolicy[]> {
  const answers = await Promise.all(
    resourceIds(table).map((ResourceId) =>
      attempt(`DescribeScalingPolicies ${ResourceId}`, (options) =>
        scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb', ResourceId }), options),
      ),
    ),
  );
  return answers.flatMap(({ ScalingPolicies = [] }) => ScalingPolicies);
}

const resourceIds = (table: TableState) => [...new Set(scalablesOf(table).map(({ resourceId }) => resourceId))];

const idOf = ({ resourceId, dimension }: Scalable) =>
  ({ ServiceNamespace: 'dynamodb', ResourceId: resourceId, ScalableDimension: dimension }) as const;

export const isOf =
  ({ resourceId, dimension }: Scalable) =>
  (registered: { readonly ResourceId: string | undefined; readonly ScalableDimension: string | undefined }) =>
    registered.ResourceId === resourceId && registered.ScalableDimension === dimension;

/** A target whose scaling was suspended is left so: somebody did that on purpose. */
const hasLimits = (target: ScalableTarget, { minUnits, maxUnits }: Limits) =>
  target.MinCapacity === minUnits && target.MaxCapacity === maxUnits;

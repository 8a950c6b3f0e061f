import type { Timer } from '../../kernel/clock';
import type { Platform } from '../../kernel/service';
import { keyOf, type ScalableResource } from './scalable-resource';

export interface Suspension {
  readonly in: boolean;
  readonly out: boolean;
  readonly scheduled: boolean;
}

export interface TargetRecord {
  readonly resource: ScalableResource;
  readonly arn: string;
  readonly min: number;
  readonly max: number;
  readonly roleArn: string;
  readonly createdAtMs: number;
  readonly suspension: Suspension;
  readonly tags: ReadonlyMap<string, string>;
  /** Whether the table was on demand when it was last looked at: on its return min and max apply at once. */
  readonly wasOnDemand: boolean;
  readonly lastOutAtMs?: number;
  readonly lastInAtMs?: number;
  /** No scale-in before this: the table's decrease budget was spent. */
  readonly noInBeforeMs?: number;
}

export interface PolicyRecord {
  readonly resource: ScalableResource;
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  /** Percent of the provisioned capacity. */
  readonly targetPercent: number;
  readonly metric: 'DynamoDBReadCapacityUtilization' | 'DynamoDBWriteCapacityUtilization';
  readonly outCooldownMs: number;
  readonly inCooldownMs: number;
  readonly disableScaleIn: boolean;
  readonly alarmHigh: string;
  readonly alarmLow: string;
  /** Units by which the alarms' thresholds were set last. */
  readonly alarmUnits?: number;
}

export interface ActivityRecord {
  readonly id: string;
  readonly resource: ScalableResource;
  readonly description: string;
  readonly cause: string;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly status: 'Pending' | 'InProgress' | 'Successful' | 'Failed';
  readonly statusMessage?: string;
}

export interface ScheduledRecord {
  readonly resource: ScalableResource;
  readonly name: string;
  readonly arn: string;
  readonly schedule: string;
  readonly timezone?: string;
  readonly startAtMs?: number;
  readonly endAtMs?: number;
  readonly min?: number;
  readonly max?: number;
  readonly createdAtMs: number;
  readonly timer: Timer | undefined;
}

/** Everything that the service remembers; records are replaced, never changed in place. */
export interface ScalingContext {
  readonly platform: Platform;
  /** By resource id and dimension. */
  readonly targets: Map<string, TargetRecord>;
  /** By resource id, dimension and name. */
  readonly policies: Map<string, PolicyRecord>;
  readonly scheduled: Map<string, ScheduledRecord>;
  /** Oldest first. */
  readonly activities: ActivityRecord[];
  /** Runs `task` after `ms` of virtual time, unless the platform stops first. */
  later(ms: number, task: () => void | Promise<void>): void;
}

export const policyKey = (resource: ScalableResource, name: string): string => `${keyOf(resource)}|${name}`;

/** Puts `policy` in the place of its older self, unless it was deleted meanwhile. */
export const replacePolicy = (context: ScalingContext, policy: PolicyRecord): void => {
  const key = policyKey(policy.resource, policy.name);
  if (context.policies.has(key)) context.policies.set(key, policy);
};

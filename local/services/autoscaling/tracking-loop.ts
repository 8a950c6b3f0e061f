import { inMinutes, metricDimensions, metricName, putAlarms } from './alarm-pair';
import { clamp } from './capacity-range';
import { keyOf } from './scalable-resource';
import { scaleTo } from './scale';
import type { PolicyRecord, ScalingContext, TargetRecord } from './state';
import { type CapacityNow, capacityOf, scaler } from './table-capacity';
import { track } from './target-tracking';

const minuteMs = 60_000;
const queriesPerCall = 500;
/** After a refused decrease the next attempt waits; the budget frees one decrease an hour. */
const afterRefusedDecreaseMs = 10 * minuteMs;

/** Once a minute: looks at every policy's consumption and acts where target tracking would. */
export const trackAll = async (context: ScalingContext): Promise<void> => {
  const policies = [...context.policies.values()];
  const consumed = await consumption(context, policies);
  for (const target of [...context.targets.values()]) await settleAfterOnDemand(context, target);
  for (const [index, policy] of policies.entries()) {
    const target = context.targets.get(keyOf(policy.resource));
    if (target) await trackOne(context, policy, target, consumed[index] ?? new Map());
  }
};

/** Back from on-demand, min and max apply at once. */
const settleAfterOnDemand = async (context: ScalingContext, target: TargetRecord): Promise<void> => {
  const now = await capacityOf(context.platform, target.resource).catch(() => undefined);
  if (!now || now.onDemand === target.wasOnDemand) return;
  const settled = now.onDemand || (now.active && (await clamp(context, target, now)));
  if (settled) replaceTarget(context, target, { wasOnDemand: now.onDemand });
};

const trackOne = async (
  context: ScalingContext,
  policy: PolicyRecord,
  target: TargetRecord,
  consumedByMinute: ReadonlyMap<number, number>,
): Promise<void> => {
  const { clock } = context.platform;
  const now = await capacityOf(context.platform, policy.resource).catch(() => undefined);
  if (!now || now.onDemand || !now.active) return;
  const provisioned = now[policy.resource.side];
  if (policy.alarmUnits !== provisioned) await putAlarms(context, policy, provisioned);
  const { max, min } = target;
  const { targetPercent } = policy;
  const lastMinute = Math.floor(clock.now() / minuteMs) - 1;
  const tracking = track({ lastMinute, consumedByMinute, provisioned, targetPercent, min, max });
  if (tracking.kind === 'out') await scaleOut(context, policy, target, now, tracking.units);
  if (tracking.kind === 'in') await scaleIn(context, policy, target, now, tracking.units);
};

const scaleOut = async (
  context: ScalingContext,
  policy: PolicyRecord,
  target: TargetRecord,
  now: CapacityNow,
  units: number,
): Promise<void> => {
  const nowMs = context.platform.clock.now();
  if (target.suspension.out || isCooling(target.lastOutAtMs, policy.outCooldownMs, nowMs)) return;
  const outcome = await scaleTo(context, policy.resource, now, units, causeOf(policy.alarmHigh, policy));
  if (outcome.kind === 'started') replaceTarget(context, target, { lastOutAtMs: nowMs });
};

const scaleIn = async (
  context: ScalingContext,
  policy: PolicyRecord,
  target: TargetRecord,
  now: CapacityNow,
  units: number,
): Promise<void> => {
  const nowMs = context.platform.clock.now();
  if (policy.disableScaleIn || target.suspension.in || nowMs < (target.noInBeforeMs ?? 0)) return;
  if (isCooling(target.lastInAtMs, policy.inCooldownMs, nowMs)) return;
  if (isCooling(target.lastOutAtMs, policy.outCooldownMs, nowMs)) return;
  const outcome = await scaleTo(context, policy.resource, now, units, causeOf(policy.alarmLow, policy));
  if (outcome.kind === 'started') replaceTarget(context, target, { lastInAtMs: nowMs });
  if (outcome.kind === 'failed') replaceTarget(context, target, { noInBeforeMs: nowMs + afterRefusedDecreaseMs });
};

const isCooling = (lastAtMs: number | undefined, cooldownMs: number, nowMs: number): boolean =>
  lastAtMs !== undefined && nowMs - lastAtMs < cooldownMs;

const causeOf = (alarmName: string, { name }: PolicyRecord): string =>
  `monitor alarm ${alarmName} in state ALARM triggered policy ${name}`;

const replaceTarget = (context: ScalingContext, target: TargetRecord, change: Partial<TargetRecord>): void => {
  const key = keyOf(target.resource);
  const current = context.targets.get(key);
  if (current) context.targets.set(key, { ...current, ...change });
};

interface MetricDataAnswer {
  readonly MetricDataResults?: readonly {
    readonly Id?: string;
    readonly Timestamps?: readonly Date[];
    readonly Values?: readonly number[];
  }[];
}

/** Consumed units by minute for each policy, over the last quarter of an hour. */
const consumption = async (
  context: ScalingContext,
  policies: readonly PolicyRecord[],
): Promise<readonly ReadonlyMap<number, number>[]> => {
  const { platform } = context;
  const endMs = Math.floor(platform.clock.now() / minuteMs) * minuteMs;
  const found: ReadonlyMap<number, number>[] = [];
  for (let from = 0; from < policies.length; from += queriesPerCall) {
    const part = policies.slice(from, from + queriesPerCall);
    const answer = await platform
      .call<MetricDataAnswer>(
        'monitoring',
        'GetMetricData',
        {
          StartTime: new Date(endMs - inMinutes * minuteMs),
          EndTime: new Date(endMs),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: part.map((policy, index) => ({
            Id: `q${index}`,
            MetricStat: {
              Metric: {
                Namespace: 'AWS/DynamoDB',
                MetricName: metricName(policy),
                Dimensions: metricDimensions(policy),
              },
              Period: 60,
              Stat: 'Sum',
            },
          })),
        },
        scaler,
      )
      .catch((error: unknown): MetricDataAnswer => {
        platform.log.write('autoscaling.metrics.failed', { error: String(error) });
        return {};
      });
    found.push(...part.map((_, index) => byMinute(answer, `q${index}`)));
  }
  return found;
};

const byMinute = (answer: MetricDataAnswer, id: string): ReadonlyMap<number, number> => {
  const result = answer.MetricDataResults?.find((one) => one.Id === id);
  const values = result?.Values ?? [];
  return new Map(
    (result?.Timestamps ?? []).map((timestamp, index) => [
      Math.floor(timestamp.getTime() / minuteMs),
      values[index] ?? 0,
    ]),
  );
};

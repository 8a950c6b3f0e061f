import { unitsToProvision } from './capacity-units';
import { DecreaseRation } from './play/decrease-ration';

export interface TrackingRules {
  readonly targetUtilisationPercent: number;
  readonly minUnits: number;
  readonly maxUnits: number;
}

/** What auto scaling would have made of a load. */
export interface Tracked {
  readonly meanConsumed: number;
  readonly meanProvisioned: number;
  /** Consumed over provisioned, weighted by time. */
  readonly utilisationPercent: number;
  /** Share of the units asked for that would have been throttled, burst capacity used up. */
  readonly throttledPercent: number;
  readonly increases: number;
  readonly decreases: number;
  readonly lastProvisioned: number;
}

const minuteMs = 60_000;

/** AWS's timing: out after two minutes above the target, in after fifteen at 20 points below it. */
const minutesAbove = 2;
const minutesBelow = 15;
const pointsBelow = 20;
/** Unused capacity of the last 300 s may be spent at once. */
const burstSeconds = 300;

/**
 * Replays a load (units per second, one value per period) against target tracking, minute by minute: what it provisions,
 * what it throttles and how often it changes. Decreases are rationed as AWS does: four in the first hour of the UTC day,
 * then one when none was made in the preceding hour. A constant 50 units/s at 70 % is provisioned as 72.
 */
export function simulateTargetTracking(
  unitsPerSecond: readonly number[] | Float64Array,
  periodMs: number,
  startMs: number,
  rules: TrackingRules,
): Tracked {
  const target = rules.targetUtilisationPercent / 100;
  const inBelow = Math.max(0, rules.targetUtilisationPercent - pointsBelow) / 100;
  const minutesPerPeriod = Math.max(1, Math.round(periodMs / minuteMs));
  let provisioned = unitsToProvision(unitsPerSecond[0] ?? 0, rules);
  let burst = 0;
  let above = 0;
  let below = 0;
  let highestWhileBelow = 0;
  let asked = 0;
  let throttled = 0;
  let provisionedMinutes = 0;
  let minutes = 0;
  let increases = 0;
  const ration = new DecreaseRation();
  const startMinute = Math.floor(startMs / minuteMs);

  for (const units of unitsPerSecond) {
    // Within the band nothing happens for a whole period but that burst capacity is saved up: most periods, so worth a way of its own.
    if (units >= provisioned * inBelow && units <= provisioned * target && units <= provisioned) {
      burst = Math.min(burstSeconds * provisioned, burst + (provisioned - units) * 60 * minutesPerPeriod);
      asked += units * 60 * minutesPerPeriod;
      provisionedMinutes += provisioned * minutesPerPeriod;
      minutes += minutesPerPeriod;
      above = 0;
      below = 0;
      highestWhileBelow = 0;
      continue;
    }
    for (let step = 0; step < minutesPerPeriod; step += 1) {
      const minute = minutes;
      const surplus = (provisioned - units) * 60;
      const fromBurst = Math.min(burst, Math.max(0, -surplus));
      throttled += Math.max(0, -surplus - fromBurst);
      burst = Math.min(burstSeconds * provisioned, Math.max(0, burst - fromBurst + Math.max(0, surplus)));
      asked += units * 60;
      provisionedMinutes += provisioned;
      minutes += 1;

      above = units > provisioned * target ? above + 1 : 0;
      below = units < provisioned * inBelow ? below + 1 : 0;
      highestWhileBelow = below === 0 ? 0 : Math.max(highestWhileBelow, units);
      if (above >= minutesAbove) {
        const wanted = unitsToProvision(units, rules);
        if (wanted > provisioned) {
          provisioned = wanted;
          increases += 1;
        }
        above = 0;
      } else if (below >= minutesBelow && ration.allows(startMinute + minute)) {
        const wanted = unitsToProvision(highestWhileBelow, rules);
        if (wanted < provisioned && ration.take(startMinute + minute)) {
          provisioned = wanted;
          below = 0;
          highestWhileBelow = 0;
        }
      }
    }
  }
  const meanConsumed = minutes === 0 ? 0 : asked / 60 / minutes;
  const meanProvisioned = minutes === 0 ? provisioned : provisionedMinutes / minutes;
  return {
    meanConsumed,
    meanProvisioned,
    utilisationPercent: (meanConsumed / meanProvisioned) * 100,
    throttledPercent: asked === 0 ? 0 : (throttled / asked) * 100,
    increases,
    decreases: ration.taken,
    lastProvisioned: provisioned,
  };
}

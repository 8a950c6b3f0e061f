import { burstSeconds, onDemandLimits, type TablePoint } from '../../shared/sizing';

export interface ClairvoyantTableSetup {
  readonly demand: Float64Array;
  /** Start of minute 0, for the hours of the ration. */
  readonly startMs: number;
  readonly fromMinute: number;
  readonly minUnits: number;
  readonly maxUnits: number;
  readonly unitUsdPerMinute: number;
  readonly requestUsd: number;
  readonly violationUsdPerMinute: number;
}

/** The plan is made on steps of this length; a decrease or a switch of the mode only where a whole hour or 6 hours of the clock begin. */
const stepMinutes = 10;
const decreaseMinutes = 60;
/** Four switches to on-demand in a rolling day are the limit: one chance every 6 hours keeps it. */
const switchMinutes = 360;
const levels = 32;

/**
 * The best plan for a table by somebody who knows the future: dynamic programming over steps of 10 minutes and 32 sizes, geometric
 * from the smallest to the largest minute, and on-demand. Decreases once an hour and switches every 6 hours keep within AWS's
 * ration, so it is an upper bound of the true optimum: it may not use the four decreases of the first hour of a day, act within
 * a step, or spend burst that an earlier step saved up.
 */
export const clairvoyantTablePoints = (setup: ClairvoyantTableSetup): readonly TablePoint[] => {
  const { startMs, fromMinute } = setup;
  const sizes = sizesOf(setup);
  const onDemand = sizes.length;
  const costs = [...sizes.map((units) => provisionedCosts(units, setup)), onDemandCosts(setup)];
  const steps = costs[0]?.length ?? 0;
  const startMinute = Math.floor(startMs / 60_000) + fromMinute;
  const beginsAt = (step: number, everyMinutes: number): boolean =>
    (startMinute + step * stepMinutes) % everyMinutes < stepMinutes;
  const states = sizes.length + 1;
  const choice = new Int8Array(Math.max(1, steps) * states);
  let best = new Float64Array(states);
  for (let step = steps - 1; step >= 0; step -= 1) {
    const next = best;
    best = new Float64Array(states);
    const mayDecrease = beginsAt(step, decreaseMinutes);
    const maySwitch = beginsAt(step, switchMinutes);
    for (let from = 0; from < states; from += 1) {
      let least = Number.POSITIVE_INFINITY;
      for (let to = 0; to < states; to += 1) {
        const switches = (from === onDemand) !== (to === onDemand);
        if (switches ? !maySwitch : to < from && !mayDecrease) continue;
        const cost = (costs[to]?.[step] ?? 0) + (next[to] ?? 0);
        if (cost < least) {
          least = cost;
          choice[step * states + from] = to;
        }
      }
      best[from] = least;
    }
  }
  let state = best.indexOf(Math.min(...best));
  const point = (t: number, at: number): TablePoint =>
    at === onDemand ? { t, mode: 'on-demand' } : { t, mode: 'provisioned', read: sizes[at] ?? setup.minUnits };
  const points: TablePoint[] = [point(0, state)];
  for (let step = 0; step < steps; step += 1) {
    const to = choice[step * states + state] ?? state;
    // More units work a minute after the call, so the call is made a minute before the step; fewer when it begins.
    const early = to > state && to !== onDemand ? 1 : 0;
    if (to !== state) points.push(point(Math.max(fromMinute, fromMinute + step * stepMinutes - early), to));
    state = to;
  }
  return points;
};

const sizesOf = ({ demand, fromMinute, minUnits, maxUnits }: ClairvoyantTableSetup): readonly number[] => {
  let most = minUnits;
  let least = Number.POSITIVE_INFINITY;
  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    most = Math.max(most, demand[minute] ?? 0);
    least = Math.min(least, demand[minute] ?? 0);
  }
  const low = Math.max(minUnits, least);
  const within = (units: number): number => Math.max(minUnits, Math.min(maxUnits, Math.ceil(units)));
  const all = Array.from({ length: levels }, (_, index) => within(low * (most / low) ** (index / (levels - 1))));
  return [...new Set(all)];
};

/** By step, with the burst that is saved up within it: what is left of the step before depends on its size, so none is counted on. */
const provisionedCosts = (units: number, setup: ClairvoyantTableSetup): Float64Array => {
  const { demand, fromMinute, unitUsdPerMinute, violationUsdPerMinute } = setup;
  const costs = new Float64Array(Math.ceil((demand.length - fromMinute) / stepMinutes));
  let burst = 0;
  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    if ((minute - fromMinute) % stepMinutes === 0) burst = 0;
    const surplus = (units - (demand[minute] ?? 0)) * 60;
    const throttled = -surplus - burst > 1e-6;
    burst = Math.min(burstSeconds * units, Math.max(0, burst + surplus));
    const step = Math.floor((minute - fromMinute) / stepMinutes);
    costs[step] = (costs[step] ?? 0) + units * unitUsdPerMinute + (throttled ? violationUsdPerMinute : 0);
  }
  return costs;
};

/** By step, as if the table had been on demand all along. */
const onDemandCosts = (setup: ClairvoyantTableSetup): Float64Array => {
  const { demand, fromMinute, requestUsd, violationUsdPerMinute } = setup;
  const { firstReadUnits, mostReadUnits, doublingMinutes } = onDemandLimits;
  const costs = new Float64Array(Math.ceil((demand.length - fromMinute) / stepMinutes));
  let peak = firstReadUnits / 2;
  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    const units = demand[minute] ?? 0;
    peak = Math.max(peak, Math.min(demand[minute - doublingMinutes] ?? 0, mostReadUnits));
    const served = Math.min(units, 2 * peak, mostReadUnits);
    const step = Math.floor((minute - fromMinute) / stepMinutes);
    costs[step] = (costs[step] ?? 0) + served * 60 * requestUsd + (units > served ? violationUsdPerMinute : 0);
  }
  return costs;
};

import { DecreaseRation } from '../play/decrease-ration';
import { delayMinutes } from '../play/delays';
import { burstSeconds } from '../play/table-simulator';
import type { TableSignals } from './table-signals';
import { lookOf, type TableVariant, type UnitBounds, variantUnits } from './table-variants';

/** Taken out of their object once: these are the inner loops of every review. */
const { ceil, floor, max, min } = Math;

export interface TableShadowRules extends UnitBounds {
  readonly unitUsdPerMinute: number;
  readonly requestUsd: number;
  /** Minute 0 counted from the epoch, for the ration. */
  readonly startMinute: number;
}

const hourMinutes = 60;

/** What a variant came to, hour by hour. */
export interface TableShadowHours {
  readonly usd: Float64Array;
  readonly throttledMinutes: Uint8Array;
}

/** What a variant would have come to in each hour of a demand in units/s by minute. */
export function shadowTable(
  variant: TableVariant,
  demand: Float64Array,
  signals: TableSignals,
  rules: TableShadowRules,
): TableShadowHours {
  const hours = ceil(demand.length / hourMinutes);
  const usd = new Float64Array(hours);
  const throttledMinutes = new Uint8Array(hours);
  if (variant.kind === 'on-demand') {
    for (let minute = 0; minute < demand.length; minute += 1) {
      const hour = floor(minute / hourMinutes);
      usd[hour] = (usd[hour] ?? 0) + (demand[minute] ?? 0) * 60 * rules.requestUsd;
    }
    return { usd, throttledMinutes };
  }
  const look = lookOf(variant);
  const now = signals.now(look);
  const fullBurst = burstSeconds;
  const updateMinutes = delayMinutes.updateTable;
  const highest = signals.highest(look, variant.inHours * 60);
  const season = signals.season(variant.season);
  const ration = new DecreaseRation();
  let provisioned = max(rules.minUnits, ceil((demand[0] ?? 0) / variant.utilisation));
  let wanted = provisioned;
  let dueMinute = -1;
  let burst = 0;
  const sight = { now: 0, last: 0, highest: 0, season: 0, provisioned: 0, burst: 0 };
  for (let minute = 0; minute < demand.length; minute += 1) {
    if (dueMinute >= 0 && dueMinute <= minute) {
      provisioned = wanted;
      burst = min(burst, fullBurst * provisioned);
      dueMinute = -1;
    }
    if (dueMinute < 0 && minute > 0) {
      sight.now = now[minute] ?? 0;
      sight.last = demand[minute - 1] ?? 0;
      sight.highest = highest[minute] ?? 0;
      sight.season = season[minute] ?? 0;
      sight.provisioned = provisioned;
      sight.burst = burst;
      wanted = variantUnits(variant, sight, rules);
      const goes = wanted > provisioned || (wanted < provisioned && ration.take(rules.startMinute + minute));
      if (goes) dueMinute = minute + updateMinutes;
    }
    const surplus = (provisioned - (demand[minute] ?? 0)) * 60;
    const throttled = -surplus - burst > 1e-6;
    burst = min(fullBurst * provisioned, max(0, burst + surplus));
    const hour = floor(minute / hourMinutes);
    usd[hour] = (usd[hour] ?? 0) + provisioned * rules.unitUsdPerMinute;
    if (throttled) throttledMinutes[hour] = (throttledMinutes[hour] ?? 0) + 1;
  }
  return { usd, throttledMinutes };
}

import { provisionedUnitUsdPerHour, requestUnitUsd } from '../capacity-cost';
import { listPrices, type PriceBook } from '../price-book';
import { DecreaseRation } from './decrease-ration';
import { delayMinutes } from './delays';

/** A wish for a table: the minute of the API call, the mode, and the read units where provisioned. */
export type TablePoint =
  | { readonly t: number; readonly mode: 'provisioned'; readonly read: number }
  | { readonly t: number; readonly mode: 'on-demand' };

export interface TablePlay {
  readonly usd: number;
  readonly violationMinutes: number;
  readonly throttledUnits: number;
  readonly changes: number;
  /** Wishes that AWS refused: over the ration of decreases or of mode switches. */
  readonly refused: number;
  /** Provisioned units per scored minute; 0 while on demand. */
  readonly provisioned: Float64Array;
  /** Paid per scored minute; they sum up to `usd`. */
  readonly usdByMinute: Float64Array;
  /** 1 where a unit was throttled in the scored minute. */
  readonly violated: Uint8Array;
}

export interface TablePlayOptions {
  readonly fromMinute: number;
  /** Start of minute 0, for the UTC day of the ration. */
  readonly startMs: number;
  readonly book?: PriceBook;
}

/** Unused capacity of the last 300 s may be spent at once. */
export const burstSeconds = 300;
/** Switches to on-demand in a rolling day. */
const mostSwitches = 4;
const dayMinutes = 24 * 60;
/** What a new on-demand table carries, the default quota of a table, and the time in which a peak may double. */
export const onDemandLimits = { firstReadUnits: 12_000, mostReadUnits: 40_000, doublingMinutes: 30 } as const;

/**
 * Plays wishes against a demand (read units/s per minute) as DynamoDB would: an update works after 1 minute, a mode switch after 5, during
 * which the old mode serves; decreases and switches are rationed; throttled is what neither capacity nor burst carries. On
 * demand carries twice the previous peak (12,000 at least), which grows with what was served 30 minutes ago, to 40,000 at most.
 *
 * @example
 * const load = new Float64Array(60).fill(50);
 * simulateTable(load, [{ t: 0, mode: 'provisioned', read: 100 }], { fromMinute: 0, startMs: 0 }).usd; // 100 x 0.00013 = 0.013
 */
export function simulateTable(
  demand: Float64Array,
  points: readonly TablePoint[],
  { fromMinute, startMs, book = listPrices }: TablePlayOptions,
): TablePlay {
  const first = points[0];
  if (first === undefined) throw new RangeError('a timeline has at least one point');
  const unitHour = provisionedUnitUsdPerHour(book, 'read');
  const request = requestUnitUsd(book, 'read');
  const startMinute = Math.floor(startMs / 60_000);
  const ration = new DecreaseRation();
  const switches: number[] = [];
  let mode = first.mode;
  let read = first.mode === 'provisioned' ? first.read : 0;
  let pending: { readonly dueMinute: number; readonly point: TablePoint } | undefined;
  let next = 1;
  let bucket = read * burstSeconds;
  let peak = onDemandLimits.firstReadUnits / 2;
  let throttledUnits = 0;
  let changes = 0;
  let refused = 0;
  const scored = Math.max(0, demand.length - fromMinute);
  const provisioned = new Float64Array(scored);
  const usdByMinute = new Float64Array(scored);
  const violated = new Uint8Array(scored);

  for (let minute = Math.min(fromMinute, points[1]?.t ?? fromMinute); minute < demand.length; minute += 1) {
    if (pending !== undefined && pending.dueMinute <= minute) {
      const { point } = pending;
      pending = undefined;
      if (point.mode === 'provisioned') {
        if (mode === 'on-demand') bucket = 0;
        read = point.read;
        bucket = Math.min(bucket, read * burstSeconds);
      } else peak = Math.max(peak, read);
      mode = point.mode;
    }
    for (let point = points[next]; point !== undefined && point.t <= minute; point = points[next]) {
      next += 1;
      if (pending !== undefined && pending.point.mode !== mode) {
        refused += 1;
        continue;
      }
      const now = startMinute + minute;
      if (point.mode !== mode) {
        if (point.mode === 'on-demand') {
          if (switches.filter((at) => minute - at < dayMinutes).length >= mostSwitches) {
            refused += 1;
            continue;
          }
          switches.push(minute);
        }
        pending = { dueMinute: minute + delayMinutes.switchMode, point };
        changes += 1;
      } else if (point.mode === 'provisioned') {
        const from = pending?.point.mode === 'provisioned' ? pending.point.read : read;
        if (point.read === from) continue;
        if (point.read < from && !ration.take(now)) {
          refused += 1;
          continue;
        }
        pending = { dueMinute: minute + delayMinutes.updateTable, point };
        changes += 1;
      }
    }
    if (minute < fromMinute) continue;
    const units = demand[minute] ?? 0;
    if (mode === 'provisioned') {
      provisioned[minute - fromMinute] = read;
      usdByMinute[minute - fromMinute] = (read * unitHour) / 60;
      const surplus = (read - units) * 60;
      const missing = Math.max(0, -surplus - bucket);
      bucket = Math.min(burstSeconds * read, Math.max(0, bucket + surplus));
      if (missing > 1e-6) {
        throttledUnits += missing;
        violated[minute - fromMinute] = 1;
      }
    } else {
      const before = demand[minute - onDemandLimits.doublingMinutes] ?? 0;
      peak = Math.max(peak, Math.min(before, onDemandLimits.mostReadUnits));
      const served = Math.min(units, 2 * peak, onDemandLimits.mostReadUnits);
      usdByMinute[minute - fromMinute] = served * 60 * request;
      if (units > served) {
        throttledUnits += (units - served) * 60;
        violated[minute - fromMinute] = 1;
      }
    }
  }
  const usd = usdByMinute.reduce((sum, one) => sum + one, 0);
  const violationMinutes = violated.reduce((sum, one) => sum + one, 0);
  return { usd, violationMinutes, throttledUnits, changes, refused, provisioned, usdByMinute, violated };
}

import { inMinutes, outMinutes, scaleInMarginPoints, unitsPerMinute } from './alarm-pair';

/** What target tracking looks at. Consumed units per whole minute; minutes without data are absent. */
export interface Observation {
  /** The minute that ended last: its number since the epoch. */
  readonly lastMinute: number;
  readonly consumedByMinute: ReadonlyMap<number, number>;
  readonly provisioned: number;
  readonly targetPercent: number;
  readonly min: number;
  readonly max: number;
}

export type Tracking =
  | { readonly kind: 'hold' }
  | { readonly kind: 'out'; readonly units: number }
  | { readonly kind: 'in'; readonly units: number };

const hold: Tracking = { kind: 'hold' };

/**
 * Out after two minutes in a row above the target; in after fifteen in a row more than 20 points below it. A minute without data
 * breaks a row, so that a table without any traffic keeps its capacity, as on AWS. The new capacity is what puts the use at the
 * target: of the newest minute on the way out, of the busiest of the fifteen on the way in.
 */
export const track = (seen: Observation): Tracking => {
  const newest = (minutes: number): readonly number[] | undefined => {
    const values = Array.from({ length: minutes }, (_, back) => seen.consumedByMinute.get(seen.lastMinute - back));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
  const atTarget = (consumed: number): number => {
    const units = Math.ceil((consumed / 60 / seen.targetPercent) * 100);
    return Math.min(seen.max, Math.max(seen.min, units));
  };
  const high = unitsPerMinute(seen.provisioned, seen.targetPercent);
  const recent = newest(outMinutes);
  if (recent?.every((value) => value > high)) {
    const units = atTarget(recent[0] ?? 0);
    return units > seen.provisioned ? { kind: 'out', units } : hold;
  }
  const low = unitsPerMinute(seen.provisioned, Math.max(0, seen.targetPercent - scaleInMarginPoints));
  const quarter = newest(inMinutes);
  if (quarter?.every((value) => value < low)) {
    const units = atTarget(Math.max(...quarter));
    return units < seen.provisioned ? { kind: 'in', units } : hold;
  }
  return hold;
};

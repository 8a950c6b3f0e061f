import type { Season } from './load-signals';

/** What a variant takes for the load: the largest of the last minutes, or what two minutes running had at least. */
export type TableLook = 'peaks' | 'pairs';

/** Taken out of their object once: these are the inner loops of every review. */
const { ceil, max, min } = Math;

/**
 * One way to provision a table: up to load / utilisation, down to the largest load of the last `inHours` / utilisation. A `patient` one
 * lets saved-up burst capacity carry a peak as long as it lasts. One that looks at `pairs` lets a peak of a single minute pass.
 * `on-demand` leaves it to DynamoDB.
 */
export type TableVariant =
  | { readonly kind: 'on-demand' }
  | {
      readonly kind: 'provisioned';
      readonly utilisation: number;
      readonly inHours: number;
      readonly season: Season;
      readonly patient: boolean;
      /** Absent in rules of older reviews: `peaks`. */
      readonly look?: TableLook;
    };
export type ProvisionedVariant = Extract<TableVariant, { readonly kind: 'provisioned' }>;

const utilisations = [1, 0.95, 0.9, 0.8, 0.7, 0.5];
const hours = [0.25, 0.5, 1, 4, 24];
/** Peaks of a few minutes each hour are not worth a quarter of an hour; no shorter than `now` looks back. */
const leastHours = 0.1;
const seasons: readonly Season[] = ['none', 'usual', 'week'];
const pairUtilisations = [1, 0.9, 0.7, 0.5];
const pairHours = [0.25, 1, 4];

export const tableVariants: readonly TableVariant[] = [
  { kind: 'on-demand' },
  ...seasons.flatMap((season) =>
    [true, false].flatMap((patient) =>
      utilisations.flatMap((utilisation) =>
        (season === 'none' ? [leastHours, ...hours] : hours).map(
          (inHours): TableVariant => ({ kind: 'provisioned', utilisation, inHours, season, patient }),
        ),
      ),
    ),
  ),
  ...[true, false].flatMap((patient) =>
    pairUtilisations.flatMap((utilisation) =>
      pairHours.map(
        (inHours): TableVariant => ({
          kind: 'provisioned',
          utilisation,
          inHours,
          season: 'none',
          patient,
          look: 'pairs',
        }),
      ),
    ),
  ),
];

/** In force until there is a day of history to replay: nothing is known of the load, so nothing is promised for it. */
export const firstTableVariant: TableVariant = { kind: 'on-demand' };

/** A season has been seen, so it is provisioned at no less than this utilisation. */
const leastSeasonUtilisation = 0.8;
/** A patient variant acts when the burst would not last this many minutes more: one to the next look, one for the update, and a half. */
const patienceMinutes = 2.5;
/** Decreases are rationed to one an hour: a small one would keep the next peak provisioned for the rest of its hour. */
const worthwhileDecrease = 0.9;
/** A ramp is not followed unit by unit: an increase is at least this large. */
const worthwhileIncrease = 1.03;

export interface TableSight {
  /** Units/s: the largest of the last 5 minutes, of the last minute, of `inHours`, and of the season. */
  readonly now: number;
  readonly last: number;
  readonly highest: number;
  readonly season: number;
  readonly provisioned: number;
  /** Saved-up units. */
  readonly burst: number;
}

export interface UnitBounds {
  readonly minUnits: number;
  readonly maxUnits: number;
}

/** Units that a variant wants: more, fewer or the same. */
export function variantUnits(variant: ProvisionedVariant, sight: TableSight, bounds: UnitBounds): number {
  const { utilisation, patient } = variant;
  const { now, last, highest, season, provisioned, burst } = sight;
  const whole = (units: number): number => max(bounds.minUnits, min(bounds.maxUnits, ceil(units - 1e-9)));
  const expected = season / max(leastSeasonUtilisation, utilisation);
  const drainPerMinute = (last - provisioned) * 60;
  const bears = patient && burst >= drainPerMinute * patienceMinutes;
  const up = whole(bears ? expected : max(now / utilisation, expected));
  if (up > provisioned) return min(bounds.maxUnits, max(up, ceil(provisioned * worthwhileIncrease)));
  const down = whole(max(highest / utilisation, expected));
  return down < provisioned * worthwhileDecrease ? down : provisioned;
}

export const lookOf = ({ look = 'peaks' }: ProvisionedVariant): TableLook => look;

export function tableVariantText(variant: TableVariant): string {
  if (variant.kind === 'on-demand') return 'on demand';
  const seasonal = {
    none: '',
    usual: ', at least what this time of day usually needs',
    week: ', at least what last week needed',
  };
  const look = lookOf(variant) === 'pairs' ? ', a single minute is no peak' : '';
  const patience = variant.patient ? ', burst capacity carries short peaks' : '';
  return `${Math.round(variant.utilisation * 100)} % utilisation, down by the maximum of ${variant.inHours} h${look}${patience}${seasonal[variant.season]}`;
}

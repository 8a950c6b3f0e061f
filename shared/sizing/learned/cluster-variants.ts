import type { Season } from './load-signals';

/**
 * One way to size a cluster: out at once for (load now + rise) x (1 + headroom), in only when the largest load of the last
 * `inHours` with the same headroom fits fewer nodes; never below what the season says.
 */
export interface ClusterVariant {
  readonly headroom: number;
  readonly inHours: number;
  readonly season: Season;
  /** Whether the rise of the last 20 minutes is taken to go on. */
  readonly rise: boolean;
}

const headrooms = [0, 0.1, 0.25, 0.5, 1];
const hours = [1, 4, 8, 24, 72, 168];
/** With more headroom than this a rise is in it already. */
const mostRisingHeadroom = 0.25;
const seasons: readonly Season[] = ['none', 'day', 'week'];

/** The careful one first: of equal scores the first counts. */
export const clusterVariants: readonly ClusterVariant[] = seasons.flatMap((season) =>
  [false, true].flatMap((rise) =>
    headrooms
      .filter((headroom) => !rise || headroom <= mostRisingHeadroom)
      .flatMap((headroom) => hours.map((inHours) => ({ headroom, inHours, season, rise }))),
  ),
);

/** In force until there is a day of history to replay. */
export const firstClusterVariant: ClusterVariant = { headroom: 0.25, inHours: 4, season: 'none', rise: false };

/** Of a season more headroom than this is not asked: it has been seen. */
const mostSeasonHeadroom = 0.25;

/** Loads to size for: `out` must be carried soon, `keep` must be carried before a node is given up. */
export interface WantedLoad {
  readonly out: number;
  readonly keep: number;
}

export function wantedLoad(
  { headroom, rise }: ClusterVariant,
  now: number,
  risen: number,
  highest: number,
  season: number,
): WantedLoad {
  const reactive = (rise ? now + risen : now) * (1 + headroom);
  const out = Math.max(reactive, season * (1 + Math.min(headroom, mostSeasonHeadroom)));
  return { out, keep: Math.max(out, highest * (1 + headroom)) };
}

export function variantText({ headroom, inHours, season, rise }: ClusterVariant): string {
  const seasonal = { none: '', day: ', at least what yesterday needed', week: ', at least what last week needed' };
  const risen = rise ? ', a rise goes on' : '';
  return `${Math.round(headroom * 100)} % headroom, in by the maximum of ${inHours} h${risen}${seasonal[season]}`;
}

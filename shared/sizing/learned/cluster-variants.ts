import type { Season, Sight } from './load-signals';

/**
 * One way to size a cluster: out at once for the load that it sees x (1 + headroom), in only when the largest load of the last
 * `inHours` with the same headroom fits fewer nodes; never below what the season says.
 */
export interface ClusterVariant {
  readonly headroom: number;
  readonly inHours: number;
  readonly season: Season;
  readonly sight: Sight;
}

const headrooms = [0, 0.05, 0.1, 0.25, 0.5, 1];
const hours = [0.25, 0.5, 1, 2, 4, 8, 24, 168];
/** A load that lasted and a season are known better than a load of now: more headroom than this is not asked of them. */
export const mostSeasonHeadroom = 0.25;

const looks: readonly (readonly [Season, Sight])[] = [
  ['none', 'highest'],
  ['none', 'lasting'],
  ['usual', 'highest'],
  ['week', 'highest'],
];

/** The plain one first: of equal scores the first counts. */
export const clusterVariants: readonly ClusterVariant[] = looks.flatMap(([season, sight]) =>
  headrooms
    .filter((headroom) => (season === 'none' && sight === 'highest') || headroom <= mostSeasonHeadroom)
    .flatMap((headroom) => hours.map((inHours) => ({ headroom, inHours, season, sight }))),
);

/** In force until there is a day of history to replay: it did best without any choice. */
export const firstClusterVariant: ClusterVariant = { headroom: 0.1, inHours: 4, season: 'none', sight: 'highest' };

/** Loads to size for: `out` must be carried soon, `keep` must be carried before a node is given up. */
export interface WantedLoad {
  readonly out: number;
  readonly keep: number;
}

/** `seen` and `highest` are loads as the variant sees them (`LoadSignals`). */
export function wantedLoad({ headroom }: ClusterVariant, seen: number, highest: number, season: number): WantedLoad {
  const out = Math.max(seen * (1 + headroom), season * (1 + Math.min(headroom, mostSeasonHeadroom)));
  return { out, keep: Math.max(out, highest * (1 + headroom)) };
}

const sightText: Readonly<Record<Sight, string>> = {
  highest: '',
  lasting: ', only what lasts',
};
const seasonText: Readonly<Record<Season, string>> = {
  none: '',
  usual: ', at least what this time of day usually needs',
  week: ', at least what last week needed',
};

export function variantText({ headroom, inHours, season, sight }: ClusterVariant): string {
  return `${Math.round(headroom * 100)} % headroom, in by the maximum of ${inHours} h${sightText[sight]}${seasonText[season]}`;
}

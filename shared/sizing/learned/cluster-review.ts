import type { NodeType } from '../node-catalogue';
import { nodeUsdPerHour, type PriceBook } from '../price-book';
import type { ClusterChampion } from './champion';
import type { ShadowHours } from './cluster-shadow';
import type { ClusterShadows } from './cluster-shadows';
import { type ClusterVariant, clusterVariants, firstClusterVariant } from './cluster-variants';
import { HourWeights } from './hour-weights';
import { distinctTypes } from './type-choice';
import { clusterViolationUsd, measuringType } from './violation-price';

export interface ClusterReviewInput {
  /** The load, at least up to `minute`. */
  readonly shadows: ClusterShadows;
  /** Hours that are over by this minute are looked at, the last 14 days of them. */
  readonly minute: number;
  /** The type that the cluster has. */
  readonly nodeType: NodeType;
  readonly book: PriceBook;
  /** The rule in force until now. */
  readonly champion?: ClusterChampion;
  /** Node types that the cluster may be replaced by; none if absent. */
  readonly types?: readonly NodeType[];
}

export const reviewDays = 14;
/** How often a review is made; the service's schedule and the replay keep to it. */
export const reviewEveryMinutes = 60;
const dayMinutes = 24 * 60;
const hourMinutes = 60;
/** Loads change their ways within days: a short memory did better than a long one. */
const halfLifeDays = 3;
/** A challenger must be this much cheaper than the rule in force: not every review another rule. */
const margin = 0.01;
/** Another type means another cluster and a hand-over, so it must be cheaper by this much. */
const typeMargin = 0.05;
/** ... and two days must say so: one has no second night. */
const daysForType = 2;

/**
 * Scores every variant by what it would have cost over the target's own last days and takes over the cheapest. Forecasts earn their
 * place here: a season is used where it would have won. The same for other node types.
 */
export function reviewCluster(input: ClusterReviewInput): ClusterChampion {
  const { shadows, champion, nodeType, types = [] } = input;
  const { weight, limits } = shadows;
  const days = daysSeen(input);
  if (days < 1) {
    return { variant: champion?.variant ?? firstClusterVariant, weight, limits, daysSeen: 0, nodeType: nodeType.name };
  }
  const measure = measuringType({ ...input, days: reviewDays, types: [...types, nodeType] }) ?? nodeType;
  const scoring = scoringOf(input, measure);
  const here = bestOn(nodeType, scoring, champion?.variant);
  const others =
    days < daysForType
      ? []
      : distinctTypes(types).filter(
          (type) => type.normalizedRequestsPerSecond !== nodeType.normalizedRequestsPerSecond,
        );
  const best = cheapestOf(others, scoring, here.usdPerDay * (1 - typeMargin)) ?? here;
  return {
    variant: best.variant,
    weight,
    limits,
    usdPerDay: Math.round(best.usdPerDay * 100) / 100,
    daysSeen: days,
    nodeType: best.nodeType.name,
    measuredBy: measure.name,
  };
}

/** The node type to begin with: the cheapest by what its best variant would have cost; undefined of less than a day. */
export function cheapestType(
  input: Pick<ClusterReviewInput, 'shadows' | 'minute' | 'book'> & { readonly types: readonly NodeType[] },
): NodeType | undefined {
  const measure = measuringType({ ...input, days: reviewDays });
  if (measure === undefined || daysSeen(input) < 1) return undefined;
  return cheapestOf(distinctTypes(input.types), scoringOf(input, measure), Number.POSITIVE_INFINITY)?.nodeType;
}

interface Scored {
  readonly nodeType: NodeType;
  readonly variant: ClusterVariant;
  /** Violations included. */
  readonly usdPerDay: number;
}

interface Scoring {
  readonly shadows: ClusterShadows;
  readonly weights: HourWeights;
  readonly book: PriceBook;
  readonly violationUsdPerMinute: number;
}

const daysSeen = ({ minute }: { readonly minute: number }): number =>
  Math.floor(Math.min(minute / dayMinutes, reviewDays));

function scoringOf(
  { shadows, minute, book }: Pick<ClusterReviewInput, 'shadows' | 'minute' | 'book'>,
  measure: NodeType,
): Scoring {
  const weights = new HourWeights(Math.floor(minute / hourMinutes), { days: reviewDays, halfLifeDays });
  return { shadows, book, weights, violationUsdPerMinute: clusterViolationUsd(measure, book) };
}

/** The cheapest of the types that costs less than `below`. One whose fewest nodes cost as much already is not even scored. */
function cheapestOf(types: readonly NodeType[], scoring: Scoring, below: number): Scored | undefined {
  const { shadows, book } = scoring;
  let best: Scored | undefined;
  for (const type of types) {
    const bar = best?.usdPerDay ?? below;
    if (shadows.minNodes * nodeUsdPerHour(book, type.name) * 24 >= bar) continue;
    const found = bestOn(type, scoring);
    if (found.usdPerDay < bar) best = found;
  }
  return best;
}

function bestOn(
  nodeType: NodeType,
  { shadows, weights, book, violationUsdPerMinute }: Scoring,
  inForce?: ClusterVariant,
): Scored {
  const nodeUsdPerMinute = nodeUsdPerHour(book, nodeType.name) / 60;
  const score = ({ nodeMinutes, violationMinutes }: ShadowHours): number =>
    weights.perDay(nodeMinutes) * nodeUsdPerMinute + weights.perDay(violationMinutes) * violationUsdPerMinute;
  let variant = firstClusterVariant;
  let usdPerDay = Number.POSITIVE_INFINITY;
  for (const [index, played] of shadows.on(nodeType).entries()) {
    const challenger = clusterVariants[index] ?? variant;
    const isInForce = inForce !== undefined && isSame(challenger, inForce);
    const its = score(played) * (isInForce ? 1 - margin : 1);
    if (its >= usdPerDay) continue;
    usdPerDay = its;
    variant = challenger;
  }
  return { nodeType, variant, usdPerDay };
}

const isSame = (one: ClusterVariant, other: ClusterVariant): boolean =>
  one.headroom === other.headroom &&
  one.inHours === other.inHours &&
  one.season === other.season &&
  one.sight === other.sight;

import type { NodeType } from '../node-catalogue';
import type { ClusterChampion } from './champion';
import { type ClusterFollowers, halfLifeDays, typeHalfLifeDays, typeMargins } from './cluster-followers';
import { clusterVariants, firstClusterVariant } from './cluster-variants';
import { usdPerDay } from './follow';
import { isLongQuiet } from './long-quiet';
import { distinctTypes, figureOf } from './type-choice';
import { clusterViolationUsd, measuringType } from './violation-price';

export interface ClusterReviewInput {
  /** Over the load, at least up to `minute`. */
  readonly followers: ClusterFollowers;
  /** Hours that are over by this minute are looked at. */
  readonly minute: number;
  /** The type that the cluster has. */
  readonly nodeType: NodeType;
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
/** Two days must say that another type is cheaper: one has no second night. */
const daysForType = 2;
/** That a smaller one is cheaper is proven by a week, not by a quiet day between two peaks. */
const proofDays = 7;

/**
 * Takes over the variant that would have been followed on the target's own last days. Forecasts earn their place here: a season is
 * used where it would have won. The same for other node types.
 */
export function reviewCluster(input: ClusterReviewInput): ClusterChampion {
  const { followers, champion, nodeType, minute } = input;
  const { weight, limits } = followers.shadows;
  const days = daysSeen(input);
  if (days < 1) {
    return { variant: champion?.variant ?? firstClusterVariant, weight, limits, daysSeen: 0, nodeType: nodeType.name };
  }
  const measure = measureFor(input) ?? nodeType;
  const violationUsd = clusterViolationUsd(measure, followers.book);
  const home = (days < daysForType ? undefined : cheaperType(input, violationUsd)) ?? nodeType;
  const followed = followers.on(home, violationUsd);
  const hour = Math.floor(minute / hourMinutes);
  return {
    variant: clusterVariants[followed.choice[hour] ?? 0] ?? firstClusterVariant,
    weight,
    limits,
    usdPerDay: Math.round(usdPerDay(followed, hour, halfLifeDays) * 100) / 100,
    daysSeen: days,
    nodeType: home.name,
  };
}

/** The node type to begin with: the one that would have been followed; undefined of less than a day. */
export function cheapestType(
  input: Pick<ClusterReviewInput, 'followers' | 'minute'> & { readonly types: readonly NodeType[] },
): NodeType | undefined {
  const measure = measureFor(input);
  if (measure === undefined || daysSeen(input) < 1) return undefined;
  return followedType(input, distinctTypes(input.types), clusterViolationUsd(measure, input.followers.book));
}

type Looked = Pick<ClusterReviewInput, 'followers' | 'minute' | 'types'> & { readonly nodeType?: NodeType };

const daysSeen = ({ minute }: { readonly minute: number }): number =>
  Math.floor(Math.min(minute / dayMinutes, reviewDays));

function measureFor({ followers, minute, types = [], nodeType }: Looked): NodeType | undefined {
  return measuringType({
    shadows: followers.shadows,
    minute,
    types: nodeType === undefined ? types : [...types, nodeType],
  });
}

function followedType(
  { followers, minute }: Looked,
  types: readonly NodeType[],
  violationUsd: number,
): NodeType | undefined {
  const { choice } = followers.over(types, violationUsd);
  return types[choice[Math.floor(minute / hourMinutes)] ?? 0];
}

/** A type towards the followed one, where it would have been cheaper than the one that the cluster really has. */
function cheaperType(input: ClusterReviewInput, violationUsd: number): NodeType | undefined {
  const { followers, nodeType, minute, champion, types = [] } = input;
  if (types.length === 0) return undefined;
  const able = distinctTypes([...types, nodeType]);
  const wish = followedType(input, able, violationUsd);
  if (wish === undefined || figureOf(wish) === figureOf(nodeType)) return undefined;
  const hour = Math.floor(minute / hourMinutes);
  const cost = (type: NodeType, overDays: number): number =>
    usdPerDay(followers.on(type, violationUsd), hour, overDays);
  const costHere = cost(nodeType, typeHalfLifeDays);
  if (figureOf(wish) > figureOf(nodeType)) {
    return cost(wish, typeHalfLifeDays) < costHere * (1 - typeMargins.larger) ? wish : undefined;
  }
  // A cluster may be on a larger type for a flash of load: the way back needs no proof, a still smaller type does.
  const before = able.find(({ name }) => name === champion?.nodeType);
  const home = before !== undefined && figureOf(before) < figureOf(nodeType) ? before : nodeType;
  const isProven = (type: NodeType): boolean =>
    figureOf(type) >= figureOf(home) ||
    cost(type, proofDays) < cost(home, proofDays) * (1 - typeMargins.smaller) ||
    isLongQuiet(followers.shadows.beyond(type).subarray(Math.max(0, hour - reviewDays * 24), hour));
  return able
    .filter((type) => figureOf(type) >= figureOf(wish) && figureOf(type) < figureOf(nodeType))
    .map((type) => ({ type, usd: cost(type, typeHalfLifeDays) }))
    .filter(({ type, usd }) => usd < costHere * (1 - typeMargins.smaller) && isProven(type))
    .toSorted((a, b) => a.usd - b.usd)[0]?.type;
}

import type { NodeType } from '../node-catalogue';
import { type ClusterLimits, carriedByCount, defaultLimits, type RequestWeight } from '../play/cluster-physics';
import type { PriceBook } from '../price-book';
import type { ClusterChampion } from './champion';
import { shadowCluster } from './cluster-shadow';
import { type ClusterVariant, clusterVariants, firstClusterVariant } from './cluster-variants';
import { LoadSignals } from './load-signals';
import { NodeNeeds } from './node-needs';
import { distinctTypes, writesMatter } from './type-choice';
import { weightedScore } from './weighted-score';

export interface ClusterReviewInput {
  /** Requests/s by minute, at most the last 14 days. */
  readonly demand: Float64Array;
  readonly weight: RequestWeight;
  readonly nodeType: NodeType;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly book: PriceBook;
  readonly violationUsdPerMinute: number;
  readonly limits?: ClusterLimits;
  /** The rule in force until now. */
  readonly champion?: ClusterChampion;
  /** True while the cluster is on a larger type for a flash of load: the need of more has been seen, so less proof is asked. */
  readonly outgrown?: boolean;
  /** Node types that the cluster may be replaced by; none if absent. */
  readonly types?: readonly NodeType[];
}

export const reviewDays = 14;
const dayMinutes = 24 * 60;
const halfLifeDays = 7;
/** A challenger must be this much cheaper than the rule in force: not every day another rule. */
const margin = 0.01;

/**
 * Runs every variant in shadow over the target's own last days and takes over the cheapest. Forecasts earn their place here: a
 * season is used where it would have won.
 */
export function reviewCluster(input: ClusterReviewInput): ClusterChampion {
  const { demand, weight, champion, limits = defaultLimits } = input;
  const days = Math.floor(demand.length / dayMinutes);
  const inForce = champion?.variant;
  if (days < 1)
    return { variant: inForce ?? firstClusterVariant, weight, limits, daysSeen: 0, nodeType: input.nodeType.name };
  const signals = new LoadSignals(demand);
  const best = bestVariant(input, input.nodeType, signals, inForce);
  const other = betterType(input, best, signals, days);
  const found = {
    variant: best.variant,
    weight,
    limits,
    usdPerDay: Math.round(best.score * 100) / 100,
    daysSeen: days,
  };
  if (other === undefined) return { ...found, nodeType: input.nodeType.name };
  return { ...found, variant: other.variant, nodeType: other.nodeType };
}

interface Scored {
  readonly variant: ClusterVariant;
  readonly score: number;
  /** By day, the newest last. */
  readonly costs: Float64Array;
}

function bestVariant(
  input: ClusterReviewInput,
  nodeType: NodeType,
  signals: LoadSignals,
  inForce: ClusterVariant | undefined,
): Scored {
  const { demand, weight, book, limits = defaultLimits } = input;
  const price = book.nodePerHour[nodeType.name];
  if (price === undefined) throw new RangeError(`the price book has no node type ${nodeType.name}`);
  const rules = {
    carried: carriedByCount(weight, nodeType, limits),
    minNodes: input.minNodes,
    maxNodes: input.maxNodes,
    nodeUsdPerMinute: (price.usd * (1 - book.discountPercent.nodes / 100)) / 60,
    violationUsdPerMinute: input.violationUsdPerMinute,
  };
  const needs = new NodeNeeds(demand, signals, rules);
  const costsOf = (variant: ClusterVariant): Float64Array => shadowCluster(variant, needs, rules);
  let variant = inForce ?? firstClusterVariant;
  let costs = costsOf(variant);
  let score = weightedScore(costs, halfLifeDays) * (inForce === undefined ? 1 : 1 - margin);
  for (const challenger of clusterVariants) {
    const itsCosts = costsOf(challenger);
    const itsScore = weightedScore(itsCosts, halfLifeDays);
    if (itsScore >= score) continue;
    score = itsScore;
    variant = challenger;
    costs = itsCosts;
  }
  return { variant, score, costs };
}

/**
 * Another type means another cluster and a hand-over, so it must be cheaper by this much. Where writes matter a larger one does
 * no harm beyond its price and a smaller one may not carry a jump, so the latter also needs days to show it.
 */
const saving = 0.1;
/** Where reads are all there is to speak of, a larger type carries no more for the money: what says so is chance. */
const readsSaving = { smaller: 0.25, larger: 0.4 } as const;
const daysForSmaller = 3;
/** A load that fell is not waited out: this much cheaper on each of the last days, by a type that carries the whole last week. */
const fell = { saving: 0.3, days: 2, weekMinutes: 7 * dayMinutes } as const;

/** The next smaller or larger type with the best rule on it, where the replay proves it. */
function betterType(
  input: ClusterReviewInput,
  current: Scored,
  signals: LoadSignals,
  days: number,
): (Scored & { readonly nodeType: string }) | undefined {
  const { weight, maxNodes, limits = defaultLimits } = input;
  const figure = input.nodeType.normalizedRequestsPerSecond ?? 0;
  const able = distinctTypes(input.types ?? []);
  const smaller = able.findLast((type) => (type.normalizedRequestsPerSecond ?? 0) < figure);
  const larger = able.find((type) => (type.normalizedRequestsPerSecond ?? 0) > figure);
  const matters = writesMatter(weight, maxNodes);
  const asked = input.outgrown === true || matters ? { smaller: saving, larger: saving } : readsSaving;
  const proven: (Scored & { readonly nodeType: string })[] = [];
  if (smaller !== undefined) {
    const found = bestVariant(input, smaller, signals, undefined);
    const week = signals.highest(fell.weekMinutes).at(-1) ?? 0;
    const carriesWeek = week <= (carriedByCount(weight, smaller, limits)[maxNodes] ?? 0);
    const overall = days >= daysForSmaller && found.score < current.score * (1 - asked.smaller);
    if (overall || (matters && carriesWeek && cheaperLately(found, current, fell.saving, fell.days))) {
      proven.push({ ...found, nodeType: smaller.name });
    }
  }
  if (larger !== undefined) {
    const found = bestVariant(input, larger, signals, undefined);
    // What was worth it last week must be worth it still.
    if (found.score < current.score * (1 - asked.larger) && cheaperLately(found, current, 0, 1)) {
      proven.push({ ...found, nodeType: larger.name });
    }
  }
  return proven.toSorted((a, b) => a.score - b.score)[0];
}

function cheaperLately(one: Scored, other: Scored, saved: number, days: number): boolean {
  if (one.costs.length < days) return false;
  const theirs = other.costs.subarray(-days);
  return one.costs.subarray(-days).every((cost, index) => cost <= (theirs[index] ?? 0) * (1 - saved));
}

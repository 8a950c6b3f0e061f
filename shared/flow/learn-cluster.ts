import type { LearnedRule } from '../ledger';
import {
  type ClusterChampion,
  ClusterFollowers,
  ClusterShadows,
  type ClusterState,
  nodeTypesOf,
  priceBookOf,
  reviewCluster,
  variantText,
  weightOf,
} from '../sizing';
import { loadForReview, type Review, type Reviewed, ruleInForce } from './learn-review';

interface ClusterInput extends Review {
  readonly name: string;
  readonly cluster: ClusterState | undefined;
  readonly known: LearnedRule<ClusterChampion> | undefined;
}

export function learnClusterRule(input: ClusterInput): Reviewed<ClusterChampion> {
  const { name, cluster, policy, totals, nowMs, known } = input;
  const skipped = (why: string) => ({ kind: 'skipped', resource: name, why }) as const;
  if (cluster === undefined) return skipped('there is no such cluster');
  if (policy.nodes.min < 2 || !policy.nodes.surviveLossOfOneNode) {
    return skipped(
      'learned sizes survive the loss of one node: nodes.min must be 2 or more and surviveLossOfOneNode true',
    );
  }
  const book = priceBookOf(policy);
  const types = nodeTypesOf(policy).filter(
    (type) =>
      (policy.nodes.allowedTypes?.includes(type.name) ?? true) &&
      type.normalizedRequestsPerSecond !== null &&
      book.nodePerHour[type.name] !== undefined,
  );
  const nodeType = nodeTypesOf(policy).find((type) => type.name === cluster.nodeType);
  if (nodeType?.normalizedRequestsPerSecond == null)
    return skipped(`AWS gives no request figure of ${cluster.nodeType}`);
  if (book.nodePerHour[nodeType.name] === undefined) return skipped(`there is no price of ${nodeType.name}`);
  const load = loadForReview(input.demand.cluster, policy);
  if (load.kind === 'unknown') return skipped(load.why);
  const { hits = 0, misses = 0, writes = 0 } = totals.cluster ?? {};
  const requests = hits + misses + writes;
  if (requests <= 0) return skipped('it had no requests');

  const weight = weightOf({
    hitRatio: hits + misses > 0 ? hits / (hits + misses) : 0,
    itemKilobytes: policy.workload.itemKilobytes,
    writeRatio: writes / requests,
  });
  const { min: minNodes, max: maxNodes } = policy.nodes;
  const found = reviewCluster({
    followers: new ClusterFollowers(new ClusterShadows({ demand: load.perSecond, weight, minNodes, maxNodes }), book),
    minute: load.perSecond.length,
    nodeType,
    types,
    ...(known && { champion: known.champion }),
  });
  const ruleText = (one: ClusterChampion): string => `${variantText(one.variant)} on ${one.nodeType}`;
  return { kind: 'learned', resource: name, text: ruleText(found), rule: ruleInForce(found, known, ruleText, nowMs) };
}

import type { NodeType } from '../node-catalogue';
import { type ClusterLimits, carriedByCount, nodesFor, type RequestWeight } from '../play/cluster-physics';

/** A type is outgrown when for so long even the least load was more than all its nodes carry: a flash is over before another cluster is there. */
export const outgrownMinutes = 15;
/** Without writes to speak of a larger type is no cheaper, only larger: such a load must have come to stay. */
export const readsOutgrownMinutes = 6 * 60;

/** Whether of the load of the largest cluster a third or more is writes, which every node carries whole. */
export function writesMatter({ shared, perNode }: RequestWeight, maxNodes: number): boolean {
  return perNode * maxNodes >= 0.5 * shared;
}

/** ... or nearly: the next day's peak is often a little higher. */
export const outgrownShare = 0.92;
/** The next type must carry this much more than what is seen. */
const room = 1.2;

export interface Outgrown {
  readonly nodeType: NodeType;
  readonly nodes: number;
}

export interface TypeRules {
  readonly weight: RequestWeight;
  readonly limits: ClusterLimits;
  readonly minNodes: number;
  readonly maxNodes: number;
}

/** The smallest larger type that carries the load, with the fewest nodes that do. */
export function largerTypeFor(
  load: number,
  current: NodeType,
  types: readonly NodeType[],
  { weight, limits, minNodes, maxNodes }: TypeRules,
): Outgrown | undefined {
  for (const nodeType of distinctTypes(types)) {
    if (figureOf(nodeType) <= figureOf(current)) continue;
    const carried = carriedByCount(weight, nodeType, limits);
    const nodes = nodesFor(load * room, carried);
    if (nodes <= maxNodes) return { nodeType, nodes: Math.max(minNodes, nodes) };
  }
  return undefined;
}

/** The smallest type whose most nodes carry a load: where a new cluster begins. */
export function firstTypeFor(load: number, types: readonly NodeType[], rules: TypeRules): NodeType | undefined {
  const able = distinctTypes(types);
  return (
    able.find((type) => nodesFor(load, carriedByCount(rules.weight, type, rules.limits)) <= rules.maxNodes) ??
    able.at(-1)
  );
}

/** Requests/s of a node as AWS gives them; 0 where it gives none. */
export const figureOf = ({ normalizedRequestsPerSecond }: NodeType): number => normalizedRequestsPerSecond ?? 0;

/** Types with a figure, one of each: from 8xlarge up a larger size carries no more. */
export function distinctTypes(types: readonly NodeType[]): readonly NodeType[] {
  const seen = new Set<number>();
  return types
    .filter(({ normalizedRequestsPerSecond: figure }) => figure !== null)
    .toSorted((a, b) => figureOf(a) - figureOf(b))
    .filter(({ normalizedRequestsPerSecond: figure }) => figure !== null && !seen.has(figure) && seen.add(figure));
}

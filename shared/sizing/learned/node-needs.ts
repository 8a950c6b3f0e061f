import { nodesFor } from '../play/cluster-physics';
import { type ClusterVariant, mostSeasonHeadroom } from './cluster-variants';
import { once } from './computed-once';
import type { LoadSignals } from './load-signals';

const { max, min } = Math;

export interface NodeBounds {
  /** Largest load by node count. */
  readonly carried: Float64Array;
  readonly minNodes: number;
  readonly maxNodes: number;
}

/**
 * Loads as node counts, minute by minute. Variants differ in few things, so most of these are shared: a review counts nodes a
 * hundred times over its days and then only compares counts.
 */
export class NodeNeeds {
  readonly #known = new Map<string, Uint8Array>();
  readonly #demand: Uint8Array;

  constructor(
    demand: Float64Array,
    private readonly signals: LoadSignals,
    private readonly bounds: NodeBounds,
  ) {
    this.#demand = countsOf(demand, 1, { ...bounds, minNodes: 0, maxNodes: Number.POSITIVE_INFINITY });
  }

  /** Fewest nodes that carry the minute itself, whatever the bounds; fewer serving is a violation. */
  get demand(): Uint8Array {
    return this.#demand;
  }

  /** Nodes that must come. */
  out({ sight, season, headroom }: ClusterVariant): Uint8Array {
    return once(this.#known, `out ${sight} ${season} ${headroom}`, () => {
      const seen = countsOf(this.signals.seen(sight), 1 + headroom, this.bounds);
      if (season === 'none') return seen;
      const foreseen = countsOf(this.signals.season(season), 1 + min(headroom, mostSeasonHeadroom), this.bounds);
      return seen.map((count, minute) => max(count, foreseen[minute] ?? 0));
    });
  }

  /** Nodes that must stay for what was seen; those of `out` must as well. */
  keep({ sight, inHours, headroom }: ClusterVariant): Uint8Array {
    const what = sight === 'lasting' ? sight : 'highest';
    return once(this.#known, `keep ${what} ${inHours} ${headroom}`, () =>
      countsOf(this.signals.highestSeen(what, inHours * 60), 1 + headroom, this.bounds),
    );
  }
}

/** Imports are looked up once, not a minute at a time. Loads stay the same for minutes and hours, so a count is often that of the minute before. */
function countsOf(loads: Float64Array, factor: number, { carried, minNodes, maxNodes }: NodeBounds): Uint8Array {
  const fewest = nodesFor;
  const counts = new Uint8Array(loads.length);
  let last = Number.NaN;
  let count = 0;
  for (let minute = 0; minute < loads.length; minute += 1) {
    const load = loads[minute] ?? 0;
    if (load !== last) {
      count = max(minNodes, min(maxNodes, fewest(load * factor, carried)));
      last = load;
    }
    counts[minute] = count;
  }
  return counts;
}

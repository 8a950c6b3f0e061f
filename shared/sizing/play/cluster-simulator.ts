import { type NodeType, nodeCatalogue, nodeTypeNamed } from '../node-catalogue';
import { listPrices, type PriceBook } from '../price-book';
import { type ClusterLimits, carriedByCount, defaultLimits, type RequestMix, weightOf } from './cluster-physics';
import { delayMinutes } from './delays';

/** A wish: the minute of the API call and what is asked for. */
export interface ClusterPoint {
  /** Minutes from the first one of the demand. */
  readonly t: number;
  readonly nodes: number;
  readonly nodeType: string;
}

export interface ClusterPlay {
  readonly usd: number;
  readonly violationMinutes: number;
  /** Calls that changed something. */
  readonly changes: number;
  /** The same bill with every node's life rounded up to whole hours. */
  readonly usdWholeHours: number;
  /** Serving nodes per scored minute. */
  readonly nodes: Uint8Array;
  /** Paid per scored minute; they sum up to `usd`. */
  readonly usdByMinute: Float64Array;
  /** 1 where the scored minute was violated. */
  readonly violated: Uint8Array;
}

export interface ClusterPlayOptions {
  /** First minute that counts; before it the first point holds. */
  readonly fromMinute: number;
  readonly limits?: ClusterLimits;
  readonly types?: readonly NodeType[];
  readonly book?: PriceBook;
}

interface Pending {
  readonly dueMinute: number;
  readonly nodes: number;
  readonly nodeType: string;
}

/**
 * Plays wishes against a demand (requests/s per minute) as DAX would: nodes join after 10 minutes and are paid from the call, leave
 * at once and are paid 2 minutes longer; another node type is a second cluster that is paid beside the first for 25 minutes. DAX
 * takes no call while it changes, so a wish that comes meanwhile waits, the newest counts.
 *
 * @example
 * const load = new Float64Array(120).fill(60_000);
 * simulateCluster(load, { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 }, [{ t: 0, nodes: 3, nodeType: 'dax.r5.large' }], { fromMinute: 0 }).usd; // 2 h x 3 x 0.255 = 1.53
 */
export function simulateCluster(
  demand: Float64Array,
  mix: RequestMix,
  points: readonly ClusterPoint[],
  { fromMinute, limits = defaultLimits, types = nodeCatalogue, book = listPrices }: ClusterPlayOptions,
): ClusterPlay {
  const weight = weightOf(mix);
  const carriedBy = new Map<string, Float64Array>();
  const carried = (name: string): Float64Array => {
    const known = carriedBy.get(name);
    if (known !== undefined) return known;
    const type = nodeTypeNamed(types, name);
    if (type?.normalizedRequestsPerSecond == null) throw new RangeError(`node type ${name} has no request figure`);
    const computed = carriedByCount(weight, type, limits);
    carriedBy.set(name, computed);
    return computed;
  };
  const first = points[0];
  if (first === undefined) throw new RangeError('a timeline has at least one point');
  let { nodes, nodeType } = first;
  let pending: Pending | undefined;
  let wish: ClusterPoint | undefined;
  let next = 1;
  let changes = 0;
  let violationMinutes = 0;
  const meter = new NodeMeter(book, fromMinute);
  meter.set(fromMinute, nodeType, nodes);
  const scored = Math.max(0, demand.length - fromMinute);
  const served = new Uint8Array(scored);
  const usdByMinute = new Float64Array(scored);
  const violated = new Uint8Array(scored);

  for (let minute = Math.min(fromMinute, points[1]?.t ?? fromMinute); minute < demand.length; minute += 1) {
    if (pending !== undefined && pending.dueMinute <= minute) {
      if (pending.nodeType !== nodeType) meter.set(minute, nodeType, 0);
      ({ nodes, nodeType } = pending);
      meter.set(minute, nodeType, nodes);
      pending = undefined;
    }
    for (let point = points[next]; point !== undefined && point.t <= minute; point = points[next]) {
      wish = point;
      next += 1;
    }
    if (wish !== undefined && pending === undefined) {
      const { nodes: to, nodeType: toType } = wish;
      wish = undefined;
      if (toType !== nodeType) {
        changes += 1;
        pending = { dueMinute: minute + delayMinutes.changeNodeType, nodes: to, nodeType: toType };
        meter.set(minute, toType, to);
      } else if (to > nodes) {
        changes += 1;
        pending = { dueMinute: minute + delayMinutes.addNodes, nodes: to, nodeType };
        meter.set(minute, nodeType, to);
      } else if (to < nodes) {
        changes += 1;
        nodes = to;
        pending = { dueMinute: minute + delayMinutes.removeNodes, nodes: to, nodeType };
      }
    }
    if (minute < fromMinute) continue;
    served[minute - fromMinute] = nodes;
    const load = demand[minute] ?? 0;
    usdByMinute[minute - fromMinute] = meter.usdPerMinute;
    if (load > 0 && load > (carried(nodeType)[nodes] ?? 0)) {
      violationMinutes += 1;
      violated[minute - fromMinute] = 1;
    }
  }
  meter.end(demand.length);
  const { usd, usdWholeHours } = meter;
  return { usd, violationMinutes, changes, usdWholeHours, nodes: served, usdByMinute, violated };
}

/** Node-minutes by type, paid by the minute and, for comparison, by whole hours of each node's life (the newest leaves first). */
class NodeMeter {
  usd = 0;
  usdWholeHours = 0;
  readonly #begun = new Map<string, number[]>();

  constructor(
    private readonly book: PriceBook,
    private readonly fromMinute: number,
  ) {}

  set(minute: number, nodeType: string, nodes: number): void {
    const at = Math.max(minute, this.fromMinute);
    const begun = this.#begun.get(nodeType) ?? [];
    this.#begun.set(nodeType, begun);
    while (begun.length < nodes) begun.push(at);
    while (begun.length > nodes) this.#pay(nodeType, at - (begun.pop() ?? at));
  }

  end(minute: number): void {
    for (const nodeType of this.#begun.keys()) this.set(minute, nodeType, 0);
  }

  get usdPerMinute(): number {
    let usd = 0;
    for (const [nodeType, { length }] of this.#begun) if (length > 0) usd += (this.#perHour(nodeType) * length) / 60;
    return usd;
  }

  #perHour(nodeType: string): number {
    const price = this.book.nodePerHour[nodeType];
    if (price === undefined) throw new RangeError(`the price book has no node type ${nodeType}`);
    return price.usd * (1 - this.book.discountPercent.nodes / 100);
  }

  #pay(nodeType: string, minutes: number): void {
    const perHour = this.#perHour(nodeType);
    this.usd += (perHour * minutes) / 60;
    this.usdWholeHours += perHour * Math.ceil(minutes / 60);
  }
}

import type { Policy } from '../targets';
import { cpuOnType, cpuWithNodes, type Mix } from './cpu-model';
import type { Option } from './decision';
import type { NodeType } from './node-catalogue';
import { clusterUsdPerMonth, type PriceBook } from './price-book';
import type { ReasonCode } from './reason-codes';

/** The brief: required memory = working set x 1.2. */
export const memoryOverhead = 1.2;

/** What every candidate must carry, measured on the cluster as it is. */
export interface Demand {
  readonly nodes: number;
  readonly nodeType: NodeType;
  readonly cpuPercent: number;
  readonly mix: Mix | undefined;
  /** Working set with overhead; absent where memory is unknown, then only types with as much memory will do. */
  readonly memoryGibibytes: number | undefined;
  /** True when what the cluster has is known to be too little. */
  readonly memoryBound: boolean;
  /** What misses cost on the tables, where the tables are known. */
  readonly misses?: MissCost;
  /** What it costs once to get to another node type: two clusters side by side, and a cold cache. */
  readonly replacementUsd?: number;
}

/** USD a month of reads that misses cause, and the part that more memory could avoid. */
export interface MissCost {
  readonly usdPerMonth: number;
  readonly avoidableUsdPerMonth: number;
}

export interface Candidate {
  readonly nodeType: NodeType;
  readonly nodes: number;
  readonly usdPerMonth: number | null;
  readonly missUsdPerMonth?: number;
  readonly changeUsdPerMonth?: number;
  readonly verdict: 'fits' | ReasonCode;
}

/** Every allowed (node type, count) with what speaks against it. About 100 rows: enumerated, not searched. */
export function candidatesOf(
  demand: Demand,
  policy: Policy,
  book: PriceBook,
  types: readonly NodeType[],
): readonly Candidate[] {
  const { min, max } = policy.nodes;
  const counts = Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index);
  return types
    .filter((type) => isAllowed(type, policy))
    .flatMap((nodeType) =>
      counts.map((nodes): Candidate => {
        const usdPerMonth = clusterUsdPerMonth(book, nodeType.name, nodes);
        const verdict = judge(demand, policy, nodeType, nodes, usdPerMonth);
        return { nodeType, nodes, usdPerMonth, ...sideCosts(demand, nodeType), verdict };
      }),
    );
}

/** Nodes are replicas, so their count changes no miss; memory does, and only where items are evicted for the want of it. */
function sideCosts({ nodeType, misses, replacementUsd }: Demand, type: NodeType) {
  const avoided = type.memoryGibibytes > nodeType.memoryGibibytes ? (misses?.avoidableUsdPerMonth ?? 0) : 0;
  return {
    ...(misses === undefined ? {} : { missUsdPerMonth: cents(misses.usdPerMonth - avoided) }),
    ...(replacementUsd === undefined || type.name === nodeType.name
      ? {}
      : { changeUsdPerMonth: cents(replacementUsd) }),
  };
}

/** Nodes, misses and the way there together: what options are ranked by. */
function totalUsd({ usdPerMonth, missUsdPerMonth = 0, changeUsdPerMonth = 0 }: Omit<Candidate, 'verdict'>): number {
  return (usdPerMonth ?? 0) + missUsdPerMonth + changeUsdPerMonth;
}

export function isAllowed(type: NodeType, { nodes }: Policy): boolean {
  return nodes.allowedTypes === undefined || nodes.allowedTypes.includes(type.name);
}

function judge(demand: Demand, policy: Policy, type: NodeType, nodes: number, usd: number | null): 'fits' | ReasonCode {
  const same = type.name === demand.nodeType.name;
  const cpu = cpuOnType(demand.cpuPercent, demand.nodeType, type);
  if (cpu === undefined) return type.burstable ? 'burstable' : 'no-figure';
  if (usd === null && !same) return 'no-price';
  if (!memoryFits(demand, type)) return 'memory-too-small';
  const left = policy.nodes.surviveLossOfOneNode && nodes > 1 ? nodes - 1 : nodes;
  if (cpuWithNodes(cpu, demand.nodes, left, demand.mix) > policy.bands.cpuPercent.high) return 'cpu-too-high';
  const figure = type.normalizedRequestsPerSecond;
  if (figure !== null && demand.mix !== undefined) {
    const perNode = demand.mix.read / left + demand.mix.writePerNode;
    if ((perNode / figure) * 100 > policy.bands.loadPercent.high) return 'load-too-high';
  }
  return 'fits';
}

function memoryFits({ nodeType, memoryGibibytes, memoryBound }: Demand, type: NodeType): boolean {
  if (!memoryBound && type.memoryGibibytes >= nodeType.memoryGibibytes) return true;
  return memoryGibibytes !== undefined && type.memoryGibibytes >= memoryGibibytes;
}

export function optionName(nodes: number, nodeType: string): string {
  return `${nodes} x ${nodeType}`;
}

export interface Comparison {
  readonly chosen?: Option;
  readonly runnerUp?: Option;
  readonly marginUsdPerMonth?: number;
  readonly rejected: readonly { readonly option: string; readonly reasonCode: ReasonCode }[];
}

/**
 * The chosen option beside the cheapest other one that fits. Margin: what the runner-up costs more (negative: less; then
 * it needs what may not be done unasked, a change of the node type). Of other types only the nearest option is listed.
 */
export function compare(
  candidates: readonly Candidate[],
  nodes: number,
  nodeType: string,
  usdPerMonth: number | null,
): Comparison {
  const isChosen = (one: Candidate): boolean => one.nodes === nodes && one.nodeType.name === nodeType;
  const others = candidates.filter((one) => !isChosen(one));
  const fitting = others.filter(({ verdict, usdPerMonth: usd }) => verdict === 'fits' && usd !== null);
  const second = fitting.toSorted((a, b) => totalUsd(a) - totalUsd(b) || a.nodes - b.nodes)[0];
  const rejected = others
    .filter((one) => one !== second && (one.nodeType.name === nodeType || one.nodes === nodes))
    .map(({ nodes: count, nodeType: type, verdict }) => ({
      option: optionName(count, type.name),
      reasonCode: verdict === 'fits' ? ('dearer' as const) : verdict,
    }));
  const own = candidates.find(isChosen);
  const chosen = optionOf(nodes, nodeType, usdPerMonth, own);
  const runnerUp =
    second === undefined ? undefined : optionOf(second.nodes, second.nodeType.name, second.usdPerMonth, second);
  return {
    ...(chosen === undefined ? {} : { chosen }),
    ...(runnerUp === undefined ? {} : { runnerUp }),
    ...(chosen === undefined || runnerUp === undefined ? {} : { marginUsdPerMonth: marginOf(chosen, runnerUp) }),
    rejected,
  };
}

function optionOf(
  nodes: number,
  nodeType: string,
  usdPerMonth: number | null,
  found: Candidate | undefined,
): Option | undefined {
  if (usdPerMonth === null) return undefined;
  const { missUsdPerMonth, changeUsdPerMonth } = found ?? {};
  return {
    name: optionName(nodes, nodeType),
    costUsdPerMonth: cents(usdPerMonth),
    ...(missUsdPerMonth === undefined ? {} : { missUsdPerMonth }),
    ...(changeUsdPerMonth === undefined ? {} : { changeUsdPerMonth }),
  };
}

/** What the runner-up costs more, misses and the way there included. */
export function marginOf(chosen: Option, runnerUp: Option): number {
  const total = ({ costUsdPerMonth, missUsdPerMonth = 0, changeUsdPerMonth = 0 }: Option): number =>
    costUsdPerMonth + missUsdPerMonth + changeUsdPerMonth;
  return cents(total(runnerUp) - total(chosen));
}

export function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

import {
  type ClusterPlay,
  carriedByCount,
  nodesFor,
  nodeTypesOf,
  priceBookOf,
  provisionedUnitUsdPerHour,
  type RequestMix,
  requestUnitUsd,
  simulateCluster,
  simulateTable,
  type TablePlay,
  weightOf,
} from '../../shared/sizing';
import type { Policy } from '../../shared/targets';
import { clairvoyantPoints } from './clairvoyant';
import { clairvoyantTablePoints } from './clairvoyant-table';
import { clusterComparators } from './cluster-comparators';
import { playClusterComparator } from './play-comparator';
import type { MinuteSeries } from './read-series';
import { type ReplayedDecision, replayCluster } from './replay-cluster';
import { replayTable } from './replay-table';
import { type BacktestReport, type Contender, cents, mixOf } from './report';
import { playTableComparator, tableComparators } from './table-comparators';

export interface BacktestInput {
  readonly name: string;
  readonly series: MinuteSeries;
  readonly meanRate: number;
  /** Minutes known beforehand; by default 7 days, or a quarter of a series of 10 days or less. */
  readonly historyMinutes?: number;
  readonly policy: Policy;
  /** Node type of the comparators; by default the one that the replay begins with. */
  readonly baseType?: string;
  readonly onMinute?: (minute: number, of: number) => void;
}

export interface Backtest {
  readonly report: BacktestReport;
  readonly demand: Float64Array;
  readonly decisions: readonly ReplayedDecision[];
  /** Capacity per scored minute: nodes or units. */
  readonly capacity: ArrayLike<number>;
  /** Paid per scored minute, and 1 where it was violated. */
  readonly usdByMinute: Float64Array;
  readonly violated: Uint8Array;
}

const dayMinutes = 24 * 60;

export const defaultHistoryMinutes = (minutes: number): number =>
  minutes <= 10 * dayMinutes ? Math.floor(minutes / 4) : 7 * dayMinutes;

/** Scaled so that the mean of the whole series is the rate that was asked for. */
export const scaledTo = ({ values }: MinuteSeries, meanRate: number): Float64Array => {
  let sum = 0;
  for (const value of values) sum += value;
  const factor = sum === 0 ? 0 : (meanRate * values.length) / sum;
  return values.map((value) => value * factor);
};

const contender = (
  name: string,
  play: ClusterPlay | TablePlay,
  price: number,
  { knowsTheFuture = false }: { readonly knowsTheFuture?: boolean } = {},
): Contender => ({
  name,
  knowsTheFuture,
  usd: cents(play.usd),
  violationMinutes: play.violationMinutes,
  changes: play.changes,
  total: cents(play.usd + price * play.violationMinutes),
});

const headOf = (
  input: BacktestInput,
  fromMinute: number,
  price: number,
  own: Contender,
  others: readonly Contender[],
) => ({
  series: input.name,
  meanRate: input.meanRate,
  historyMinutes: fromMinute,
  minutes: input.series.values.length,
  startMs: input.series.startMs,
  violationUsdPerMinute: price,
  usd: own.usd,
  violationMinutes: own.violationMinutes,
  changes: own.changes,
  total: own.total,
  contenders: [own, ...others],
  notes: input.series.notes,
});

/** Replays a demand against a cluster and prices the wishes beside those of others. */
export const backtestCluster = (input: BacktestInput, mix: RequestMix): Backtest => {
  const { series, policy } = input;
  const demand = scaledTo(series, input.meanRate);
  const fromMinute = input.historyMinutes ?? defaultHistoryMinutes(demand.length);
  const types = nodeTypesOf(policy);
  const book = priceBookOf(policy);
  const { points, decisions } = replayCluster({
    demand,
    startMs: series.startMs,
    mix,
    fromMinute,
    policy,
    types,
    ...(input.onMinute === undefined ? {} : { onMinute: (minute) => input.onMinute?.(minute, demand.length) }),
  });
  const nodeType = input.baseType ?? points[0]?.nodeType ?? '';
  const figure = types.find(({ name }) => name === nodeType)?.normalizedRequestsPerSecond ?? 0;
  const nodeUsd = book.nodePerHour[nodeType]?.usd ?? 0;
  const price = 3 * nodeUsd;
  const options = { fromMinute, types, book };
  const play = simulateCluster(demand, mix, points, options);
  const weight = weightOf(mix);
  const bounds = { min: policy.nodes.min, max: policy.nodes.max };
  const others = clusterComparators.map((comparator) => {
    const setup = { demand, weight, nodeType, nodeRequestsPerSecond: figure, bounds, fromMinute };
    return contender(
      comparator.name,
      simulateCluster(demand, mix, playClusterComparator(comparator, setup), options),
      price,
    );
  });
  const carried = carriedByCount(weight, { normalizedRequestsPerSecond: figure });
  const scored = demand.slice(fromMinute).sort();
  const fixedAt = (load: number): ClusterPlay => {
    const nodes = Math.max(bounds.min, Math.min(bounds.max, nodesFor(load, carried)));
    return simulateCluster(demand, mix, [{ t: 0, nodes, nodeType }], options);
  };
  const optimum = clairvoyantPoints({
    demand,
    fromMinute,
    carried,
    minNodes: bounds.min,
    maxNodes: bounds.max,
    nodeUsdPerMinute: nodeUsd / 60,
    violationUsdPerMinute: price,
    nodeType,
  });
  const future = { knowsTheFuture: true };
  const knowing = [
    contender('fixed at p95', fixedAt(scored[Math.floor(0.95 * scored.length)] ?? 0), price, future),
    contender('fixed at the peak', fixedAt(scored.at(-1) ?? 0), price, future),
    contender('clairvoyant', simulateCluster(demand, mix, optimum, options), price, future),
  ];
  const own = contender('daxpilot', play, price);
  return {
    report: {
      ...headOf(input, fromMinute, price, own, [...others, ...knowing]),
      domain: 'dax',
      mix: mixOf(mix),
      usdWholeHours: cents(play.usdWholeHours),
      points,
    },
    demand,
    decisions,
    capacity: play.nodes,
    usdByMinute: play.usdByMinute,
    violated: play.violated,
  };
};

/** Replays a demand in read units/s against a table. */
export const backtestTable = (input: BacktestInput): Backtest => {
  const { series, policy } = input;
  const demand = scaledTo(series, input.meanRate);
  const fromMinute = input.historyMinutes ?? defaultHistoryMinutes(demand.length);
  const book = priceBookOf(policy);
  const { startMs } = series;
  const { points, decisions } = replayTable({
    demand,
    startMs,
    fromMinute,
    policy,
    ...(input.onMinute === undefined ? {} : { onMinute: (minute) => input.onMinute?.(minute, demand.length) }),
  });
  const price = (input.meanRate * 3600 * book.perMillionReadRequests.usd) / 1_000_000;
  const options = { fromMinute, startMs, book };
  const play = simulateTable(demand, points, options);
  const { minUnits, maxUnits } = policy.capacityMode;
  const others = tableComparators.map((comparator) =>
    contender(
      comparator.name,
      simulateTable(
        demand,
        playTableComparator(comparator, { demand, startMs, fromMinute, minUnits, maxUnits }),
        options,
      ),
      price,
    ),
  );
  const scored = demand.slice(fromMinute).sort();
  const fixedAt = (units: number): TablePlay =>
    simulateTable(
      demand,
      [{ t: 0, mode: 'provisioned', read: Math.max(minUnits, Math.min(maxUnits, Math.ceil(units))) }],
      options,
    );
  const optimum = clairvoyantTablePoints({
    demand,
    startMs,
    fromMinute,
    minUnits,
    maxUnits,
    unitUsdPerMinute: provisionedUnitUsdPerHour(book, 'read') / 60,
    requestUsd: requestUnitUsd(book, 'read'),
    violationUsdPerMinute: price,
  });
  const future = { knowsTheFuture: true };
  const own = contender('daxpilot', play, price);
  return {
    report: {
      ...headOf(input, fromMinute, price, own, [
        ...others,
        contender('always on-demand', simulateTable(demand, [{ t: 0, mode: 'on-demand' }], options), price),
        contender('fixed at p95', fixedAt(scored[Math.floor(0.95 * scored.length)] ?? 0), price, future),
        contender('fixed at the peak', fixedAt(scored.at(-1) ?? 0), price, future),
        contender('clairvoyant', simulateTable(demand, optimum, options), price, future),
      ]),
      domain: 'dynamodb',
      throttledUnits: Math.round(play.throttledUnits),
      points,
    },
    demand,
    decisions,
    capacity: play.provisioned,
    usdByMinute: play.usdByMinute,
    violated: play.violated,
  };
};

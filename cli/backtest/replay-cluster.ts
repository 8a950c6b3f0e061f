import {
  ClusterFollowers,
  type ClusterPoint,
  ClusterShadows,
  type ClusterState,
  carriedByCount,
  cheapestType,
  decide,
  defaultLimits,
  delayMinutes,
  firstTypeFor,
  type History,
  LoadSignals,
  leavable,
  type NodeType,
  nodePercent,
  outgrownMinutes,
  outgrownShare,
  priceBookOf,
  quantile,
  type RequestMix,
  replacedAtHours,
  reviewCluster,
  reviewEveryMinutes,
  type Snapshot,
  variantNodes,
  weightOf,
} from '../../shared/sizing';
import type { Policy } from '../../shared/targets';

export interface ClusterReplay {
  /** Requests/s by minute. */
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly mix: RequestMix;
  /** First minute that is played; the history before it is known. */
  readonly fromMinute: number;
  readonly policy: Policy;
  readonly types: readonly NodeType[];
  readonly onMinute?: (minute: number) => void;
}

export interface ReplayedDecision {
  readonly t: number;
  readonly reasonCodes: readonly string[];
  readonly text: string;
}

export interface ClusterTimeline {
  readonly points: readonly ClusterPoint[];
  readonly decisions: readonly ReplayedDecision[];
}

const minuteMs = 60_000;
const metricMinutes = 65;

/**
 * The wishes that the handlers' `decide()` would have had. A cheap look at each minute stands for the alarms and the
 * schedule: where the rule in force wants another size, a snapshot of that minute is made and decided upon. Once an hour a review
 * takes over the best rule, as `daxpilot-learn` does. Only demand before the minute is ever read.
 */
export const replayCluster = (replay: ClusterReplay): ClusterTimeline => {
  const { demand, startMs, mix, fromMinute, policy, types, onMinute } = replay;
  const weight = weightOf(mix);
  const limits = defaultLimits;
  const { min: minNodes, max: maxNodes } = policy.nodes;
  const signals = new LoadSignals(demand);
  const values = Array.from(demand);

  const allowed = types.filter(({ name }) => policy.nodes.allowedTypes?.includes(name) ?? true);
  const typeRules = { weight, limits, minNodes, maxNodes };
  const shadows = new ClusterShadows({ demand, weight, minNodes, maxNodes, limits });
  const known = { followers: new ClusterFollowers(shadows, priceBookOf(policy)), types: allowed };
  const first =
    cheapestType({ ...known, minute: fromMinute }) ??
    firstTypeFor(quantile(demand.subarray(0, fromMinute), startQuantile), allowed, typeRules);
  if (first === undefined) throw new RangeError('no allowed node type has a request figure');
  let home = first;
  let type = first;
  let champion = reviewCluster({ ...known, minute: fromMinute, nodeType: home });
  let carried = carriedByCount(weight, type, limits);
  let nodes = variantNodes(champion.variant, signals, fromMinute, maxNodes, { carried, minNodes, maxNodes });
  const points: ClusterPoint[] = [{ t: 0, nodes, nodeType: type.name }];
  const decisions: ReplayedDecision[] = [];
  let joining: { readonly minute: number; readonly nodes: number; readonly type: NodeType } | undefined;
  let lastChange: History['lastChange'];
  let above = 0;
  /** Minute of the call that added each node, the oldest first. */
  let begun: readonly number[] = Array.from({ length: nodes }, () => fromMinute);
  const sizes = new Uint8Array(demand.length).fill(nodes, 0, fromMinute);
  const figures = new Float64Array(demand.length).fill(type.normalizedRequestsPerSecond ?? 0, 0, fromMinute);

  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    onMinute?.(minute);
    if (joining !== undefined && joining.minute <= minute) {
      if (joining.type !== type)
        begun = Array.from({ length: joining.nodes }, () => minute - delayMinutes.changeNodeType);
      ({ nodes, type } = joining);
      carried = carriedByCount(weight, type, limits);
      joining = undefined;
    }
    if (minute > fromMinute && (minute - fromMinute) % reviewEveryMinutes === 0) {
      champion = reviewCluster({ ...known, minute, nodeType: type, champion });
      home = typeNamed(types, champion.nodeType) ?? home;
    }
    above = (demand[minute - 1] ?? 0) > (carried[maxNodes] ?? 0) * outgrownShare ? above + 1 : 0;
    const wanted: number = variantNodes(champion.variant, signals, minute, nodes, { carried, minNodes, maxNodes });
    const away = home.name !== type.name;
    const ages = () => begun.map((at) => minute - at);
    const otherType: boolean = away && replacedAtHours(ages());
    const leaving: number = wanted < nodes ? leavable(ages()) : 0;
    if (joining === undefined && (wanted > nodes || leaving > 0 || otherType || above >= outgrownMinutes)) {
      const nowMs = startMs + minute * minuteMs;
      const snapshot = snapshotAt(minute, { ...replay, nodes, begun, type, sizes, figures, values });
      const history: History = {
        switchesToOnDemandMs: [],
        learned: { cluster: champion },
        ...(lastChange === undefined ? {} : { lastChange }),
      };
      const { action, reasonCodes, warnings } = decide(snapshot, policy, history, nowMs);
      const note = { t: minute, reasonCodes, text: warnings[0] ?? '' };
      if (action?.kind === 'set-node-count') {
        points.push({ t: minute, nodes: action.to, nodeType: type.name });
        decisions.push(note);
        const out = action.to > nodes;
        begun = out
          ? [...begun, ...Array.from({ length: action.to - nodes }, () => minute)]
          : begun.slice(0, action.to);
        const done: number = minute + (out ? delayMinutes.addNodes : delayMinutes.removeNodes);
        joining = { minute: done, nodes: action.to, type };
        if (!out) nodes = action.to;
        lastChange = { kind: action.kind, direction: out ? 'out' : 'in', completedAtMs: startMs + done * minuteMs };
      } else if (action?.kind === 'replace-node-type') {
        const to = types.find(({ name }) => name === action.to);
        if (to !== undefined) {
          points.push({ t: minute, nodes: action.nodes, nodeType: action.to });
          decisions.push(note);
          const done: number = minute + delayMinutes.changeNodeType;
          joining = { minute: done, nodes: action.nodes, type: to };
          lastChange = { kind: action.kind, direction: 'other', completedAtMs: startMs + done * minuteMs };
        }
      }
    }
    sizes[minute] = nodes;
    figures[minute] = type.normalizedRequestsPerSecond ?? 0;
  }
  return { points, decisions };
};

const typeNamed = (types: readonly NodeType[], name: string): NodeType | undefined =>
  types.find((type) => type.name === name);

/** A new cluster begins with the smallest type whose nodes carry all but 3.6 hours of its history's weeks: flashes do not choose a type. */
const startQuantile = 0.975;
interface Moment extends ClusterReplay {
  readonly nodes: number;
  readonly begun: readonly number[];
  readonly type: NodeType;
  readonly sizes: Uint8Array;
  readonly figures: Float64Array;
  readonly values: readonly number[];
}

/** What Observe would have seen: metrics of the last hour that follow from load and size; memory and evictions are taken to be in band. */
const snapshotAt = (minute: number, moment: Moment): Snapshot => {
  const { demand, startMs, mix, nodes, begun, type, sizes, figures, values } = moment;
  const weight = weightOf(mix);
  const from = Math.max(0, minute - metricMinutes);
  const series = (of: (load: number, at: number) => number) => ({
    startMs: startMs + from * minuteMs,
    periodMs: minuteMs,
    values: Array.from({ length: minute - from }, (_, index) => of(demand[from + index] ?? 0, from + index)),
  });
  const perMinute = (share: number) => series((load) => load * 60 * share);
  const reads = 1 - mix.writeRatio;
  const cluster: ClusterState = {
    kind: 'cluster',
    name: 'backtest',
    status: 'available',
    nodeType: type.name,
    nodeCount: nodes,
    nodes: Array.from({ length: nodes }, (_, index) => ({
      id: `backtest-${index}`,
      status: 'available',
      createdAtMs: startMs + (begun[index] ?? 0) * minuteMs,
    })),
  };
  return {
    target: 'backtest',
    cluster,
    tables: [],
    tableMetrics: {},
    clusterMetrics: {
      cpuPercent: series((load, at) => Math.min(100, nodePercent(load, weight, sizes[at] ?? 1, figures[at] ?? 1))),
      cacheMemoryPercent: series(() => 70),
      requests: perMinute(1),
      itemHits: perMinute(reads * mix.hitRatio),
      itemMisses: perMinute(reads * (1 - mix.hitRatio)),
      putItem: perMinute(mix.writeRatio),
    },
    demand: { cluster: { startMs, periodMs: minuteMs, values } },
  };
};

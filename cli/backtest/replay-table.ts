import {
  type Change,
  DecreaseRation,
  decide,
  delayMinutes,
  type History,
  lookOf,
  onDemandLimits,
  type ProvisionedVariant,
  priceBookOf,
  reviewEveryMinutes,
  reviewTable,
  type Snapshot,
  savedBurst,
  type TablePoint,
  type TableRule,
  TableShadows,
  TableSignals,
  variantUnits,
} from '../../shared/sizing';
import type { Policy } from '../../shared/targets';
import type { ReplayedDecision } from './replay-cluster';

export interface TableReplay {
  /** Read units/s by minute. */
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly fromMinute: number;
  readonly policy: Policy;
  readonly onMinute?: (minute: number) => void;
}

export interface TableTimeline {
  readonly points: readonly TablePoint[];
  readonly decisions: readonly ReplayedDecision[];
}

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const entryMinutes = 60;

/** The wishes for a table, minute by minute, decided by the handlers' `decide()`; see `replayCluster`. */
export const replayTable = (replay: TableReplay): TableTimeline => {
  const { demand, startMs, fromMinute, policy, onMinute } = replay;
  const signals = new TableSignals(demand);
  const values = Array.from(demand);
  const book = priceBookOf(policy);
  const bounds = {
    minUnits: policy.capacityMode.minUnits,
    maxUnits: Math.min(policy.capacityMode.maxUnits, onDemandLimits.mostReadUnits),
  };
  const ration = new DecreaseRation();
  const startMinute = Math.floor(startMs / minuteMs);
  let sum = 0;
  for (let minute = 0; minute < fromMinute; minute += 1) sum += demand[minute] ?? 0;
  const shadows = new TableShadows({ ...bounds, demand, startMs, book });
  const review = (minute: number, champion?: TableRule): TableRule =>
    reviewTable({
      sides: [{ dimension: 'read', shadows }],
      minute,
      // One hour of what the table costs on demand.
      violationUsdPerMinute: ((sum / Math.max(1, minute)) * 3600 * book.perMillionReadRequests.usd) / 1_000_000,
      ...(champion === undefined ? {} : { champion }),
    });
  let champion = review(fromMinute);
  const unitsAt = (variant: ProvisionedVariant, minute: number, provisioned: number, burst: number): number =>
    variantUnits(
      variant,
      {
        now: signals.now(lookOf(variant))[minute] ?? 0,
        last: demand[minute - 1] ?? 0,
        highest:
          signals.highest(
            lookOf(variant),
            provisioned === Number.POSITIVE_INFINITY
              ? Math.max(entryMinutes, variant.inHours * 60)
              : variant.inHours * 60,
          )[minute] ?? 0,
        season: signals.season(variant.season)[minute] ?? 0,
        provisioned,
        burst,
      },
      bounds,
    );
  let mode: TablePoint['mode'] = champion.variant.kind;
  let read =
    champion.variant.kind === 'on-demand' ? 0 : unitsAt(champion.variant, fromMinute, Number.POSITIVE_INFINITY, 0);
  const points: TablePoint[] = [mode === 'provisioned' ? { t: 0, mode, read } : { t: 0, mode: 'on-demand' }];
  const decisions: ReplayedDecision[] = [];
  let changedMinute: number | undefined;
  let pending: { readonly minute: number; readonly mode: TablePoint['mode']; readonly read: number } | undefined;
  let lastDecreaseMinute: number | undefined;
  let decreases: { readonly day: number; readonly count: number } = { day: -1, count: 0 };
  let switches: readonly number[] = [];

  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    onMinute?.(minute);
    sum += demand[minute - 1] ?? 0;
    if (pending !== undefined && pending.minute <= minute) {
      changedMinute = pending.minute;
      ({ mode, read } = pending);
      pending = undefined;
    }
    if (minute > fromMinute && (minute - fromMinute) % reviewEveryMinutes === 0) champion = review(minute, champion);
    if (pending === undefined && wishes(minute)) {
      const nowMs = startMs + minute * minuteMs;
      const day = Math.floor(nowMs / (dayMinutes * minuteMs));
      const snapshot = snapshotAt(mode, read, {
        decreasesToday: decreases.day === day ? decreases.count : 0,
        ...(lastDecreaseMinute === undefined ? {} : { lastDecreaseMs: startMs + lastDecreaseMinute * minuteMs }),
        demand: { startMs, periodMs: minuteMs, values },
      });
      const history: History = {
        switchesToOnDemandMs: switches,
        learned: { tables: { table: champion } },
        ...(changedMinute === undefined ? {} : { lastChange: changeAt(startMs + changedMinute * minuteMs) }),
      };
      const { action, reasonCodes, warnings } = decide(snapshot, policy, history, nowMs);
      if (action?.kind === 'set-billing-mode' || action?.kind === 'set-throughput') {
        const toMode = action.kind === 'set-throughput' ? 'provisioned' : action.to;
        const units = action.kind === 'set-throughput' ? action.to : action.throughput;
        const to = toMode === 'provisioned' ? (units?.read ?? 0) : 0;
        const decrease = mode === toMode && to < read;
        if (!decrease || ration.take(startMinute + minute)) {
          points.push(toMode === 'provisioned' ? { t: minute, mode: toMode, read: to } : { t: minute, mode: toMode });
          decisions.push({ t: minute, reasonCodes, text: warnings[0] ?? '' });
          if (decrease) {
            lastDecreaseMinute = minute;
            decreases = { day, count: (decreases.day === day ? decreases.count : 0) + 1 };
          }
          if (mode !== toMode && toMode === 'on-demand') switches = [...switches, nowMs].slice(-8);
          const takes = mode === toMode ? delayMinutes.updateTable : delayMinutes.switchMode;
          pending = { minute: minute + takes, mode: toMode, read: to };
        }
      }
    }
  }
  return { points, decisions };

  function wishes(minute: number): boolean {
    const { variant } = champion;
    if (variant.kind !== mode) return true;
    if (variant.kind === 'on-demand') return false;
    const sinceMinutes = Math.min(entryMinutes, minute - (changedMinute ?? Number.NEGATIVE_INFINITY));
    const wanted = unitsAt(variant, minute, read, savedBurst(demand, minute, read, sinceMinutes));
    return wanted > read || (wanted < read && ration.allows(startMinute + minute));
  }
};

const changeAt = (completedAtMs: number): Change => ({ kind: 'set-throughput', direction: 'other', completedAtMs });

interface Known {
  readonly decreasesToday: number;
  readonly lastDecreaseMs?: number;
  readonly demand: { readonly startMs: number; readonly periodMs: number; readonly values: readonly number[] };
}

const snapshotAt = (mode: TablePoint['mode'], read: number, { demand, ...known }: Known): Snapshot => ({
  target: 'backtest',
  cluster: { kind: 'none' },
  clusterMetrics: {},
  tables: [
    {
      kind: 'table',
      name: 'table',
      status: 'ACTIVE',
      billingMode: mode,
      throughput: { read, write: 0 },
      indexes: [],
      globalTable: false,
      scaling: [],
      ...known,
    },
  ],
  tableMetrics: {},
  demand: { tables: { table: demand } },
});

import type { TargetItem } from '../ledger';
import {
  type DemandHistory,
  demandOfSide,
  type History,
  neededDemand,
  neededMinutes,
  resourceOf,
  type Series,
  type Snapshot,
  sidesOf,
  type TableRule,
  type TableSide,
  variantOfSide,
} from '../sizing';
import type { Target } from '../targets';
import type { Flow } from './flow';
import { maxPackedBytes, packedBytes } from './pack';
import { PortError } from './ports';

const minuteMs = 60_000;

/** Reviews are made each hour. Rules that none has renewed over two nights say nothing of the load of today. */
export const learnedForMs = 60 * 60 * minuteMs;

export type LearnedUse = Pick<History, 'learned' | 'learnedLeftOut'>;

/** Rules that the ledger has, where the policy lets them be used and they are not too old. */
export function learnedFor({ policy }: Target, item: TargetItem, nowMs: number): LearnedUse {
  if (policy.learnedRules === 'off') return {};
  const { learned } = item;
  if (learned === undefined || (learned.cluster === undefined && learned.tables === undefined)) return {};
  const ageMs = nowMs - learned.at;
  if (ageMs > learnedForMs) {
    const hours = Math.floor(ageMs / (60 * minuteMs));
    return {
      learnedLeftOut: `they are ${hours} hours old, and no review has renewed them for ${learnedForMs / minuteMs / 60}`,
    };
  }
  const tables = Object.entries(learned.tables ?? {}).map(([name, rule]) => [name, rule.champion] as const);
  return {
    learned: {
      ...(learned.cluster && { cluster: learned.cluster.champion }),
      ...(tables.length > 0 && { tables: Object.fromEntries(tables) }),
    },
  };
}

/**
 * The snapshot with the load that the learned rules look at. Where it cannot be read, or would make the payload too large, the rules
 * are left out and the history says why: a look never fails for them.
 */
export async function withDemand(
  flow: Flow,
  target: Target,
  snapshot: Snapshot,
  use: LearnedUse,
  nowMs: number,
): Promise<{ readonly snapshot: Snapshot; readonly use: LearnedUse }> {
  const { learned } = use;
  if (learned === undefined) return { snapshot, use };
  try {
    const tables = snapshot.tables.flatMap((table) => (table.kind === 'table' ? [table] : []));
    const read = await flow.ports.observer.demand(target, tables, nowMs, minutesFor(learned));
    const seen = { ...snapshot, demand: needed(read, snapshot, learned, nowMs) };
    if (packedBytes(seen) <= maxPackedBytes) return { snapshot: seen, use };
    return { snapshot, use: { learnedLeftOut: 'the load that they look at is too large to travel between states' } };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { snapshot, use: { learnedLeftOut: `the load that they look at could not be read (${error.code})` } };
  }
}

type Rules = NonNullable<History['learned']>;

/** What a rule on demand looks at: nothing but what decisions look at anyway. */
const leastLooks = { inHours: 0, season: 'none' } as const;

function minutesFor({ cluster, tables = {} }: Rules): number {
  const looks = [
    ...(cluster === undefined ? [] : [cluster.variant]),
    ...Object.values(tables).flatMap((rule) => [rule, ...(rule.others ?? [])].map(({ variant }) => looksOf(variant))),
  ];
  return Math.max(...looks.map(neededMinutes));
}

function needed(
  demand: DemandHistory,
  snapshot: Snapshot,
  { cluster, tables = {} }: Rules,
  nowMs: number,
): DemandHistory {
  const sides = snapshot.tables.flatMap((table) => {
    const rule = Object.hasOwn(tables, table.name) ? tables[table.name] : undefined;
    if (table.kind === 'missing' || rule === undefined) return [];
    return sidesOf(table).flatMap((side) => neededSide(demand, table.name, side, rule, nowMs));
  });
  const [reads, writes] = (['read', 'write'] as const).map((dimension) =>
    sides.filter((side) => side.dimension === dimension).map(({ name, series }) => [name, series] as const),
  );
  return {
    ...(cluster && demand.cluster && { cluster: neededDemand(demand.cluster, cluster.variant, nowMs) }),
    ...(reads && reads.length > 0 && { tables: Object.fromEntries(reads) }),
    ...(writes && writes.length > 0 && { writes: Object.fromEntries(writes) }),
  };
}

interface NeededSide {
  readonly name: string;
  readonly dimension: TableSide['dimension'];
  readonly series: Series;
}

function neededSide(
  demand: DemandHistory,
  table: string,
  side: TableSide,
  rule: TableRule,
  nowMs: number,
): readonly NeededSide[] {
  const variant = variantOfSide(rule, side);
  const series = demandOfSide(demand, table, side);
  if (variant === undefined || series === undefined) return [];
  const name = resourceOf(table, side);
  return [{ name, dimension: side.dimension, series: neededDemand(series, looksOf(variant), nowMs) }];
}

function looksOf(variant: NonNullable<ReturnType<typeof variantOfSide>>) {
  return variant.kind === 'on-demand' ? leastLooks : variant;
}

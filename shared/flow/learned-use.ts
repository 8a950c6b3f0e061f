import type { TargetItem } from '../ledger';
import { type DemandHistory, type History, neededDemand, neededMinutes, type Series, type Snapshot } from '../sizing';
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
    const read = await flow.ports.observer.demand(target, nowMs, minutesFor(learned));
    const seen = { ...snapshot, demand: needed(read, learned, nowMs) };
    if (packedBytes(seen) <= maxPackedBytes) return { snapshot: seen, use };
    return { snapshot, use: { learnedLeftOut: 'the load that they look at is too large to travel between states' } };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { snapshot, use: { learnedLeftOut: `the load that they look at could not be read (${error.code})` } };
  }
}

type Rules = NonNullable<History['learned']>;

function minutesFor({ cluster, tables = {} }: Rules): number {
  const looks = [...(cluster === undefined ? [] : [cluster.variant]), ...Object.values(tables).map(looksOf)];
  return Math.max(...looks.map(neededMinutes));
}

function needed(demand: DemandHistory, { cluster, tables = {} }: Rules, nowMs: number): DemandHistory {
  const ofTables = Object.entries(tables).flatMap(([name, champion]): readonly (readonly [string, Series])[] => {
    const series = demand.tables !== undefined && Object.hasOwn(demand.tables, name) ? demand.tables[name] : undefined;
    return series === undefined ? [] : [[name, neededDemand(series, looksOf(champion), nowMs)]];
  });
  return {
    ...(cluster && demand.cluster && { cluster: neededDemand(demand.cluster, cluster.variant, nowMs) }),
    ...(ofTables.length > 0 && { tables: Object.fromEntries(ofTables) }),
  };
}

function looksOf({ variant }: NonNullable<Rules['tables']>[string]) {
  return variant.kind === 'on-demand' ? ({ inHours: 0, season: 'none' } as const) : variant;
}

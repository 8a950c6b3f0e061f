import { phases } from './phases';
import type { EndpointRecord, PhaseNumber } from './record';

/**
 * The forms that the record takes in a hand-over. Three of them hold writes: `pause` between two clusters that never forget (item
 * TTL 0), `held-old` and `held-new` where the table cannot carry the reads of the bridge.
 */
export const stageNames = [
  'old',
  'bridge-old',
  'pause',
  'bridge-new',
  'new',
  'settled',
  'held-old',
  'held-new',
  'taken',
  'gone',
] as const;
export type StageName = (typeof stageNames)[number];

export const isStageName = (name: string): name is StageName => stageNames.some((one) => one === name);

type Cluster = 'old' | 'new' | null;

interface Stage {
  readonly phase: PhaseNumber;
  readonly hold?: true;
  readonly acknowledged?: true;
  /** Which of the plan's clusters stand in the record. */
  readonly clusters: { readonly old: Cluster; readonly new: Cluster };
}

const both = { old: 'old', new: 'new' } as const;

export const stages: Readonly<Record<StageName, Stage>> = {
  old: { phase: 0, clusters: { old: 'old', new: null } },
  'bridge-old': { phase: 1, clusters: both },
  pause: { phase: 1, hold: true, clusters: both },
  'bridge-new': { phase: 2, clusters: both },
  new: { phase: 3, clusters: both },
  settled: { phase: 3, acknowledged: true, clusters: both },
  'held-old': { phase: 0, hold: true, clusters: both },
  'held-new': { phase: 3, hold: true, clusters: both },
  /** The end: what was new is the old of the next hand-over. */
  taken: { phase: 0, clusters: { old: 'new', new: null } },
  /** The end without DAX. */
  gone: { phase: 0, clusters: { old: null, new: null } },
};

export interface Clusters {
  readonly old: string | null;
  readonly new: string | null;
}

export interface StageRecord extends Clusters {
  readonly target: string;
  readonly epoch: number;
  readonly itemTtlMs: number | undefined;
}

/** The record that puts a stage into force. */
export function recordOf(name: StageName, { target, epoch, itemTtlMs, ...clusters }: StageRecord): EndpointRecord {
  const { phase, hold, acknowledged, clusters: named } = stages[name];
  const nameOf = (cluster: Cluster) => (cluster === null ? null : clusters[cluster]);
  return {
    target,
    epoch,
    phase,
    old: nameOf(named.old),
    new: nameOf(named.new),
    ...(itemTtlMs === undefined ? {} : { itemTtlMs }),
    ...(acknowledged ? { acknowledged } : {}),
    ...(hold ? { hold } : {}),
  };
}

/** Does the record say what its stage would have it say? One that was written by hand does not. */
export function isOfStage(record: EndpointRecord, name: StageName, clusters: Clusters): boolean {
  const { target, epoch, itemTtlMs } = record;
  const expected = recordOf(name, { target, epoch, itemTtlMs, ...clusters });
  return (
    record.phase === expected.phase &&
    record.old === expected.old &&
    record.new === expected.new &&
    (record.hold === true) === (expected.hold === true) &&
    (record.acknowledged === true) === (expected.acknowledged === true)
  );
}

/** Who serves reads and writes in a stage, for those who want the protocol as plain data. */
export function readAndWrite(name: StageName): {
  readonly read: 'old' | 'new' | 'table';
  readonly write: 'old' | 'new' | 'table' | 'held';
} {
  const { phase, hold, clusters } = stages[name];
  const served = (side: 'old' | 'new' | 'table') => (side === 'table' ? side : (clusters[side] ?? 'table'));
  const { reads, writes } = phases[phase];
  return { read: served(reads), write: hold ? 'held' : served(writes) };
}

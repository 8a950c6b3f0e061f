import type { Acknowledgement } from '../fleet';
import type { ProcedureName } from './protocol';
import type { StageName } from './stages';

/** What is to be done with a target, fixed when the hand-over begins. Times in ms. */
export interface Plan {
  readonly id: string;
  readonly target: string;
  readonly procedure: ProcedureName;
  /** Null: the table alone. */
  readonly old: string | null;
  readonly new: string | null;
  /** Item TTL of both clusters; 0 never forgets. */
  readonly itemTtlMs: number;
  /** How long a call that was given up may still take effect, at most; the module's default is 19 s. */
  readonly settleMs: number;
  /** How long a read of the table may be behind. */
  readonly lagMs: number;
  /** How long processes are waited for that warm the new cluster; absent: the default. Warming is a help and no gate: then it goes on. */
  readonly warmingMs?: number;
  /** A stage that is not left by then turns the hand-over round. */
  readonly timeoutsMs: Readonly<Record<StageName, number>>;
}

/** How far a hand-over has come. It stands in the record's item, so that both change in one write. */
export interface Journal {
  readonly id: string;
  readonly stage: StageName;
  readonly direction: 'forward' | 'back';
  /** When the stage began. */
  readonly sinceMs: number;
  /** When all gates of the stage's step were open; what is to be waited for afterwards counts from here. */
  readonly sealedAtMs?: number;
  /** Why it turned round. */
  readonly turned?: string;
  /** Over; the target is free for another one. */
  readonly ended?: Outcome;
}

export type Outcome = 'introduced' | 'replaced' | 'removed' | 'rolled-back' | 'rolled-back-to-table' | 'not-started';

/** Minutes in a row without a single request, each proven by a CPU point of the same minute. Both are multiples of a minute. */
export interface Quiet {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What a counter of a cluster says. Absent parts: not known, or not so. */
export interface Counted {
  readonly quiet?: Quiet;
  /** Begin of the newest minute in which it was not zero. */
  readonly lastAtMs?: number;
}

export interface ClusterObservation {
  readonly name: string;
  /** Available: the cluster, all its nodes, and as many of them as it should have. */
  readonly status: 'available' | 'busy' | 'missing';
  readonly itemTtlMs?: number;
  readonly createdAtMs?: number;
  /** TotalRequestCount. */
  readonly requests: Counted;
  readonly reads: Counted;
  readonly writes: Counted;
  /** For people: requests of the newest counted minute, and connections. */
  readonly newestCount?: number;
  readonly connections?: number;
}

export interface Observations {
  /** For the epoch of the record. */
  readonly fleet: Acknowledgement;
  readonly processes: number;
  /** Absent where the plan has none. */
  readonly old?: ClusterObservation;
  readonly new?: ClusterObservation;
  readonly warming: 'not-begun' | 'running' | 'over';
  /** For people: who has not warmed yet. */
  readonly warmingFor?: readonly string[];
}

const minuteMs = 60_000;

export const defaultTimeoutsMs: Plan['timeoutsMs'] = {
  old: 60 * minuteMs,
  'bridge-old': 20 * minuteMs,
  pause: 2 * minuteMs,
  'bridge-new': 60 * minuteMs,
  new: 20 * minuteMs,
  settled: 20 * minuteMs,
  'held-old': 15 * minuteMs,
  'held-new': 10 * minuteMs,
  taken: 20 * minuteMs,
  gone: 20 * minuteMs,
};

export const defaultSettleMs = 60_000;
export const defaultLagMs = 5_000;
export const defaultWarmingMs = 3 * minuteMs;

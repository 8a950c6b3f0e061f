import type { Override, Veto } from '../sizing';
import type { Approved } from './approval';
import type { Learned } from './learned';
import type { Item } from './update';

/** The mutable state of one target. Times in ms since the epoch. Absent counters are zero. */
export interface TargetItem {
  /** ARN of the execution that holds the target; nobody holds it if absent. */
  readonly owner?: string;
  /** When the owner was admitted (entered time of its Admit). */
  readonly admittedAt?: number;
  /** ARN of the owner once it has begun to look. An owner without it may be a late attempt of an execution that is about to end. */
  readonly looking?: string;
  /** Counts every request for a look; never goes back. */
  readonly wakeUps?: number;
  readonly change?: Change;
  /** Executions in a row that ended without a Release. */
  readonly crashes?: number;
  /** The execution that was counted last in `crashes`. */
  readonly lastCrash?: string;
  readonly frozen?: Frozen;
  readonly lastChange?: LastChange;
  /** Switches to on-demand in the last 24 h. */
  readonly modeSwitches?: readonly ModeSwitch[];
  readonly firstSeen?: number;
  /** Changes of the last 7 days, newest first, a bounded list. */
  readonly recentChanges?: readonly LastChange[];
  /** Options that were rolled back, with those whose time is over: they count the strikes. */
  readonly vetoes?: readonly Veto[];
  readonly override?: Override;
  /** The drifts for which a review held the target last: whoever ended that hold is not overruled. */
  readonly heldFor?: string;
  /** Rules of the last review; written by the review alone. */
  readonly learned?: Learned;
  /** A decision that a person has approved and no look has taken into account yet. */
  readonly approved?: Approved;
  /** What was announced last, so that the same advice is not sent every ten minutes. */
  readonly announced?: string;
}

/** What may change in the whole account. */
export interface AccountItem {
  readonly frozen?: Frozen;
  /** ARN of the one execution that is changing something. */
  readonly changing?: string;
  readonly changingAt?: number;
  /** The target that it changes. */
  readonly changingFor?: string;
  /** The attempt that took the turn last. */
  readonly changingBy?: string;
}

/** What `rightsize` can do in one call; a replacement is a machine of its own. */
export type ChangeKind = 'set-node-count' | 'set-billing-mode' | 'set-throughput' | 'set-cache-ttl';

/**
 * The intent of a change, written before the call to AWS. `intended`: the call may be made at any time by an attempt that is
 * alive, or may have been made. `done` and `withdrawn` stay in place as a fence against late attempts of the same decision.
 */
export interface Change {
  readonly state: 'intended' | 'done' | 'withdrawn';
  readonly decision: string;
  readonly kind: ChangeKind;
  readonly resource: string;
  readonly from: number | string;
  readonly to: number | string;
  readonly at: number;
  readonly execution: string;
  readonly round: number;
  /** The attempt that wrote it last; only this one may take it back. */
  readonly attempt: string;
}

/** An attempt of this execution may be about to call AWS, or has called it without an end of the change being known. */
export const isOpenFor = (change: Change | undefined, execution: string): boolean =>
  change?.state === 'intended' && change.execution === execution;

export interface Frozen {
  readonly at: number;
  readonly by: string;
  readonly reason: 'manual' | 'crashes' | 'vetoes';
}

export interface LastChange {
  readonly kind: ChangeKind | 'replace-node-type' | 'remove-cluster';
  readonly direction: 'out' | 'in' | 'other';
  readonly completedAtMs: number;
}

export interface ModeSwitch {
  readonly table: string;
  readonly atMs: number;
}

/** The ledger is written by this room only, so its items are read as what they were written as. */
export const asTarget = (item: Item | undefined): TargetItem => (item ?? {}) as TargetItem;
export const asAccount = (item: Item | undefined): AccountItem => (item ?? {}) as AccountItem;

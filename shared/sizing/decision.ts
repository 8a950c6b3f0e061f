import type { ClusterChampion } from './learned/champion';
import type { TableRule } from './learned/table-rule';

/** What `decide()` answers. Everything in it is recorded and shown to people; machines read `--json`. */
export type Action =
  | { readonly kind: 'set-node-count'; readonly cluster: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'set-billing-mode';
      readonly table: string;
      readonly from: BillingMode;
      readonly to: BillingMode;
      /** On the way to provisioned: initial units of the table and of every index. */
      readonly throughput?: ThroughputPlan;
    }
  | {
      readonly kind: 'replace-node-type';
      readonly cluster: string;
      readonly from: string;
      readonly to: string;
      readonly nodes: number;
    }
  /** Units of a provisioned table and of all its indexes, as they are and as they are to be. */
  | {
      readonly kind: 'set-throughput';
      readonly table: string;
      readonly from: ThroughputPlan;
      readonly to: ThroughputPlan;
    }
  | {
      readonly kind: 'set-cache-ttl';
      readonly cluster: string;
      readonly from: CacheTtl;
      readonly to: CacheTtl;
    }
  /** The cluster does not pay for itself: the table would carry its load for less. */
  | { readonly kind: 'remove-cluster'; readonly cluster: string; readonly nodeType: string; readonly nodes: number };

/** TTLs of a cluster's parameter group, in ms. */
export interface CacheTtl {
  readonly itemMs: number;
  readonly queryMs: number;
}

export type BillingMode = 'provisioned' | 'on-demand';

export interface ThroughputPlan {
  readonly read: number;
  readonly write: number;
  readonly indexes: readonly { readonly name: string; readonly read: number; readonly write: number }[];
}

export interface Evidence {
  /** Stable name of the reading, e.g. `cpu`, `cacheMemory`, `hitRate`, `evictions`, `requests`, `burstiness`. */
  readonly reading: string;
  readonly kind: 'value' | 'zero' | 'unknown';
  readonly value?: number;
  readonly unit?: string;
  readonly low?: number;
  readonly high?: number;
  readonly verdict: 'in-band' | 'below' | 'above' | 'unknown' | 'info';
  /** The table it was read of; absent for the cluster. */
  readonly resource?: string;
  /** Age of the newest datapoint, and the share of the window that had datapoints. */
  readonly ageMs?: number;
  readonly coveragePercent?: number;
  /** One sentence for people. */
  readonly text: string;
}

export interface Decision {
  readonly schemaVersion: 1;
  readonly target: string;
  /** `hold`: change nothing. `recommend`: say it only. `apply`: do it now. */
  readonly verdict: 'hold' | 'recommend' | 'apply';
  readonly action: Action | null;
  /** Reason codes, most important first; stable names with a runbook entry each. */
  readonly reasonCodes: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly warnings: readonly string[];
  readonly costUsdPerMonth: { readonly before: number | null; readonly after: number | null };
  readonly chosen?: Option;
  readonly runnerUp?: Option;
  readonly marginUsdPerMonth?: number;
  readonly rejected: readonly { readonly option: string; readonly reasonCode: string }[];
}

export interface Option {
  readonly name: string;
  /** Of the resource itself. */
  readonly costUsdPerMonth: number;
  /** Reads of the tables that misses cause; absent where they are not known. */
  readonly missUsdPerMonth?: number;
  /** What getting there costs, spread over a month: two clusters side by side, and a cold cache. */
  readonly changeUsdPerMonth?: number;
}

export interface Change {
  readonly kind: Action['kind'];
  readonly direction: 'out' | 'in' | 'other';
  readonly completedAtMs: number;
}

/** What the ledger and AWS know of the past; all times in ms since the epoch. */
export interface History {
  readonly lastChange?: Change;
  /** Completion times of switches to on-demand in the last 24 h. */
  readonly switchesToOnDemandMs: readonly number[];
  /**
   * Changes of the target in the last 7 days in any order, where the ledger keeps them. A scale-in that a scale-out
   * undid within hours doubles the cool-down of the next scale-in.
   */
  readonly recentChanges?: readonly Change[];
  /** Rules taken over from a review of the target's own last days; absent: the bands decide. */
  readonly learned?: {
    readonly cluster?: ClusterChampion;
    readonly tables?: Readonly<Record<string, TableRule>>;
  };
  /** Why rules that were learned are not used this time, as text; absent where they are, or where there are none. */
  readonly learnedLeftOut?: string;
  /** Options that were rolled back; none of them is chosen again before its time. */
  readonly vetoes?: readonly Veto[];
  /** What a person wants for a while, whatever the readings say. */
  readonly override?: Override;
  /** When the target was first seen: the combined strategy watches 1-2 weeks before it optimises the capacity mode. */
  readonly firstSeenMs?: number;
}

/** An option that was tried, made things worse and was rolled back. */
export interface Veto {
  readonly kind: Action['kind'];
  /** Name of the cluster or table. */
  readonly resource: string;
  /** Node count, billing mode or units, as text. */
  readonly to: string;
  readonly untilMs: number;
  /** How often it was rolled back; the expiry doubles with each. */
  readonly strikes: number;
}

/** A manual override with its end. It narrows what `decide()` may choose and never widens the policy. */
export interface Override {
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly untilMs: number;
  /** Nothing is changed before the end. */
  readonly hold?: boolean;
  /** Bounds on the node count for this time. */
  readonly nodes?: { readonly min?: number; readonly max?: number };
  /** Mode that the tables keep for this time. */
  readonly billingMode?: BillingMode;
}

/** What `init` finds in one account and Region, as far as the caller may look. */
export interface Account {
  readonly region: string;
  readonly clusters: readonly FoundCluster[];
  readonly tables: readonly FoundTable[];
  readonly alarms: readonly FoundAlarm[];
  /** What could not be looked at, and why: nothing is concluded from it. */
  readonly unseen: readonly { readonly what: string; readonly why: string }[];
}

export type Tags = Readonly<Record<string, string>>;

export interface FoundCluster {
  readonly name: string;
  readonly status: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly tags: Tags;
  /**
   * Tables that the cluster's service role may reach in this Region, as patterns with `*` and `?`; `*` alone names no table. Absent: the role
   * could not be read.
   */
  readonly roleTables?: readonly string[];
}

export interface FoundTable {
  readonly name: string;
  readonly billingMode: 'provisioned' | 'on-demand';
  readonly tags: Tags;
  /** Mean over all items as DescribeTable counts them, about every six hours; absent for an empty table. */
  readonly meanItemKilobytes?: number;
}

/** The parts of a CloudWatch metric alarm that say whether it can ever fire. */
export interface FoundAlarm {
  readonly name: string;
  readonly comparison: string;
  readonly threshold?: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly actions: number;
  readonly actionsEnabled: boolean;
  readonly readings: readonly AlarmReading[];
}

export interface AlarmReading {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** Judged by the threshold itself, and not through an expression. */
  readonly direct: boolean;
}

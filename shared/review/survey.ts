import type { Series, Snapshot } from '../sizing';

/** What a review reads beside a snapshot. `shared/aws/surveyor.ts` fills it with SDK calls that change nothing. */
export interface Surveyor {
  account(): Promise<AccountSurvey>;
  /** All alarms of the Region; which ones concern us is judged by the review. */
  alarms(): Promise<readonly AlarmState[]>;
  /** Hourly series of the last `windowMs`. */
  load(snapshot: Snapshot, nowMs: number, windowMs: number): Promise<LoadSurvey>;
}

export interface AccountSurvey {
  readonly clusters: readonly SurveyedCluster[];
  readonly parameterGroups: number;
  /** The most units that one table with its indexes may have in this Region; absent where nobody asked. */
  readonly tableUnits?: { readonly read: number; readonly write: number };
  readonly subnetGroups: readonly { readonly name: string; readonly zones: readonly string[] }[];
}

export interface SurveyedCluster {
  readonly name: string;
  readonly nodeType: string;
  readonly nodeCount: number;
  readonly nodeIds: readonly string[];
  readonly subnetGroup?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** Since when it is in this state. */
  readonly sinceMs: number;
  readonly comparison?: string;
  readonly threshold?: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
  /** Of a composite alarm: its rule. Such an alarm has no metrics. */
  readonly rule?: string;
  readonly metrics: readonly AlarmMetric[];
  /** Metric math, one text of all expressions; empty for a single metric. */
  readonly expression: string;
}

export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodSeconds: number;
  readonly unit?: string;
}

/** One point an hour; absent where no point was published. */
export interface LoadSurvey {
  readonly cpuPercent?: Series;
  readonly cacheMemoryPercent?: Series;
  /** Sum of requests of the hour. */
  readonly requests?: Series;
  /** Mean CPU by node id, of the last day. */
  readonly cpuPercentByNode: Readonly<Record<string, Series>>;
  /** Units consumed in the hour by `TABLE` or `TABLE/INDEX`. */
  readonly consumed: Readonly<Record<string, { readonly read?: Series; readonly write?: Series }>>;
}

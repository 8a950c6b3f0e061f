import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmRule, AlarmState } from './alarm-evaluation';
import type { CompositeRule } from './composite-rule';
import type { MetricQuery } from './metric-query';

export type Alarm = MetricAlarm | CompositeAlarm;

interface AlarmCommon {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly configurationUpdatedMs: number;
}

export interface MetricAlarm extends AlarmCommon {
  readonly kind: 'metric';
  readonly rule: AlarmRule;
  readonly periodS: number;
  /** What is asked of the store; the watched one is the one that returns data. */
  readonly queries: readonly MetricQuery[];
  readonly watched: MetricQuery;
  /** A percentile that waits for enough samples. */
  readonly waitsForSamples: boolean;
  readonly given: GivenMetricAlarm;
}

/** What DescribeAlarms gives back as it was put. */
type GivenMetricAlarm = Pick<
  PutMetricAlarmInput,
  | 'MetricName'
  | 'Namespace'
  | 'Statistic'
  | 'ExtendedStatistic'
  | 'Dimensions'
  | 'Period'
  | 'Unit'
  | 'DatapointsToAlarm'
  | 'TreatMissingData'
  | 'EvaluateLowSampleCountPercentile'
> & { readonly Metrics?: MetricDataQuery[] | undefined };

export interface CompositeAlarm extends AlarmCommon {
  readonly kind: 'composite';
  readonly ruleText: string;
  readonly rule: CompositeRule;
  readonly suppressor: Suppressor | undefined;
}

export interface Suppressor {
  /** As given: a name or an ARN. */
  readonly given: string;
  readonly alarmName: string;
  readonly waitS: number;
  readonly extensionS: number;
}

export interface AlarmStatus {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData: string | undefined;
  readonly updatedMs: number;
  readonly transitionedMs: number;
}

/** Why a composite alarm's actions are held back. */
export type SuppressedBy = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

export interface Suppression {
  readonly by: SuppressedBy;
  readonly reason: string;
}

/** An alarm wakes us and decides nothing: `decide()` reads the metrics itself. So a missed one costs a look of the schedule, and a false one costs a hold. */
export interface Alarm {
  /** Last part of the name `daxpilot/TARGET/WHAT`. */
  readonly what: string;
  readonly description: string;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly treatMissingData: 'notBreaching' | 'ignore';
  readonly query: MetricQuery | readonly MathEntry[];
}

export interface MetricQuery {
  readonly namespace: 'AWS/DAX' | 'AWS/DynamoDB';
  readonly metric: string;
  readonly dimension: { readonly name: 'ClusterId' | 'TableName'; readonly value: string };
  readonly stat: 'Maximum' | 'Sum';
}

export type MathEntry =
  | { readonly id: string; readonly metric: MetricQuery }
  | { readonly id: string; readonly expression: string; readonly label: string; readonly returned: boolean };

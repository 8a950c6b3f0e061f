import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { datum } from './cluster-plant';

/** Seconds of unused capacity that a table keeps for a burst (DynamoDB developer guide, burst capacity). */
const burstSeconds = 300;

export interface TableMinute {
  readonly data: readonly MetricDatum[];
  /** Unused capacity units that are left for the next minute. */
  readonly savedUnits: number;
  readonly throttledPerMinute: number;
}

/**
 * One minute of AWS/DynamoDB read metrics of a table that is asked for `unitsPerSecond`. A provisioned table serves what it has and
 * what it saved, and throttles the rest; `provisionedUnits: null` is on demand and serves everything.
 */
export const tableMinute = (input: {
  readonly table: string;
  readonly unitsPerSecond: number;
  readonly provisionedUnits: number | null;
  readonly savedUnits: number;
  readonly at: Date;
}): TableMinute => {
  const wanted = input.unitsPerSecond * 60;
  const capacity =
    input.provisionedUnits === null ? Number.POSITIVE_INFINITY : input.provisionedUnits * 60 + input.savedUnits;
  const consumed = Math.min(wanted, capacity);
  const throttled = Math.round(wanted - consumed);
  const dimensions = [{ Name: 'TableName', Value: input.table }];
  const data = [
    datum('ConsumedReadCapacityUnits', dimensions, consumed, 'Count', input.at),
    ...(throttled > 0
      ? [
          datum('ReadThrottleEvents', dimensions, throttled, 'Count', input.at),
          datum('ReadProvisionedThroughputThrottleEvents', dimensions, throttled, 'Count', input.at),
        ]
      : []),
  ];
  const most = input.provisionedUnits === null ? 0 : input.provisionedUnits * burstSeconds;
  return { data, throttledPerMinute: throttled, savedUnits: Math.max(0, Math.min(most, capacity - consumed)) };
};

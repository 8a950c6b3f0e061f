/** "CloudWatch Alarm State Change" as EventBridge hands it to the machine. */
export interface EventParts {
  readonly alarmName?: string;
  readonly cluster?: string;
  readonly state?: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly mutedBy?: string;
  /** Default: a metric alarm. */
  readonly composite?: boolean;
  /** AWS leaves it out of some events. */
  readonly reasonData?: string | null;
  readonly timestamp?: string;
  readonly id?: string;
}

const reasonData = JSON.stringify({
  version: '1.0',
  queryDate: '2026-11-24T12:20:00.000+0000',
  statistic: 'Maximum',
  period: 60,
  recentDatapoints: [85, 85, 85],
  threshold: 70,
});

export function anAlarmEvent(parts: EventParts = {}): object {
  const { cluster = 'products', composite = false } = parts;
  const alarmName = parts.alarmName ?? 'daxpilot/products/cpu-high';
  const timestamp = parts.timestamp ?? '2026-11-24T12:20:00.000+0000';
  const data = parts.reasonData === undefined ? reasonData : parts.reasonData;
  return {
    version: '0',
    id: parts.id ?? 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: '2026-11-24T12:20:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`],
    detail: {
      alarmName,
      state: {
        value: parts.state ?? 'ALARM',
        reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (70.0).',
        ...(data !== null && { reasonData: data }),
        ...(parts.mutedBy !== undefined && { actionsSuppressedBy: parts.mutedBy, actionsSuppressedReason: 'Muted' }),
        timestamp,
      },
      previousState: { value: 'OK', reason: 'Threshold Crossed', timestamp: '2026-11-24T12:00:00.000+0000' },
      configuration: composite ? compositeOf(alarmName) : metricOf(cluster),
    },
  };
}

const compositeOf = (alarmName: string) => ({
  alarmRule: `ALARM("${alarmName}-1") OR ALARM("${alarmName}-2")`,
  actionsSuppressor: 'maintenance',
  actionsSuppressorWaitPeriod: 120,
  actionsSuppressorExtensionPeriod: 180,
});

const metricOf = (cluster: string) => ({
  description: '',
  metrics: [
    {
      id: 'm',
      metricStat: {
        metric: { namespace: 'AWS/DAX', name: 'CPUUtilization', dimensions: { ClusterId: cluster } },
        period: 60,
        stat: 'Maximum',
      },
      returnData: true,
    },
  ],
});

import { z } from 'zod';

/**
 * "CloudWatch Alarm State Change" as EventBridge delivers it. Only what is used is named and everything else is let through: AWS adds
 * members (`alarmTags`, mute rules), and `reasonData` is absent in some events. Thresholds are not in it and are not needed.
 */
const metric = z.looseObject({
  namespace: z.string().optional(),
  name: z.string().optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
});

const configuration = z.looseObject({
  metrics: z.array(z.looseObject({ metricStat: z.looseObject({ metric: metric.optional() }).optional() })).optional(),
  alarmRule: z.string().optional(),
});

export const alarmEventSchema = z.looseObject({
  time: z.string().optional(),
  detail: z.looseObject({
    alarmName: z.string(),
    configuration: configuration.optional(),
    state: z.looseObject({
      value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
      reason: z.string().optional(),
      timestamp: z.string().optional(),
      actionsSuppressedBy: z.string().optional(),
    }),
  }),
});

export type AlarmEvent = z.output<typeof alarmEventSchema>;

export interface Dimension {
  readonly path: string;
  readonly kind: 'cluster' | 'table';
  readonly name: string;
}

/** The clusters and tables that the alarm watches. A math alarm has them in the entries that its expression refers to. */
export function watchedResources(event: AlarmEvent): readonly Dimension[] {
  return (event.detail.configuration?.metrics ?? []).flatMap((entry, index) => {
    const { namespace, dimensions } = entry.metricStat?.metric ?? {};
    const path = `detail.configuration.metrics[${index}].metricStat.metric.dimensions`;
    const { ClusterId: cluster, TableName: table } = dimensions ?? {};
    return [
      ...(namespace === 'AWS/DAX' && cluster !== undefined
        ? [{ path: `${path}.ClusterId`, kind: 'cluster' as const, name: cluster.toLowerCase() }]
        : []),
      ...(namespace === 'AWS/DynamoDB' && table !== undefined
        ? [{ path: `${path}.TableName`, kind: 'table' as const, name: table }]
        : []),
    ];
  });
}

/** `2026-11-23T17:04:40.989+0000`: an offset without a colon, which ISO 8601 does not allow beside extended dates. */
export function timeMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

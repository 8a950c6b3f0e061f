import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Placed } from '../../resources/dashboard/widget';
import { type Drawn, linesOf } from './body';

export interface Series extends Drawn {
  /** [ms, value], oldest first. */
  readonly points: readonly (readonly [number, number])[];
}

/** The data of a graph, by the very call that a dashboard makes. */
export async function seriesOf(
  cloudwatch: CloudWatchClient,
  widget: Placed,
  window: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Series[]> {
  const lines = linesOf(widget);
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: lines.map(queryOf),
      StartTime: new Date(window.fromMs),
      EndTime: new Date(window.toMs),
      ScanBy: 'TimestampAscending',
    }),
  );
  return lines
    .filter(({ isVisible }) => isVisible)
    .map((line) => {
      const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === line.id) ?? {};
      return { ...line, points: Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0] as const) };
    });
}

function queryOf({ id, what, periodSeconds, label, isVisible }: Drawn): MetricDataQuery {
  const head = { Id: id, Label: label, ReturnData: isVisible };
  if (what.kind === 'expression') return { ...head, Expression: what.text, Period: periodSeconds };
  const Dimensions = what.dimensions.map(([Name, Value]) => ({ Name, Value }));
  return {
    ...head,
    MetricStat: {
      Metric: { Namespace: what.namespace, MetricName: what.metric, Dimensions },
      Period: periodSeconds,
      Stat: what.stat,
    },
  };
}

import { stateMetrics } from '../../shared/flow/target-state';
import type { Target } from '../../shared/targets';
import { graph, ofTarget, type Row, type Widget } from './widget';

/** A table's units a second against what is provisioned and the utilisation that auto scaling aims at, and its throttles. */
export function tableWidgets(target: Target, region: string): readonly Widget[] {
  const { name, tables, policy } = target;
  const aim = policy.capacityMode.targetUtilisationPercent;
  const changes = ofTarget(stateMetrics.changed, name, {
    stat: 'Sum',
    yAxis: 'right',
    label: 'changed',
    color: '#9467bd',
  });
  return tables.flatMap((table) => {
    const row = (metric: string, stat: string, drawn: Readonly<Record<string, unknown>>): Row => [
      'AWS/DynamoDB',
      metric,
      'TableName',
      table,
      { stat, ...drawn },
    ];
    const units = (side: 'Read' | 'Write'): Widget =>
      graph(region, {
        title: `${name}: ${side.toLowerCase()} units a second of ${table}`,
        rows: [
          row(`Consumed${side}CapacityUnits`, 'Sum', { id: 'c', visible: false }),
          [{ expression: 'FILL(c,0)/PERIOD(c)', id: 'rate', label: 'consumed' }],
          // Published every 5 minutes, and only while the table is provisioned.
          row(`Provisioned${side}CapacityUnits`, 'Average', { id: 'p', period: 300, label: 'provisioned' }),
          [{ expression: `p*${aim / 100}`, id: 'aim', label: `${aim} % of it, where auto scaling adds units` }],
          changes,
        ],
      });
    return [
      units('Read'),
      units('Write'),
      graph(region, {
        title: `${name}: throttled requests of ${table}`,
        rows: [
          row('ReadThrottleEvents', 'Sum', { label: 'reads' }),
          row('WriteThrottleEvents', 'Sum', { label: 'writes' }),
        ],
        lines: [{ label: 'none is well', value: 0 }],
      }),
    ];
  });
}

import type { Target } from '../shared/targets';
import type { Alarm, MathEntry } from './alarm';

/**
 * Throttles of each declared table. The dimension TableName leaves its indexes out; throttles of an index, whose name is not
 * declared, are found by the schedule. Alarms on AWS/DynamoDB keep their state while data is missing whatever they say, so
 * `ignore` is written; FILL turns the silence after the last throttle into zeros where CloudWatch lets it.
 */
export function tableAlarms(target: Target): readonly Alarm[] {
  return target.tables.flatMap((table) => [throttled(table, 'read'), throttled(table, 'write')]);
}

function throttled(table: string, side: 'read' | 'write'): Alarm {
  return {
    what: `${side}-throttled/${table}`,
    description: `DynamoDB throttles ${side}s of table ${table}`,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'ignore',
    query: throttles(table, side === 'read' ? 'ReadThrottleEvents' : 'WriteThrottleEvents'),
  };
}

const throttles = (table: string, metric: string): readonly MathEntry[] => [
  { id: 'throttles', expression: 'FILL(m,0)', label: metric, returned: true },
  {
    id: 'm',
    metric: { namespace: 'AWS/DynamoDB', metric, dimension: { name: 'TableName', value: table }, stat: 'Sum' },
  },
];

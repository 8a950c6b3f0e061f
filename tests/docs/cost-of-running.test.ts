import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fragments } from '../../resources/fragments';
import { mathOf, readingsOf } from '../../resources/lint/alarm-readings';
import { clusterQueries, nodeQueries, tableQueries } from '../../shared/aws/metric-queries';
import { stateMetrics } from '../../shared/flow/target-state';

const page = readFileSync(join(__dirname, '../../docs/cost-of-running.md'), 'utf8');
const { alarms, selfAlarms } = fragments('targets: { shop: { cluster: shop, tables: [shop] } }', 'daxpilot.yml');

const metricsOf = (resources: Readonly<Record<string, { readonly Properties: object }>>, having: RegExp): number =>
  Object.values(resources)
    .filter(({ Properties }) => having.test(String(Reflect.get(Properties, 'AlarmName'))))
    .reduce((sum, { Properties }) => sum + readingsOf(Properties).length, 0);

const nodes = { name: 'shop', nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] } as never;
const table = { name: 'shop', indexes: [] } as never;

test.each<[string, number, RegExp]>([
  ['metrics that alarms read', metricsOf(alarms.Resources, /./), /\| (\d+) metrics: CPU, memory/],
  ['metrics that alarms on itself read', metricsOf(selfAlarms.Resources, /shop/), /\| (\d+) metrics: not evaluated/],
  ['those of the account', metricsOf(selfAlarms.Resources, /failed|dead/), /on dead letters 1: (\d+) x/],
  ['custom metrics', Object.keys(stateMetrics).length, /\| (\d+): Changed, Failed/],
  [
    'metrics of a look',
    clusterQueries('shop').length + nodeQueries(nodes).length + tableQueries(table).length,
    /\| (\d+) metrics: 17 of the cluster/,
  ],
  ['transitions of a look', transitionsOfAHold(), /\| (\d+) transitions/],
])('the page counts the %s as they are', (_, counted, told) => {
  expect(told.exec(page)?.[1]).toBe(String(counted));
});

test('an alarm with metric math reads more metrics than one', () => {
  const hitRate = Object.values(alarms.Resources).find(({ Properties }) => mathOf(Properties).length > 1);

  expect(readingsOf(hitRate?.Properties ?? {})).toHaveLength(6);
});

/** States from the start to the end where nothing waits, is refused or is applied: of each choice the default. */
function transitionsOfAHold(): number {
  const text = readFileSync(join(__dirname, '../../statemachines/rightsize.asl.json'), 'utf8');
  const { StartAt, States } = JSON.parse(text);
  let count = 0;
  for (let name: string | undefined = StartAt; name !== undefined; count++)
    name = States[name].Next ?? States[name].Default;
  return count;
}

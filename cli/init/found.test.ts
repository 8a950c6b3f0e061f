import { readConfig } from '../../shared/sizing';
import type { FoundAlarm, FoundCluster, FoundTable } from './account';
import { pairTables } from './pair-tables';
import { proposedTargets, targetNameFor } from './proposed-targets';
import { holds, tablesIn } from './role-tables';
import { silentAlarms } from './silent-alarms';
import { configText } from './write-config';

const aCluster = (name: string, parts: Partial<FoundCluster> = {}): FoundCluster => ({
  name,
  status: 'available',
  nodeType: 'dax.r5.large',
  nodes: 3,
  tags: {},
  ...parts,
});
const aTable = (name: string, parts: Partial<FoundTable> = {}): FoundTable => ({
  name,
  billingMode: 'on-demand',
  tags: {},
  ...parts,
});

test.each<[string, FoundCluster, FoundTable, string | undefined]>([
  ['a role that names the table', aCluster('a', { roleTables: ['Orders'] }), aTable('Orders'), 'sure'],
  ['a role with a pattern', aCluster('a', { roleTables: ['shop-*'] }), aTable('shop-items'), 'likely'],
  [
    'a role that allows everything, and equal names',
    aCluster('orders', { roleTables: ['*'] }),
    aTable('Orders'),
    'likely',
  ],
  [
    'a role that cannot reach it, though the names are equal',
    aCluster('orders', { roleTables: ['x'] }),
    aTable('orders'),
    undefined,
  ],
  ['a tag that names the cluster', aCluster('c1'), aTable('t12', { tags: { 'dax-cluster': 'C1' } }), 'sure'],
  [
    'a tag that both have',
    aCluster('c1', { tags: { app: 'shop' } }),
    aTable('t12', { tags: { app: 'shop' } }),
    'likely',
  ],
  ['a word in both names', aCluster('shop-dax'), aTable('prod-shop-items'), 'guess'],
  ['nothing in common', aCluster('shop-dax'), aTable('ledger'), undefined],
])('%s: %#', (_, cluster, table, sureness) => {
  const { pairs, alone } = pairTables({ clusters: [cluster], tables: [table] });

  expect(pairs.map((pair) => pair.sureness)).toEqual(sureness === undefined ? [] : [sureness]);
  expect(alone).toEqual(sureness === undefined ? [table.name] : []);
});

test('the stronger claim wins; of equal ones a person has to say', () => {
  const clusters = [aCluster('shop-dax', { roleTables: ['items-shop'] }), aCluster('shop-cache')];
  const tables = [aTable('items-shop'), aTable('shop-orders')];

  expect(pairTables({ clusters, tables }).pairs.map(({ cluster, table }) => `${table}: ${cluster}`)).toEqual([
    'items-shop: shop-dax',
    'shop-orders: shop-cache',
  ]);
  const twins = { clusters: [aCluster('shop-dax'), aCluster('shop-cache')], tables };
  expect(pairTables(twins).contested.map(({ table }) => table)).toEqual(['items-shop', 'shop-orders']);
});

test('policies give the tables of their Region, indexes with their table', () => {
  const arn = (rest: string) => `arn:aws:dynamodb:${rest}`;
  const statement = (Action: unknown, Resource: unknown, Effect = 'Allow') => ({
    Statement: [{ Effect, Action, Resource }],
  });
  const documents = [
    statement('dynamodb:GetItem', [arn('us-east-1:1:table/a'), arn('us-east-1:1:table/a/index/*')]),
    statement(['dynamodb:*'], arn('eu-west-1:1:table/b')),
    statement('s3:*', arn('us-east-1:1:table/c')),
    statement('dynamodb:*', arn('us-east-1:1:table/d'), 'Deny'),
    statement('*', arn('*:1:table/e-*')),
    { Statement: { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' } },
    null,
  ];

  expect(tablesIn(documents, 'us-east-1')).toEqual(['a', 'e-*', '*']);
  expect([holds('a.b*', 'a.bc'), holds('a.b*', 'axbc'), holds('a?c', 'abc')]).toEqual([true, false, true]);
});

test.each<[string, Partial<FoundAlarm>, string | undefined]>([
  ['a sound one', {}, undefined],
  ['a percentage above 100', { threshold: 100 }, 'is a percentage'],
  ['below nothing', { comparison: 'LessThanThreshold', threshold: 0 }, 'never below zero'],
  ['more datapoints than periods', { datapointsToAlarm: 6 }, 'wants 6 datapoints of 5'],
  ['no action', { actions: 0 }, 'nobody hears it'],
  ['our own without action', { name: 'daxpilot/shop/cpu', actions: 0 }, undefined],
  ['a cluster that is not there', { readings: [reading({ ClusterId: 'gone' })] }, 'there is no cluster gone'],
  ['a unit', { readings: [{ ...reading({ ClusterId: 'shop' }), unit: 'Count' }] }, 'unit Count'],
  [
    'another namespace',
    { readings: [{ ...reading({ ClusterId: 'shop' }), namespace: 'AWS/Dax' }] },
    'AWS publishes in AWS/DAX',
  ],
  [
    'an alarm about something else',
    { threshold: 200, actions: 0, readings: [{ ...reading({}), namespace: 'AWS/EC2' }] },
    undefined,
  ],
])('alarms: %s', (_, parts, why) => {
  const alarm: FoundAlarm = {
    name: 'cpu',
    comparison: 'GreaterThanThreshold',
    threshold: 70,
    evaluationPeriods: 5,
    actions: 1,
    actionsEnabled: true,
    readings: [reading({ ClusterId: 'shop' })],
    ...parts,
  };
  const found = silentAlarms({ alarms: [alarm], clusters: [aCluster('shop')], tables: [] });

  expect(found.flatMap((one) => one.why)).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
});

function reading(dimensions: Readonly<Record<string, string>>): FoundAlarm['readings'][number] {
  return { namespace: 'AWS/DAX', metric: 'CPUUtilization', dimensions, direct: true };
}

test('names of targets are valid and each stands once', () => {
  const taken = new Set<string>();

  expect(
    ['Shop.Items', 'shop_items', '9lives', '___', 'x'.repeat(60), 'x'.repeat(60)].map((name) =>
      targetNameFor(name, taken),
    ),
  ).toEqual(['shop-items', 'shop-items-2', 'lives', 'table', 'x'.repeat(40), `${'x'.repeat(38)}-2`]);
});

test('hostile names and tags stay inside their comments and scalars', () => {
  const cluster = aCluster('shop', { nodes: 1, status: 'creating\ntargets: {}', tags: { app: 'a\n  evil: {}' } });
  const tables = [
    aTable('null', { tags: { app: 'a\n  evil: {}' }, meanItemKilobytes: 2.345 }),
    aTable('123'),
    aTable('2026-01-01', { tags: { 'dax\n    nodes': 'shop' } }),
  ];
  const account = { region: 'us-east-1', clusters: [cluster], tables, alarms: [], unseen: [] };
  const pairing = pairTables(account);

  const parsed = readConfig(configText(account, pairing, proposedTargets(account, pairing)));

  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  expect(Object.keys(parsed.config.targets)).toEqual(['shop', 'table']);
  expect(parsed.config.targets.shop).toMatchObject({
    tables: ['null', '2026-01-01'],
    policy: { nodes: { min: 1 }, workload: { itemKilobytes: 2.3 } },
  });
  expect(parsed.config.targets.table?.tables).toEqual(['123']);
});

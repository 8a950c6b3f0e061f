import { accountFindings } from './account-findings';
import { unitQuotas } from './quota-findings';
import { aConfig, aLoad, anAccount, aPolicy, aSurveyedCluster, aTable, hours } from './testing';

const tableUnits = { read: 40_000, write: 40_000 };
const of = (
  table: Parameters<typeof aTable>[0],
  { consumed = {}, policy = {}, account = anAccount({ tableUnits }) } = {},
) => unitQuotas('products', aTable(table), aPolicy(policy), aLoad({ consumed }), account);
const index = (read: number) => ({ name: 'by-price', status: 'ACTIVE', throughput: { read, write: 5 } });

test('a table and its indexes together are told from 80 % of the quota of one table on', () => {
  const units = (read: number) => ({ billingMode: 'provisioned' as const, throughput: { read, write: 5 } });

  expect(of({ ...units(20_000), indexes: [index(11_999)] })).toEqual([]);
  expect(of({ ...units(20_000), indexes: [index(12_000)] })).toMatchObject([
    { code: 'quota-units', text: '32,000 read units provisioned, of 40,000 that the account allows a table' },
  ]);
});

test('on demand the busiest hour counts', () => {
  const name = aTable().name;
  const consumed = { [name]: { write: hours(24, 33_000 * 3600) } };
  const onDemand = { billingMode: 'on-demand' as const, throughput: { read: 0, write: 0 } };

  expect(of(onDemand, { consumed })).toMatchObject([
    { text: '33,000 write units consumed in the busiest hour, of 40,000 that the account allows a table' },
  ]);
});

test('a policy that allows more units than the account does is told', () => {
  const account = anAccount({ tableUnits: { read: 10_000, write: 40_000 } });

  expect(of({}, { account })).toMatchObject([
    { text: 'the policy allows 40000 read units (capacityMode.maxUnits), the account allows a table 10000' },
  ]);
  expect(of({}, { account, policy: { capacityMode: { maxUnits: 10_000 } } })).toEqual([]);
});

test('where nobody asked for the limits nothing is said', () => {
  expect(of({ billingMode: 'provisioned', throughput: { read: 39_000, write: 5 } }, { account: anAccount() })).toEqual(
    [],
  );
});

test('quotas of DAX that AWS has raised count as they stand in the configuration', () => {
  const account = anAccount({ clusters: [aSurveyedCluster({ nodeCount: 41 })], parameterGroups: 16 });

  expect(accountFindings(account, aConfig()).map(({ text }) => text)).toEqual([
    '41 of 50 nodes of the Region are in use',
    '16 of 20 parameter groups of the Region are in use',
  ]);
  expect(accountFindings(account, { ...aConfig(), quotas: { nodes: 100, parameterGroups: 40 } })).toEqual([]);
});

import { formatProblem, parseConfig } from '.';

const whole = {
  network: { vpc: 'vpc-0123456789abcdef0', subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] },
  cluster: { nodeType: 'dax.r5.large' },
  tables: {
    products: {
      billingMode: 'provisioned',
      partitionKey: { name: 'id' },
      throughput: { read: { min: 5, max: 100 }, write: { min: 5, max: 50 } },
    },
  },
};

const units = { read: { min: 5, max: 10 }, write: { min: 5, max: 10 } };

function problemsOf(bootstrap: object, target: object = {}): readonly string[] {
  const targets = { products: { cluster: 'products', tables: ['products'], bootstrap, ...target } };
  const knowledge = { region: 'us-east-1', nodeTypes: ['dax.r5.large'] };
  const parsed = parseConfig(JSON.stringify({ targets }), undefined, knowledge);
  return parsed.kind === 'invalid'
    ? parsed.problems.map((problem) => formatProblem({ ...problem, line: undefined, column: undefined } as never))
    : [];
}

test('a cluster has TLS, encryption at rest, three nodes and five minutes of both TTLs unless it is said otherwise', () => {
  const parsed = parseConfig(
    JSON.stringify({ targets: { products: { cluster: 'products', tables: ['products'], bootstrap: whole } } }),
  );

  expect(parsed).toMatchObject({
    config: {
      targets: {
        products: {
          bootstrap: {
            cluster: { nodes: 3, tls: true, encryptionAtRest: true, recordTtlMs: 300_000, queryTtlMs: 300_000 },
            application: { access: 'read-write' },
          },
        },
      },
    },
  });
});

test('what is not described is adopted: an empty section is whole', () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf(whole)).toEqual([]);
});

const table = (parts: object) => ({ tables: { products: { ...whole.tables.products, ...parts } } });

// Each with its reason and its mend.
test.each<[string, object, object, RegExp]>([
  [
    'an open port',
    { network: { ...whole.network, applicationGroups: ['0.0.0.0/0'] } },
    {},
    /applicationGroups\.0 = "0\.0\.0\.0\/0": would open the cluster's port to the world: name the security group/,
  ],
  ['the same over IPv6', { network: { ...whole.network, applicationGroups: ['::/0'] } }, {}, /to the world/],
  [
    'a port open to addresses',
    { network: { ...whole.network, applicationGroups: ['10.0.0.0/8'] } },
    {},
    /every host with such an address/,
  ],
  ['a port open by another key', { network: { ...whole.network, cidr: '0.0.0.0/0' } }, {}, /cidr.*is not a known key/],
  [
    'a name without room for a suffix',
    whole,
    { cluster: 'products-of-the-sho' },
    /products\.cluster = "products-of-the-sho": has 19 characters.*suffix.*at most 15/,
  ],
  ['a longer name than DAX allows', whole, { cluster: 'products-of-the-shops' }, /1-20 letters/],
  [
    'another Region',
    { ...whole, region: 'eu-west-1' },
    {},
    /region = "eu-west-1": is another Region.*us-east-1.*--region eu-west-1/,
  ],
  [
    'a cluster by its ARN',
    {},
    { cluster: 'arn:aws:dax:eu-west-1:000000000000:cache/products' },
    /in Region eu-west-1 by its address.*write the cluster's name alone/,
  ],
  [
    'a cluster by its endpoint',
    {},
    { cluster: 'products.abc.dax-clusters.eu-west-1.amazonaws.com' },
    /in Region eu-west-1 by its address/,
  ],
  [
    'a table by its ARN',
    {},
    { tables: ['arn:aws:dynamodb:eu-west-1:000000000000:table/products'] },
    /a table in Region eu-west-1/,
  ],
  ['all tables', {}, { tables: ['*'] }, /is a pattern and would widen roles to every table/],
  ['the table of daxpilot itself', {}, { tables: ['daxpilot-ledger'] }, /roles .* would be widened to it/],
  ['some clusters', {}, { cluster: 'products*' }, /is a pattern and would widen roles to every cluster/],
  ['rights of ones own', { application: { actions: ['dynamodb:*'] } }, {}, /application\.actions.*is not a known key/],
  ['a table without throughput', table({ throughput: undefined }), {}, /leaves the table without throughput/],
  [
    'an index without throughput',
    table({ indexes: { 'by-x': { partitionKey: { name: 'x' } } } }),
    {},
    /by-x: is provisioned but leaves the index by-x without throughput.*throttles the writes.*write throughput/,
  ],
  ['throughput on demand', table({ billingMode: 'on-demand' }), {}, /throughput: has no meaning on demand/],
  [
    'less at most than at least',
    table({ throughput: { ...units, read: { min: 11, max: 10 } } }),
    {},
    /read\.min = 11: must be at most max, which is 10/,
  ],
  [
    'one attribute of two types',
    table({ indexes: { 'by-x': { partitionKey: { name: 'id', type: 'N' }, throughput: units } } }),
    {},
    /attribute id is of type S in another key/,
  ],
  [
    'a table of nobody',
    { tables: { prodcts: { partitionKey: { name: 'id' } } } },
    {},
    /prodcts: is not among the tables of its target.*did you mean products/,
  ],
  ['a cluster without a network', { cluster: whole.cluster }, {}, /cluster: needs a network/],
  ['a cluster without a name', whole, { cluster: undefined }, /describes a cluster that has no name/],
  [
    'an unknown node type',
    { ...whole, cluster: { nodeType: 'dax.r5.larg' } },
    {},
    /nodeType = "dax\.r5\.larg": is not a known node type \(did you mean dax\.r5\.large/,
  ],
  [
    'a subnet twice',
    { network: { ...whole.network, subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef0'] } },
    {},
    /subnets\.1.*is listed twice/,
  ],
])('%s is refused with its reason and the mend', (_, bootstrap, target, wanted) => {
  const problems = problemsOf(bootstrap, target);

  expect(problems.join('\n')).toMatch(wanted);
  expect(problems).toHaveLength(1);
});

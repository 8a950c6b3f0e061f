import { fragments } from '../../resources/fragments';

const network = 'network: { vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0] }';
const declared = (cluster: string, tables: string, bootstrap = '{}'): string =>
  `targets: { shop: { cluster: ${cluster}, tables: [${tables}], bootstrap: ${bootstrap} } }`;
const provisioned =
  'billingMode: provisioned, partitionKey: { name: id }, throughput: { read: { min: 5, max: 10 }, write: { min: 5, max: 10 } }';

/** What stops `sls package`: everything that it says, the file's name in front. */
const refusalOf = (text: string): string => {
  try {
    fragments(text, 'daxpilot.yml', { region: 'us-east-1' });
    return 'packaged';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test('what is right is packaged', () => {
  expect(refusalOf(declared('shop', 'shop', `{ ${network}, tables: { shop: { ${provisioned} } } }`))).toBe('packaged');
});

test.each<[string, string, readonly RegExp[]]>([
  [
    'would widen a role to every table',
    declared('shop', "'*'"),
    [/targets\.shop\.tables\.0 = "\*"/, /would widen roles to every table/],
  ],
  [
    'would give a role actions of its own',
    declared('shop', 'shop', '{ application: { actions: [dynamodb:*] } }'),
    [/application\.actions/, /not a known key/],
  ],
  [
    'opens the port to the world',
    declared('shop', 'shop', `{ ${network.replace(' }', ", applicationGroups: ['0.0.0.0/0'] }")} }`),
    [/applicationGroups\.0 = "0\.0\.0\.0\/0"/, /to the world: name the security group/],
  ],
  [
    'names a cluster of another Region',
    declared("'arn:aws:dax:eu-west-1:000000000000:cache/shop'", 'shop'),
    [/targets\.shop\.cluster/, /in Region eu-west-1/, /write the cluster's name alone/],
  ],
  [
    'sets up in another Region',
    declared('shop', 'shop', `{ region: eu-west-1, ${network} }`),
    [/region = "eu-west-1"/, /--region eu-west-1/],
  ],
  [
    'leaves no room for the suffix of a replacement',
    declared('products-of-the-sho', 'shop', `{ ${network}, cluster: { nodeType: dax.r5.large } }`),
    [/has 19 characters/, /at most 15/],
  ],
  ['exceeds the limit of cluster names', declared('products-of-the-shops', 'shop'), [/cluster =/, /1-20 letters/]],
  [
    'leaves an index without throughput',
    declared(
      'shop',
      'shop',
      `{ tables: { shop: { ${provisioned}, indexes: { by-author: { partitionKey: { name: author } } } } } }`,
    ),
    [/by-author/, /without throughput/, /write throughput/],
  ],
])('a config that %s stops the packaging, with place, reason and mend', (_, text, wanted) => {
  const told = refusalOf(text);

  expect(told).toMatch(/^daxpilot\.yml has (a problem|\d+ problems):\n {2}daxpilot\.yml:1:\d+ targets\.shop\./);
  for (const part of wanted) expect(told).toMatch(part);
});

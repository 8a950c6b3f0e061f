import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DAXClient,
  DeleteClusterCommand,
  DescribeClustersCommand,
  DescribeParametersCommand,
} from '@aws-sdk/client-dax';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { bootstrapTemplate } from '../../resources/bootstrap/bootstrap-template';
import { readConfig } from '../../shared/sizing';

const config = `
targets:
  products:
    cluster: products
    tables: [products, reviews]
    bootstrap:
      network:
        vpc: vpc-0d4a8c1b2e3f40516
        subnets: [subnet-0d4a8c1b2e3f40510, subnet-0d4a8c1b2e3f40511, subnet-0d4a8c1b2e3f40512]
      cluster: { nodeType: dax.r5.large, recordTtlMs: 60000 }
      tables:
        products:
          partitionKey: { name: id }
          indexes: { by-category: { partitionKey: { name: category } } }
        reviews:
          billingMode: provisioned
          partitionKey: { name: product }
          sortKey: { name: at, type: N }
          throughput: { read: { min: 5, max: 100 }, write: { min: 5, max: 50 } }
          indexes:
            by-author:
              partitionKey: { name: author }
              throughput: { read: { min: 6, max: 60 }, write: { min: 7, max: 70 } }
  reports: { tables: [products2], bootstrap: { application: { access: read } } }
`;

let local: LocalPlatform;

beforeAll(async () => {
  local = await startLocal({ port: 0, bootstrap: JSON.stringify(templateOf(config)) });
  local.clock.pause();
  await as(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: 'daxpilot-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await local.clock.advance(60_000);
});

afterAll(() => local.stop());

test('the cluster is encrypted in transit and at rest, has three nodes and the TTLs of the configuration', async () => {
  const { Clusters: [cluster] = [] } = await as(DAXClient).send(new DescribeClustersCommand({}));

  expect(cluster).toMatchObject({
    ClusterName: 'products',
    Status: 'available',
    TotalNodes: 3,
    NodeType: 'dax.r5.large',
    ClusterEndpointEncryptionType: 'TLS',
    SSEDescription: { Status: 'ENABLED' },
  });
  const { Parameters } = await as(DAXClient).send(
    new DescribeParametersCommand({ ParameterGroupName: cluster?.ParameterGroup?.ParameterGroupName ?? '' }),
  );
  expect(Object.fromEntries((Parameters ?? []).map((one) => [one.ParameterName, one.ParameterValue]))).toEqual({
    'record-ttl-millis': '60000',
    'query-ttl-millis': '300000',
  });
});

test('its one port is open to the group of the application tier and to nobody else', async () => {
  const { SecurityGroups = [] } = await as(EC2Client).send(new DescribeSecurityGroupsCommand({}));
  const application = SecurityGroups.find(({ Description }) => Description?.startsWith('Application tier'));
  const ofCluster = SecurityGroups.find(({ Description }) => Description?.startsWith('DAX cluster'));

  expect(ofCluster?.IpPermissions).toMatchObject([
    {
      IpProtocol: 'tcp',
      FromPort: 9111,
      ToPort: 9111,
      IpRanges: [],
      UserIdGroupPairs: [{ GroupId: application?.GroupId }],
    },
  ]);
  expect(application?.IpPermissions).toEqual([]);
});

test('one table is on demand; the other is provisioned and scales with its index, reads and writes', async () => {
  const dynamodb = as(DynamoDBClient);
  const modeOf = async (TableName: string) =>
    (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.BillingModeSummary?.BillingMode ??
    'PROVISIONED';

  expect([await modeOf('products'), await modeOf('reviews')]).toEqual(['PAY_PER_REQUEST', 'PROVISIONED']);
  const { ScalableTargets = [] } = await as(ApplicationAutoScalingClient).send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
  );
  expect(
    ScalableTargets.map(({ ScalableDimension, ResourceId, MinCapacity, MaxCapacity }) =>
      [ResourceId, ScalableDimension?.split(':')[2], MinCapacity, MaxCapacity].join(' '),
    ).toSorted(),
  ).toEqual([
    'table/reviews ReadCapacityUnits 5 100',
    'table/reviews WriteCapacityUnits 5 50',
    'table/reviews/index/by-author ReadCapacityUnits 6 60',
    'table/reviews/index/by-author WriteCapacityUnits 7 70',
  ]);
});

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'record' } });
const ledger = (pk: string) => new GetItemCommand({ TableName: 'daxpilot-ledger', Key: key(pk) });
const intoLedger = (pk: string) => new PutItemCommand({ TableName: 'daxpilot-ledger', Item: key(pk) });
const measured = (Namespace: string) =>
  new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'Calls', Value: 1 }] });
const put = new PutItemCommand({ TableName: 'products', Item: { id: { S: '1' } } });

test.each<[string, string, string, (role: string) => Promise<unknown>]>([
  [
    'may',
    'read an item of its table',
    'products',
    (role) => as(DynamoDBClient, role).send(new GetItemCommand({ TableName: 'products', Key: { id: { S: '1' } } })),
  ],
  ['may', 'write an item', 'products', (role) => as(DynamoDBClient, role).send(put)],
  [
    'may',
    'scan its index',
    'products',
    (role) => as(DynamoDBClient, role).send(new ScanCommand({ TableName: 'products', IndexName: 'by-category' })),
  ],
  [
    'may',
    'learn the key of its table',
    'products',
    (role) => as(DynamoDBClient, role).send(new DescribeTableCommand({ TableName: 'products' })),
  ],
  ['may', 'find its cluster', 'products', (role) => as(DAXClient, role).send(new DescribeClustersCommand({}))],
  ['may', 'read its endpoint record', 'products', (role) => as(DynamoDBClient, role).send(ledger('endpoint#products'))],
  ['may', 'write its own item', 'products', (role) => as(DynamoDBClient, role).send(intoLedger('fleet#products'))],
  ['may', 'measure its latency', 'products', (role) => as(CloudWatchClient, role).send(measured('Daxpilot/Access'))],
  [
    'may not',
    'write the endpoint record',
    'products',
    (role) => as(DynamoDBClient, role).send(intoLedger('endpoint#products')),
  ],
  [
    'may not',
    'write the items of another target',
    'products',
    (role) => as(DynamoDBClient, role).send(intoLedger('fleet#reports')),
  ],
  [
    'may not',
    'read the state of the autopilot',
    'products',
    (role) => as(DynamoDBClient, role).send(ledger('target#products')),
  ],
  [
    'may not',
    'read the whole ledger',
    'products',
    (role) => as(DynamoDBClient, role).send(new ScanCommand({ TableName: 'daxpilot-ledger' })),
  ],
  ['may not', 'publish metrics of DAX', 'products', (role) => as(CloudWatchClient, role).send(measured('AWS/DAX'))],
  [
    'may not',
    'delete its cluster',
    'products',
    (role) => as(DAXClient, role).send(new DeleteClusterCommand({ ClusterName: 'products' })),
  ],
  [
    'may not',
    'write where it only reads',
    'reports',
    (role) => as(DynamoDBClient, role).send(new PutItemCommand({ TableName: 'products2', Item: { id: { S: '1' } } })),
  ],
  [
    'may not',
    'read a table of another target',
    'reports',
    (role) => as(DynamoDBClient, role).send(new GetItemCommand({ TableName: 'products', Key: { id: { S: '1' } } })),
  ],
])('the application tier %s %s', async (may, _, target, call) => {
  const role =
    local.roles.list().find(({ name }) => name.toLowerCase().includes(`applicationrole${target}`))?.arn ?? '';
  const outcome = await call(role).then(
    () => 'may',
    ({ name }: Error) => (name.startsWith('AccessDenied') ? 'may not' : name),
  );

  expect(outcome).toBe(may);
});

test('a section that describes nothing makes the role of the application tier and adopts all else by name', () => {
  const { Resources = {} } = templateOf('targets: { shop: { cluster: shop, tables: [shop], bootstrap: {} } }') ?? {};

  expect(Object.values(Resources).map(({ Type }) => Type)).toEqual(['AWS::IAM::Role', 'AWS::IAM::InstanceProfile']);
  expect(JSON.stringify(Resources)).toContain(':cache/shop"');
});

test('everything outlives the stack, and the node count is a parameter whose first value CloudFormation keeps', () => {
  const template = templateOf(config);
  const resources = Object.values(template?.Resources ?? {});

  for (const resource of resources) {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
  expect(resources.find(({ Type }) => Type === 'AWS::DAX::Cluster')?.Properties.ReplicationFactor).toEqual({
    Ref: 'NodeCountProducts',
  });
  expect(template?.Parameters).toMatchObject({ NodeCountProducts: { Type: 'Number', Default: 3 } });
});

test('without TLS the port is 8111', () => {
  const plain = config.replace('recordTtlMs: 60000', 'tls: false');

  expect(JSON.stringify(templateOf(plain))).toContain('"FromPort":8111,"ToPort":8111');
  expect(JSON.stringify(templateOf(plain))).not.toContain('9111');
});

function templateOf(text: string) {
  const parsed = readConfig(text, 'daxpilot.yml');
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return bootstrapTemplate(parsed.config);
}

/** A client of the administrator, or of a session of a role. */
function as<Client>(
  Service: new (settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  }) => Client,
  role?: string,
): Client {
  const { endpoint, region } = local.ready;
  const session = role === undefined ? undefined : local.platform.issueCredentials?.(role, 'test', 3_600_000);
  return new Service({ endpoint, region, credentials: session ?? { accessKeyId: 'test', secretAccessKey: 'test' } });
}

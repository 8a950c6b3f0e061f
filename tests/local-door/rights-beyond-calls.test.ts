import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CreateClusterCommand, DAXClient, DeleteClusterCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { type LocalPlatform, startLocal } from '@daxpilot/local';

let local: LocalPlatform;
const minuteMs = 60_000;
const TableName = 'products';

beforeAll(async () => {
  local = await startLocal({ port: 0, daxPort: 0, daxNodes: true });
  local.clock.pause();
  await as(DynamoDBClient).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
});

afterAll(async () => {
  for (const dax of opened) dax.shutdown();
  await local.stop();
});

test('a DAX node does for a role what its policy allows on the cluster, refuses the rest by name, and both count as calls do', async () => {
  const role = await aRole('app', [
    { Effect: 'Allow', Action: ['dax:GetItem', 'dax:PutItem'], Resource: 'arn:aws:dax:*:*:cache/products' },
  ]);
  const url = await aCluster('products');
  const dax = connected(url, role);

  await dax.put({ TableName, Item: { id: '1' } });
  expect(await dax.get({ TableName, Key: { id: '1' } })).toMatchObject({ Item: { id: '1' } });
  await expect(dax.delete({ TableName, Key: { id: '1' } })).rejects.toMatchObject({
    message: expect.stringContaining('is not authorized to perform: dax:DeleteItem on resource: arn:aws:dax'),
  });
  const transaction = dax.transactWrite({
    TransactItems: [
      { Put: { TableName, Item: { id: '2' } } },
      { ConditionCheck: { TableName, Key: { id: '1' }, ConditionExpression: 'attribute_exists(id)' } },
    ],
  });
  await expect(transaction).rejects.toMatchObject({ message: expect.stringContaining('dax:ConditionCheckItem') });

  expect(await usedBy(role)).toEqual([
    'dax:GetItem arn:aws:dax:us-east-1:123456789012:cache/products',
    'dax:PutItem arn:aws:dax:us-east-1:123456789012:cache/products',
  ]);
});

test('changes of a cluster are judged by its name, and creating one with tags needs the right to tag', async () => {
  const role = await aRole('operator', [
    {
      Effect: 'Allow',
      Action: ['dax:CreateCluster', 'dax:DeleteCluster'],
      Resource: 'arn:aws:dax:*:*:cache/ours-????',
    },
    { Effect: 'Allow', Action: ['iam:PassRole'], Resource: '*' },
  ]);
  const create = (ClusterName: string, Tags?: { readonly Key: string; readonly Value: string }[]) =>
    new CreateClusterCommand({ ...asked, ClusterName, ...(Tags && { Tags }) });
  const dax = as(DAXClient, role);

  await expect(dax.send(new DeleteClusterCommand({ ClusterName: 'products' }))).rejects.toThrow(/cache\/products/);
  await expect(dax.send(create('Ours-1f0c', [{ Key: 'a', Value: 'b' }]))).rejects.toThrow(/dax:TagResource/);
  await dax.send(create('Ours-1f0c'));

  expect(await usedBy(role)).toContain('dax:CreateCluster arn:aws:dax:us-east-1:123456789012:cache/ours-1f0c');
});

test('the first scalable target of an account makes the service-linked role, with the rights of whoever registers it', async () => {
  const register = new RegisterScalableTargetCommand({
    ServiceNamespace: 'dynamodb',
    ResourceId: `table/${TableName}`,
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
    MinCapacity: 1,
    MaxCapacity: 10,
  });
  const scaling = { Effect: 'Allow', Action: ['application-autoscaling:*'], Resource: '*' };
  const linked = {
    Effect: 'Allow',
    Action: ['iam:CreateServiceLinkedRole'],
    Resource: 'arn:aws:iam::*:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/*',
    Condition: { StringEquals: { 'iam:AWSServiceName': 'dynamodb.application-autoscaling.amazonaws.com' } },
  };
  const without = await aRole('without', [scaling]);
  const withIt = await aRole('with', [scaling, linked]);
  const later = await aRole('later', [scaling]);

  await expect(as(ApplicationAutoScalingClient, without).send(register)).rejects.toThrow(/iam:CreateServiceLinkedRole/);
  await as(ApplicationAutoScalingClient, withIt).send(register);
  await as(ApplicationAutoScalingClient, later).send(register);

  expect((await usedBy(withIt)).join()).toContain('iam:CreateServiceLinkedRole');
  expect((await usedBy(later)).join()).not.toContain('iam:');
});

const asked = {
  NodeType: 'dax.r5.large',
  ReplicationFactor: 1,
  IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
} as const;

async function aCluster(ClusterName: string): Promise<string> {
  const dax = as(DAXClient);
  await dax.send(new CreateClusterCommand({ ...asked, ClusterName }));
  await local.clock.advance(15 * minuteMs);
  const { Clusters = [] } = await dax.send(new DescribeClustersCommand({ ClusterNames: [ClusterName] }));
  return Clusters[0]?.ClusterDiscoveryEndpoint?.URL ?? '';
}

async function aRole(RoleName: string, statements: readonly object[]): Promise<string> {
  const iam = as(IAMClient);
  const Principal = { Service: 'ec2.amazonaws.com' };
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rights', PolicyDocument }));
  return Role?.Arn ?? '';
}

async function usedBy(role: string): Promise<readonly string[]> {
  const answer = await fetch(`${local.ready.endpoint}/_daxpilot/iam`);
  const used = (await answer.json()) as readonly { role: string; action: string; resource: string }[];
  return used.filter((one) => one.role === role).map(({ action, resource }) => `${action} ${resource}`);
}

const session = (role: string | undefined) =>
  (role === undefined ? undefined : local.platform.issueCredentials?.(role, 'test')) ?? {
    accessKeyId: 'test',
    secretAccessKey: 'test',
  };

/** A client of the administrator, or of a session of a role. */
function as<Client>(Service: new (settings: object) => Client, role?: string): Client {
  const { endpoint, region } = local.ready;
  return new Service({ endpoint, region, credentials: session(role) });
}

interface DaxMethods {
  put(input: object): Promise<object>;
  get(input: object): Promise<object>;
  delete(input: object): Promise<object>;
  transactWrite(input: object): Promise<object>;
  shutdown(): void;
}

const opened: DaxMethods[] = [];

function connected(endpoint: string, role: string): DaxMethods {
  const client = new DaxDocument({ endpoint, region: local.ready.region, credentials: session(role) } as never);
  const dax = client as unknown as DaxMethods;
  opened.push(dax);
  return dax;
}

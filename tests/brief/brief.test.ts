import { join } from 'node:path';
import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dax from '@aws-sdk/client-dax';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as sns from '@aws-sdk/client-sns';
import * as sts from '@aws-sdk/client-sts';
import { type LocalPlatform, startLocal } from '../../local/index';
import { blocksOf, commandsIn, fits } from './document';

const BLOCKS = blocksOf(join(__dirname, '../../docs/brief.md'));
const NOW_MS = Date.UTC(2026, 1, 7, 12);
const CLUSTER = { Name: 'ClusterId', Value: 'my-dax-cluster' };

/** Client and package of each command of the AWS CLI. */
const SERVICES = {
  'application-autoscaling': [autoscaling, autoscaling.ApplicationAutoScalingClient],
  cloudwatch: [cloudwatch, cloudwatch.CloudWatchClient],
  dax: [dax, dax.DAXClient],
  dynamodb: [dynamodb, dynamodb.DynamoDBClient],
  ec2: [ec2, ec2.EC2Client],
  iam: [iam, iam.IAMClient],
  sns: [sns, sns.SNSClient],
  sts: [sts, sts.STSClient],
} as const;
type ServiceName = keyof typeof SERVICES;
interface AnyClient {
  send(command: object): Promise<Readonly<Record<string, unknown>>>;
}

/** What the guide's own lines called; the document leaves none of them out. */
const GUIDE = [
  'application-autoscaling put-scaling-policy',
  'application-autoscaling register-scalable-target',
  'cloudwatch get-metric-statistics',
  'cloudwatch put-metric-alarm',
  'dax create-cluster',
  'dax create-subnet-group',
  'dax describe-clusters',
  'dax update-cluster',
  'dynamodb create-table',
  'dynamodb describe-table',
  'ec2 authorize-security-group-ingress',
];

const fileText = (name: string) => BLOCKS.find(({ file }) => file === name)?.text ?? '';

describe("the document's command lines, through the SDK", () => {
  let local: LocalPlatform;
  const called = new Set<string>();

  beforeAll(async () => {
    local = await startLocal({ port: 0, daxPort: 0, clockStartMs: NOW_MS });
    local.clock.pause();
  });

  afterAll(() => local.stop());

  /** One call, in the words of the AWS CLI. */
  const call = (line: string, input: object = {}): Promise<Readonly<Record<string, unknown>>> => {
    const [service = '', name = ''] = line.split(' ');
    called.add(line);
    const [sdk, Client] = SERVICES[service as ServiceName];
    const operation = name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    const Command = (sdk as unknown as Readonly<Record<string, new (input: object) => object>>)[`${operation}Command`];
    if (Command === undefined) {
      throw new Error(`the SDK has no ${operation}Command`);
    }
    const client = new Client({
      endpoint: local.ready.endpoint,
      region: local.ready.region,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    return (client as unknown as AnyClient).send(new Command(input));
  };
  const role = (RoleName: string, trust: string) =>
    call('iam create-role', { RoleName, AssumeRolePolicyDocument: fileText(trust) });
  const statistics = (MetricName: string, Statistic: string) =>
    call('cloudwatch get-metric-statistics', {
      Namespace: 'AWS/DAX',
      MetricName,
      Dimensions: [CLUSTER],
      StartTime: new Date(NOW_MS - 86_400_000),
      EndTime: new Date(NOW_MS + 7_200_000),
      Period: 3_600,
      Statistics: [Statistic],
    });

  test('network, roles and cluster', async () => {
    expect(await call('sts get-caller-identity')).toMatchObject({ Account: '123456789012' });
    const { Vpcs } = await call('ec2 describe-vpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] });
    const { VpcId } = (Vpcs as readonly { readonly VpcId: string }[])[0] ?? { VpcId: '' };
    const { Subnets } = await call('ec2 describe-subnets', { Filters: [{ Name: 'vpc-id', Values: [VpcId] }] });
    await call('dax create-subnet-group', {
      SubnetGroupName: 'my-dax-subnet-group',
      SubnetIds: (Subnets as readonly { readonly SubnetId: string }[]).map(({ SubnetId }) => SubnetId),
    });
    const group = async (GroupName: string) =>
      (await call('ec2 create-security-group', { GroupName, Description: GroupName, VpcId })).GroupId as string;
    const [appGroup, daxGroup] = [await group('my-app'), await group('my-dax')];
    await call('ec2 authorize-security-group-ingress', {
      GroupId: daxGroup,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8111, ToPort: 8111, UserIdGroupPairs: [{ GroupId: appGroup }] }],
    });
    expect(await call('ec2 describe-security-groups', { GroupIds: [daxGroup] })).toMatchObject({
      SecurityGroups: [{ IpPermissions: [{ FromPort: 8111, UserIdGroupPairs: [{ GroupId: appGroup }] }] }],
    });
    await call('iam create-service-linked-role', { AWSServiceName: 'dax.amazonaws.com' });
    const { Role } = await role('DAXServiceRole', 'dax-trust.json');
    await call('iam put-role-policy', {
      RoleName: 'DAXServiceRole',
      PolicyName: 'products',
      PolicyDocument: fileText('dax-access.json'),
    });
    await call('dax create-parameter-group', { ParameterGroupName: 'custom-params' });
    await call('dax update-parameter-group', {
      ParameterGroupName: 'custom-params',
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '60000' }],
    });
    await call('dax describe-parameters', { ParameterGroupName: 'custom-params' });
    await call('dax create-cluster', {
      ClusterName: CLUSTER.Value,
      NodeType: 'dax.t3.small',
      ReplicationFactor: 3,
      IamRoleArn: (Role as { readonly Arn: string }).Arn,
      SubnetGroupName: 'my-dax-subnet-group',
      SecurityGroupIds: [daxGroup],
      SSESpecification: { Enabled: true },
    });
    await local.clock.advance(600_000);
    await call('dax update-cluster', { ClusterName: CLUSTER.Value, ParameterGroupName: 'custom-params' });
    await local.clock.advance(600_000);
    expect(await call('dax describe-clusters', { ClusterNames: [CLUSTER.Value] })).toMatchObject({
      Clusters: [
        {
          Status: 'available',
          TotalNodes: 3,
          ParameterGroup: { ParameterGroupName: 'custom-params' },
          ClusterDiscoveryEndpoint: { URL: expect.stringMatching(/^dax:\/\//) },
        },
      ],
    });
    await call('dax describe-events', { SourceType: 'CLUSTER' });
  });

  test('the role of the application has exactly the rights of its policy', async () => {
    await role('ProductsApp', 'ec2-trust.json');
    const { Policy } = await call('iam create-policy', {
      PolicyName: 'products-app',
      PolicyDocument: fileText('app-access.json'),
    });
    const { Arn: PolicyArn } = Policy as { readonly Arn: string };
    await call('iam attach-role-policy', { RoleName: 'ProductsApp', PolicyArn });
    expect(await call('iam list-attached-role-policies', { RoleName: 'ProductsApp' })).toMatchObject({
      AttachedPolicies: [{ PolicyArn }],
    });
    await call('iam create-instance-profile', { InstanceProfileName: 'ProductsApp' });
    await call('iam add-role-to-instance-profile', { InstanceProfileName: 'ProductsApp', RoleName: 'ProductsApp' });

    const credentials = local.platform.issueCredentials?.('arn:aws:iam::123456789012:role/ProductsApp', 'i-0abc');
    if (credentials === undefined) {
      throw new Error('the platform issues no credentials');
    }
    const config = { endpoint: local.ready.endpoint, region: local.ready.region, maxAttempts: 1, credentials };
    const asApp = new dax.DAXClient(config);
    await expect(asApp.send(new dax.DescribeClustersCommand({}))).resolves.toBeDefined();
    // The access module asks for the item TTL: without it no write falls back.
    await expect(
      asApp.send(new dax.DescribeParametersCommand({ ParameterGroupName: 'custom-params' })),
    ).resolves.toBeDefined();
    await expect(asApp.send(new dax.DeleteClusterCommand({ ClusterName: CLUSTER.Value }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      new dynamodb.DynamoDBClient(config).send(new dynamodb.DeleteTableCommand({ TableName: 'products' })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('what the application may do through the cluster it may do around it, and it may ask for keys', () => {
    const { Statement } = JSON.parse(fileText('app-access.json')) as {
      readonly Statement: readonly { readonly Sid: string; readonly Action: readonly string[] }[];
    };
    const actions = (sid: string) =>
      (Statement.find(({ Sid }) => Sid === sid)?.Action ?? []).map((action) => action.split(':')[1]);

    expect(actions('ThroughTheCluster')).toContain('GetItem');
    expect(actions('FallsBackToTheTable').toSorted()).toEqual(
      [...actions('ThroughTheCluster'), 'DescribeTable'].toSorted(),
    );
  });

  test('tables in both modes, and auto scaling of table and index', async () => {
    const key = {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    };
    const ProvisionedThroughput = { ReadCapacityUnits: 100, WriteCapacityUnits: 100 };
    await call('dynamodb create-table', { TableName: 'products', BillingMode: 'PAY_PER_REQUEST', ...key });
    await call('dynamodb create-table', {
      TableName: 'orders',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput,
      KeySchema: key.KeySchema,
      AttributeDefinitions: [...key.AttributeDefinitions, { AttributeName: 'customer', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-customer',
          KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          ProvisionedThroughput,
        },
      ],
    });
    await local.clock.advance(60_000);
    await call('dynamodb update-table', { TableName: 'products', BillingMode: 'PROVISIONED', ProvisionedThroughput });
    await local.clock.advance(600_000);
    await call('dynamodb update-table', { TableName: 'products', BillingMode: 'PAY_PER_REQUEST' });
    await local.clock.advance(600_000);
    expect(await call('dynamodb describe-table', { TableName: 'products' })).toMatchObject({
      Table: { TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } },
    });
    for (const [ResourceId, kind] of [
      ['table/orders', 'table'],
      ['table/orders/index/by-customer', 'index'],
    ]) {
      for (const way of ['Read', 'Write']) {
        const target = {
          ServiceNamespace: 'dynamodb',
          ResourceId,
          ScalableDimension: `dynamodb:${kind}:${way}CapacityUnits`,
        };
        await call('application-autoscaling register-scalable-target', { ...target, MinCapacity: 5, MaxCapacity: 200 });
        await call('application-autoscaling put-scaling-policy', {
          ...target,
          PolicyName: `${ResourceId}-${way}`,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: JSON.parse(fileText(`${way.toLowerCase()}-tracking.json`)),
        });
      }
    }
    const { ScalingPolicies } = await call('application-autoscaling describe-scaling-policies', {
      ServiceNamespace: 'dynamodb',
    });
    expect(ScalingPolicies).toHaveLength(4);
  });

  test('the six metrics under their real names, and both alarms', async () => {
    const values = {
      CPUUtilization: 85,
      CacheMemoryUtilization: 40,
      ItemCacheHits: 9,
      ItemCacheMisses: 1,
      TotalRequestCount: 10,
    };
    const MetricData = Object.entries(values).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Dimensions: [CLUSTER],
      Timestamp: new Date(local.clock.now()),
    }));
    await local.platform.call(
      'monitoring',
      'PutMetricData',
      { Namespace: 'AWS/DAX', MetricData },
      { kind: 'service', arn: 'dax.amazonaws.com' },
    );
    const { TopicArn } = await call('sns create-topic', { Name: 'dax-alarms' });
    for (const [AlarmName, MetricName, Threshold] of [
      ['dax-high-cpu', 'CPUUtilization', 70],
      ['dax-high-memory', 'CacheMemoryUtilization', 80],
    ]) {
      await call('cloudwatch put-metric-alarm', {
        AlarmName,
        Namespace: 'AWS/DAX',
        MetricName,
        Dimensions: [CLUSTER],
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [TopicArn],
      });
    }
    await local.clock.advance(90_000);

    for (const [metric, statistic, wanted] of [
      ['ItemCacheHits', 'Sum', [{ Sum: 9 }]],
      ['ItemCacheMisses', 'Sum', [{ Sum: 1 }]],
      ['CPUUtilization', 'Maximum', [{ Maximum: 85 }]],
      ['CacheMemoryUtilization', 'Maximum', [{ Maximum: 40 }]],
      ['EvictedSize', 'Sum', []],
      ['TotalRequestCount', 'Sum', [{ Sum: 10 }]],
      ['MemoryUtilization', 'Average', []],
    ] as const) {
      expect([metric, (await statistics(metric, statistic)).Datapoints]).toMatchObject([metric, wanted]);
    }
    expect(await call('cloudwatch describe-alarms', { AlarmNamePrefix: 'dax-high' })).toMatchObject({
      MetricAlarms: [
        { AlarmName: 'dax-high-cpu', StateValue: 'ALARM' },
        { AlarmName: 'dax-high-memory', StateValue: 'OK' },
      ],
    });
    expect(local.messages.list('dax-alarms')).toHaveLength(1);
  });

  test('nothing of the document was left out here, nothing of the guide in the document', () => {
    const inDocument = commandsIn(BLOCKS).filter((line) => line !== 'dynamodb wait');

    expect([...called].sort()).toEqual(inDocument);
    expect(inDocument).toEqual(expect.arrayContaining(GUIDE));
  });

  test('what a block prints is compared line by line', () => {
    expect(fits('a …\nb', 'a long line\nb\n')).toBe(true);
    expect(fits('a …\nb', 'a long line\nc')).toBe(false);
    expect(fits('a … c', 'a b\nc')).toBe(false);
    expect(fits('1.5', '1x5')).toBe(false);
  });
});

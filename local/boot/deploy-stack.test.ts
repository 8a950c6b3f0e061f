// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes substitutions
import { BootFailure } from './boot-problem';
import { deployForTest } from './testing';

const TRUST = { Version: '2012-10-17', Statement: [] };
const aRole = (more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: TRUST, ...more },
});
const aFunction = (more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'decide',
    Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'serverless/a/decide.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: '30',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: { TOPIC: { Ref: 'Topic' }, N: 1 } },
    ...more,
  },
});
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:decide';
const lambda = {
  CreateFunction: () => ({ FunctionArn: FUNCTION_ARN }),
  PublishVersion: () => ({ FunctionArn: `${FUNCTION_ARN}:1`, Version: '1' }),
  AddPermission: () => ({}),
};

async function problemsOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof BootFailure) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('deploying a template', () => {
  test('a function is created from the artefact of the package, with what it refers to resolved', async () => {
    const { heard, stack } = await deployForTest(
      {
        Fn: aFunction(),
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'rightsize',
            DefinitionString: { 'Fn::Sub': ['{"Resource":"${abc}"}', { abc: { Ref: 'Version' } }] },
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
        ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
        Role: aRole({ RoleName: 'decide' }),
      },
      { Outputs: { Machine: { Value: { Ref: 'Machine' } }, Region: { Value: { Ref: 'AWS::Region' } } } },
      { lambda, states: { CreateStateMachine: ({ name }) => ({ stateMachineArn: `arn:machine:${name}` }) } },
    );

    expect(heard).toEqual([
      [
        'lambda.CreateFunction',
        {
          FunctionName: 'decide',
          Code: { ZipFile: Buffer.from('zip') },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: 'arn:aws:iam::123456789012:role/decide',
          Timeout: 30,
          Environment: { Variables: { TOPIC: 'arn:aws:sns:us-east-1:123456789012:notices', N: '1' } },
        },
      ],
      ['lambda.PublishVersion', { FunctionName: 'decide' }],
      [
        'states.CreateStateMachine',
        {
          name: 'rightsize',
          definition: `{"Resource":"${FUNCTION_ARN}:1"}`,
          roleArn: 'arn:aws:iam::123456789012:role/decide',
        },
      ],
    ]);
    expect(stack.outputs).toEqual({ Machine: 'arn:machine:rightsize', Region: 'us-east-1' });
  });

  test('a rule is made with its targets, after everything that it could start', async () => {
    const { heard } = await deployForTest(
      {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'alarms',
            EventPattern: { source: ['aws.cloudwatch'] },
            Targets: [{ Id: 'a', Arn: 'arn:x' }],
          },
        },
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { AlarmName: 'cpu', Period: '60', EvaluationPeriods: 3, Threshold: 75, ActionsEnabled: 'true' },
        },
        Fn: aFunction(),
        Role: aRole(),
        Topic: { Type: 'AWS::SNS::Topic' },
        ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
      },
      {},
      {
        lambda,
        monitoring: { PutMetricAlarm: () => undefined },
        events: { PutRule: () => ({ RuleArn: 'arn:rule' }), PutTargets: () => ({ FailedEntryCount: 0 }) },
      },
    );

    expect(heard.map(([call]) => call)).toEqual([
      'lambda.CreateFunction',
      'events.PutRule',
      'events.PutTargets',
      'monitoring.PutMetricAlarm',
    ]);
    expect(heard[1]?.[1]).toEqual({ Name: 'alarms', EventPattern: '{"source":["aws.cloudwatch"]}' });
    expect(heard[3]?.[1]).toEqual({
      AlarmName: 'cpu',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 75,
      ActionsEnabled: true,
    });
  });

  test('a table is waited for, its time to live is set afterwards', async () => {
    let described = 0;
    const { heard, stack } = await deployForTest(
      {
        Ledger: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'ledger',
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [],
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        },
      },
      { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Ledger', 'Arn'] } } } },
      {
        dynamodb: {
          CreateTable: () => ({}),
          DescribeTable: () => {
            described += 1;
            return { Table: { TableStatus: described > 2 ? 'ACTIVE' : 'CREATING' } };
          },
          UpdateTimeToLive: () => ({}),
        },
      },
    );

    expect(heard.map(([call]) => call).slice(-3)).toEqual([
      'dynamodb.DescribeTable',
      'dynamodb.DescribeTable',
      'dynamodb.UpdateTimeToLive',
    ]);
    expect(stack.outputs.Arn).toBe('arn:aws:dynamodb:us-east-1:123456789012:table/ledger');
  });

  test('a cluster is waited for and tells its endpoint; maps become the lists that the API takes', async () => {
    const { heard, stack } = await deployForTest(
      {
        Cluster: {
          Type: 'AWS::DAX::Cluster',
          Properties: {
            ClusterName: 'Products',
            NodeType: 'dax.r5.large',
            ReplicationFactor: 3,
            IAMRoleARN: 'arn:role',
            ParameterGroupName: { Ref: 'Parameters' },
            SSESpecification: { SSEEnabled: true },
            Tags: { team: 'x' },
          },
        },
        Parameters: {
          Type: 'AWS::DAX::ParameterGroup',
          Properties: { ParameterGroupName: 'ttl', ParameterNameValues: { 'record-ttl-millis': 1000 } },
        },
      },
      { Outputs: { Url: { Value: { 'Fn::GetAtt': ['Cluster', 'ClusterDiscoveryEndpointURL'] } } } },
      {
        dax: {
          CreateCluster: () => ({}),
          CreateParameterGroup: () => ({}),
          UpdateParameterGroup: () => ({}),
          DescribeClusters: () => ({
            Clusters: [
              {
                Status: 'available',
                ClusterArn: 'arn',
                ClusterDiscoveryEndpoint: { Address: 'a', Port: 1, URL: 'dax://a:1' },
              },
            ],
          }),
        },
      },
    );

    expect(heard.slice(0, 3)).toEqual([
      ['dax.CreateParameterGroup', { ParameterGroupName: 'ttl' }],
      [
        'dax.UpdateParameterGroup',
        {
          ParameterGroupName: 'ttl',
          ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '1000' }],
        },
      ],
      [
        'dax.CreateCluster',
        {
          ClusterName: 'products',
          NodeType: 'dax.r5.large',
          ReplicationFactor: 3,
          IamRoleArn: 'arn:role',
          ParameterGroupName: 'ttl',
          SSESpecification: { Enabled: true },
          Tags: [{ Key: 'team', Value: 'x' }],
        },
      ],
    ]);
    expect(stack.outputs.Url).toBe('dax://a:1');
  });

  test('roles keep their policies, those attached afterwards too', async () => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const { roles } = await deployForTest({
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'more', PolicyDocument: document, Roles: [{ Ref: 'Role' }] },
      },
      Role: aRole({ RoleName: 'decide', Policies: [{ PolicyName: 'first', PolicyDocument: document }] }),
    });

    expect(roles.byArn('arn:aws:iam::123456789012:role/decide')?.policies).toEqual([
      { name: 'first', document },
      { name: 'more', document },
    ]);
  });

  test('a resource whose condition does not hold is left out', async () => {
    const { stack } = await deployForTest(
      {
        A: { Type: 'AWS::SNS::Topic', Condition: 'Wanted' },
        B: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::If': ['Wanted', 'yes', 'no'] } } },
      },
      {
        Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] } },
        Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      },
    );

    expect([...stack.resources.keys()]).toEqual(['B']);
    expect(stack.resources.get('B')?.attributes.TopicName).toBe('no');
  });

  test('names that the template leaves open are the same in every boot', async () => {
    const names = await Promise.all(
      [1, 2].map(
        async () => (await deployForTest({ Topic: { Type: 'AWS::SNS::Topic' } })).stack.resources.get('Topic')?.ref,
      ),
    );

    expect(names[0]).toMatch(/^arn:aws:sns:us-east-1:123456789012:daxpilot-Topic-[0-9A-F]{12}$/);
    expect(names[1]).toBe(names[0]);
  });

  test('every resource type that is not there is named at once, and nothing is created', async () => {
    const problems = await problemsOf(
      deployForTest({
        Q: { Type: 'AWS::Kinesis::Stream' },
        V: { Type: 'AWS::EC2::VPC' },
        T: { Type: 'AWS::SNS::Topic' },
      }),
    );

    expect(problems.map(({ logicalId, type }) => [logicalId, type])).toEqual([
      ['Q', 'AWS::Kinesis::Stream'],
      ['V', 'AWS::EC2::VPC'],
    ]);
  });

  test.each([
    [
      'a property that is not there',
      { A: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } } },
      { logicalId: 'A', type: 'AWS::SNS::Topic', property: 'Properties.FifoTopic' },
    ],
    [
      'a name that nothing has',
      { A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'B' } } } },
      { logicalId: 'A', property: 'Properties.TopicName.Ref', message: 'there is no resource or parameter B' },
    ],
    [
      'an attribute that is not there',
      { R: aRole(), A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['R', 'Colour'] } } } },
      { logicalId: 'A', message: 'R has no attribute Colour here (it has: Arn, RoleId)' },
    ],
    [
      'a wrong type',
      { A: { Type: 'AWS::SNS::Topic', Properties: { Tags: 'x' } } },
      { logicalId: 'A', property: 'Properties.Tags', message: 'must be an object, got "x"' },
    ],
    [
      'a bucket of its own',
      { A: { Type: 'AWS::S3::Bucket' } },
      { logicalId: 'A', message: expect.stringContaining('has no S3') },
    ],
    [
      'what the service refuses',
      { A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'a b' } } },
      { logicalId: 'A', message: expect.stringContaining('InvalidParameterException') },
    ],
    [
      'a service that is not there',
      { A: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'p', Type: 'String', Value: 'v' } } },
      { logicalId: 'A', message: expect.stringContaining('has no service "ssm"') },
    ],
    [
      'an unknown condition',
      { A: { Type: 'AWS::SNS::Topic', Condition: 'Maybe' } },
      { logicalId: 'A', property: 'Condition', message: 'there is no condition Maybe' },
    ],
  ])('%s is a problem with logical id, type and place', async (_what, resources, expected) => {
    const [problem] = await problemsOf(deployForTest(resources as Readonly<Record<string, unknown>>));

    expect(problem).toMatchObject(expected);
  });

  test('what stands on a failed resource is not reported a second time', async () => {
    const problems = await problemsOf(
      deployForTest({
        A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'a b' } },
        B: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'A' }, Protocol: 'email', Endpoint: 'a@b' },
        },
        C: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: 'arn:none', Protocol: 'email', Endpoint: 'a@b' } },
      }),
    );

    expect(problems.map(({ logicalId }) => logicalId)).toEqual(['A', 'C']);
  });

  test('an artefact that the package lacks is named', async () => {
    const [problem] = await problemsOf(
      deployForTest({
        Fn: aFunction({ Code: { S3Key: 'serverless/other.zip' } }),
        Role: aRole(),
        Topic: { Type: 'AWS::SNS::Topic' },
      }),
    );

    expect(problem).toMatchObject({ logicalId: 'Fn', property: 'Properties.Code.S3Key' });
  });
});

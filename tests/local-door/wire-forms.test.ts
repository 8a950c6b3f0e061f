import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DAXClient, DescribeClustersCommand } from '@aws-sdk/client-dax';
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, TagResourceCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { startTestDoor, type TestDoor } from '../../local/kernel/testing';
import { createStsService } from '../../local/services/sts';
import { type Heard, someClusters, someFunctions, someMachines, someMetrics } from './fixture';

const AT = new Date('2026-01-02T03:04:05.678Z');

describe('the front door, spoken to by unmodified SDK clients', () => {
  const heard: Heard = new Map();
  let door: TestDoor;

  beforeAll(async () => {
    door = await startTestDoor([
      someMetrics(heard),
      someMachines(heard),
      someFunctions(heard),
      someClusters(heard),
      createStsService,
    ]);
  });

  afterAll(() => door.stop());

  describe.each([
    ['JSON 1.0', {}],
    [
      'CBOR',
      {
        // Together with CBOR the client would announce the length from before it compressed.
        disableRequestCompression: true,
        protocol: AwsSmithyRpcV2CborProtocol,
        protocolSettings: { defaultNamespace: 'com.amazonaws.cloudwatch', awsQueryCompatible: true },
      },
    ],
  ])('CloudWatch by %s', (_, protocol) => {
    const client = () => new CloudWatchClient({ ...door.clientConfig, ...protocol } as object);

    test('numbers, dates and lists come through in both directions', async () => {
      const output = await client().send(
        new GetMetricDataCommand({ StartTime: AT, EndTime: new Date(AT.getTime() + 60_000), MetricDataQueries: [] }),
      );

      expect(heard.get('GetMetricData')?.input).toEqual({
        StartTime: AT,
        EndTime: new Date(AT.getTime() + 60_000),
        MetricDataQueries: [],
      });
      expect(output.MetricDataResults).toEqual([
        { Id: 'a', Label: 'CPU & "more"', Timestamps: [AT], Values: [1.5], StatusCode: 'Complete' },
      ]);
    });

    test('an operation without output answers', async () => {
      const output = await client().send(
        new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 0.1 }] }),
      );

      expect(output.$metadata.httpStatusCode).toBe(200);
      expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    });

    test('a modelled error arrives as its own class with the status of the model', async () => {
      const refused = client().send(
        new SetAlarmStateCommand({ AlarmName: 'x', StateValue: 'OK', StateReason: 'because' }),
      );

      await expect(refused).rejects.toMatchObject({
        name: 'ResourceNotFound',
        message: 'Unknown alarm <x>',
        $metadata: { httpStatusCode: 404 },
      });
    });

    test('a required member that is missing is refused by name', async () => {
      const refused = client().send(new PutMetricDataCommand({} as never));

      await expect(refused).rejects.toMatchObject({ message: 'The parameter Namespace is required.' });
    });

    test('a body over 10 KB, which the JSON client compresses, is read', async () => {
      const MetricData = Array.from({ length: 300 }, (_unused, index) => ({
        MetricName: `a-rather-long-metric-name-${index}`,
        Value: index,
      }));
      await client().send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));

      expect(heard.get('PutMetricData')?.input.MetricData).toEqual(MetricData);
    });

    test('a mistake inside the platform is a 500 and the platform lives on', async () => {
      const failed = client().send(new DeleteAlarmsCommand({ AlarmNames: ['x'] }));

      await expect(failed).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
      await expect(client().send(new DescribeAlarmsCommand({}))).resolves.toMatchObject({ MetricAlarms: [] });
    });
  });

  describe('DAX by JSON 1.1', () => {
    test('nested structures and dates come through', async () => {
      const client = new DAXClient(door.clientConfig);

      const { Clusters } = await client.send(new DescribeClustersCommand({ ClusterNames: ['products'] }));

      expect(Clusters).toEqual([
        { ClusterName: 'products', TotalNodes: 3, Nodes: [{ NodeId: 'a', NodeCreateTime: AT }] },
      ]);
    });

    test('a fault keeps its name', async () => {
      const client = new DAXClient(door.clientConfig);

      await expect(client.send(new DescribeClustersCommand({ ClusterNames: ['gone'] }))).rejects.toMatchObject({
        name: 'ClusterNotFoundFault',
        $metadata: { httpStatusCode: 404 },
      });
    });
  });

  describe('Step Functions by JSON 1.0', () => {
    test('an answer with a date', async () => {
      const client = new SFNClient(door.clientConfig);

      const output = await client.send(new StartExecutionCommand({ stateMachineArn: 'arn', input: '{"a":"ä"}' }));

      expect(output.startDate).toEqual(AT);
      expect(heard.get('StartExecution')?.input).toEqual({ stateMachineArn: 'arn', input: '{"a":"ä"}' });
    });

    test('a modelled error and an answer without members', async () => {
      const client = new SFNClient(door.clientConfig);

      await expect(client.send(new DescribeExecutionCommand({ executionArn: 'arn' }))).rejects.toMatchObject({
        name: 'ExecutionDoesNotExist',
      });
      await expect(client.send(new TagResourceCommand({ resourceArn: 'a', tags: [] }))).resolves.toBeDefined();
    });
  });

  describe('STS by Query', () => {
    test('who calls is told by the key', async () => {
      const client = new STSClient(door.clientConfig);

      await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
        Account: '123456789012',
        Arn: 'arn:aws:iam::123456789012:root',
      });
    });

    test('the credentials of an assumed role are good at the door and name the session', async () => {
      const client = new STSClient(door.clientConfig);
      const RoleArn = 'arn:aws:iam::123456789012:role/decide';

      const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'night-shift' }));
      const session = new STSClient({
        ...door.clientConfig,
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? '',
          secretAccessKey: Credentials?.SecretAccessKey ?? '',
          sessionToken: Credentials?.SessionToken ?? '',
        },
      });

      await expect(session.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
        Arn: 'arn:aws:sts::123456789012:assumed-role/decide/night-shift',
      });
      expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    });

    test.each([
      ['RoleArn', { RoleArn: 'decide', RoleSessionName: 'ab' }, "Value 'decide' at 'roleArn'"],
      ['RoleSessionName', { RoleArn: 'arn:aws:iam::123456789012:role/a', RoleSessionName: 'a b' }, "Value 'a b'"],
      [
        'DurationSeconds',
        { RoleArn: 'arn:aws:iam::123456789012:role/a', RoleSessionName: 'ab', DurationSeconds: 1 },
        'from 900 to 43200',
      ],
    ])('a wrong %s is refused with its value', async (_member, input, message) => {
      const client = new STSClient(door.clientConfig);

      await expect(client.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
        message: expect.stringContaining(message),
      });
    });
  });

  describe('Lambda by REST-JSON', () => {
    const client = () => new LambdaClient(door.clientConfig);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:decide';

    test('Invoke waits for the answer: payload, version and log', async () => {
      const output = await client().send(
        new InvokeCommand({ FunctionName: arn, Qualifier: '7', Payload: Buffer.from('{"a":1}'), LogType: 'Tail' }),
      );

      expect(heard.get('Invoke')?.input).toMatchObject({ FunctionName: arn, Qualifier: '7', LogType: 'Tail' });
      expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '7', LogResult: 'bGluZQ==' });
      expect(Buffer.from(output.Payload ?? []).toString('utf8')).toBe('{"a":1}');
    });

    test('a function that throws is a 200 with the kind of error', async () => {
      const output = await client().send(new InvokeCommand({ FunctionName: 'decide', Payload: Buffer.from('"fail"') }));

      expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    });

    test.each([
      ['Event', 202],
      ['DryRun', 204],
    ] as const)('invocation type %s answers %d', async (InvocationType, StatusCode) => {
      const output = await client().send(new InvokeCommand({ FunctionName: 'decide', InvocationType }));

      expect(output.StatusCode).toBe(StatusCode);
    });

    test('members in path and query, as text and as numbers', async () => {
      const { Functions } = await client().send(new ListFunctionsCommand({ MaxItems: 5 }));
      const { Tags } = await client().send(new ListTagsCommand({ Resource: arn }));
      await client().send(new UntagResourceCommand({ Resource: arn, TagKeys: ['a', 'b'] }));

      expect(Functions).toEqual([{ FunctionName: 'max 5', MemorySize: 128 }]);
      expect(Tags).toEqual({ of: arn });
      expect(heard.get('UntagResource')?.input).toEqual({ Resource: arn, TagKeys: ['a', 'b'] });
    });

    test('a modelled error', async () => {
      await expect(client().send(new GetFunctionCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'Function not found: none',
        $metadata: { httpStatusCode: 404 },
      });
    });
  });
});

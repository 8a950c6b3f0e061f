import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAXClient, DescribeClustersCommand, IncreaseReplicationFactorCommand } from '@aws-sdk/client-dax';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { zipSync } from 'fflate';
import { BootFailure, type LocalPlatform, NotPackaged, PortInUse, startLocal } from '../../local/index';

const TEMPLATE = {
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'echo', AssumeRolePolicyDocument: { Statement: [] } },
    },
    Cluster: {
      Type: 'AWS::DAX::Cluster',
      Properties: {
        ClusterName: 'products',
        NodeType: 'dax.r5.large',
        ReplicationFactor: 3,
        IAMRoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'serverless/service/echo.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: { Variables: { TOPIC: { Ref: 'Topic' } } },
      },
    },
  },
};
const HANDLER = 'exports.handler = async (event) => ({ event, topic: process.env.TOPIC });';

describe('startLocal', () => {
  const running: LocalPlatform[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-local-'));
    await mkdir(join(folder, '.serverless'));
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((local) => local.stop()));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const start = async (options: Parameters<typeof startLocal>[0]) => {
    const local = await startLocal({ port: 0, daxPort: 0, ...options });
    running.push(local);
    return local;
  };
  const writePackage = async (template: object) => {
    await writeFile(join(folder, '.serverless/cloudformation-template-update-stack.json'), JSON.stringify(template));
    await writeFile(join(folder, '.serverless/echo.zip'), zipSync({ 'index.js': Buffer.from(HANDLER) }));
  };
  const config = ({ ready }: LocalPlatform) => ({
    endpoint: ready.endpoint,
    region: ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  test('empty, it says where it is and answers there', async () => {
    const local = await start({});

    expect(local.ready).toEqual({
      ready: true,
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      dax: [],
      clusters: {},
      account: '123456789012',
      region: 'us-east-1',
      speed: 1,
      stateMachines: {},
    });
    await expect(new SNSClient(config(local)).send(new ListTopicsCommand({}))).resolves.toMatchObject({ Topics: [] });
    expect(await (await fetch(`${local.ready.endpoint}/_daxpilot/health`)).json()).toEqual({ ready: true });
  });

  test('with a package, what the template describes is there when it is ready, at the time that was asked for', async () => {
    await writePackage(TEMPLATE);
    const texts: string[] = [];
    const startMs = Date.UTC(2026, 5, 1);
    const local = await start({ serviceDir: folder, clockStartMs: startMs, onLog: (text) => texts.push(text) });

    const { Payload } = await new LambdaClient(config(local)).send(
      new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{"a":1}') }),
    );

    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({
      event: { a: 1 },
      topic: 'arn:aws:sns:us-east-1:123456789012:notices',
    });
    expect(Object.keys(local.ready.clusters)).toEqual(['products']);
    expect(local.clock.now()).toBeGreaterThanOrEqual(startMs);
    expect(local.clock.now()).toBeLessThan(startMs + 60_000);
    expect(local.roles.byName('echo')?.arn).toBe('arn:aws:iam::123456789012:role/echo');
    expect(texts.some((text) => text.includes('boot.created logicalId=Cluster type=AWS::DAX::Cluster'))).toBe(true);
  });

  test('published messages can be read and forgotten by a control call', async () => {
    await writePackage({ Resources: { Topic: TEMPLATE.Resources.Topic } });
    const local = await start({ serviceDir: folder });
    const messages = async (method = 'GET') =>
      (await fetch(`${local.ready.endpoint}/_daxpilot/messages?topic=notices`, { method })).json();
    await new SNSClient(config(local)).send(
      new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:notices', Message: 'scaled' }),
    );

    expect(await messages()).toMatchObject([{ message: 'scaled' }]);
    expect(await messages('DELETE')).toEqual([]);
    expect(await messages()).toEqual([]);
  });

  test('a role of the template may do what its policies say and nothing else, in the words of AWS', async () => {
    const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Echo', 'Arn'] } };
    const policy = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'echo', PolicyDocument: { Statement: [statement] }, Roles: [{ Ref: 'Role' }] },
    };
    await writePackage({ Resources: { ...TEMPLATE.Resources, Policy: policy } });
    const local = await start({ serviceDir: folder });
    const credentials = local.platform.credentials.issue('arn:aws:iam::123456789012:role/echo', 'night');
    const invoke = new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{}') });

    await expect(new LambdaClient({ ...config(local), credentials }).send(invoke)).resolves.toMatchObject({
      StatusCode: 200,
    });
    await expect(
      new DAXClient({ ...config(local), credentials }).send(new DescribeClustersCommand({})),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/echo/night is not authorized to perform: dax:DescribeClusters on resource: * because no identity-based policy allows the dax:DescribeClusters action',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      new SNSClient({ ...config(local), credentials }).send(new ListTopicsCommand({})),
    ).rejects.toMatchObject({ message: expect.stringContaining('sns:ListTopics'), $metadata: { httpStatusCode: 403 } });
    const used = await (await fetch(`${local.ready.endpoint}/_daxpilot/iam`)).json();
    expect(used).toEqual([
      {
        role: 'arn:aws:iam::123456789012:role/echo',
        action: 'lambda:InvokeFunction',
        resource: 'arn:aws:lambda:us-east-1:123456789012:function:echo',
      },
    ]);
  });

  test('a cluster whose change is stuck ends it once the fault is spent', async () => {
    await writePackage(TEMPLATE);
    const local = await start({ serviceDir: folder });
    local.clock.pause();
    const fault = { service: 'dax', operation: '*', kind: 'stuck', resource: 'products', count: 30 };
    await fetch(`${local.ready.endpoint}/_daxpilot/faults`, { method: 'POST', body: JSON.stringify([fault]) });
    const dax = new DAXClient(config(local));
    const statusAfter = async (minutes: number) => {
      await local.clock.advance(minutes * 60_000);
      return (await dax.send(new DescribeClustersCommand({ ClusterNames: ['products'] }))).Clusters?.[0]?.Status;
    };
    await dax.send(new IncreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 4 }));

    expect(await statusAfter(30)).toBe('modifying');
    expect(await statusAfter(30)).toBe('available');
  });

  test('a port in use is told as such, and nothing is left behind', async () => {
    const other: Server = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });

    await expect(startLocal({ port })).rejects.toMatchObject({
      name: PortInUse.name,
      code: 'local.port-in-use',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`),
    });
    await new Promise((resolve) => other.close(resolve));
  });

  test('a folder that was not packaged is told with what to do', async () => {
    await expect(startLocal({ port: 0, serviceDir: join(folder, 'nowhere') })).rejects.toThrow(NotPackaged);
  });

  test('a template that cannot be booted is told whole, and the port is free again', async () => {
    await writePackage({ Resources: { Q: { Type: 'AWS::SQS::Queue' }, V: { Type: 'AWS::EC2::VPC' } } });
    const { ready } = await start({});
    const port = Number(new URL(ready.endpoint).port);
    await running.pop()?.stop();

    await expect(startLocal({ port, serviceDir: folder })).rejects.toThrow(BootFailure);
    await expect(start({ port })).resolves.toBeDefined();
  });

  test('it stops within two seconds although a client keeps its connection', async () => {
    const local = await start({});
    const client = new SNSClient(config(local));
    await client.send(new ListTopicsCommand({}));
    const startedMs = performance.now();
    await running.pop()?.stop();

    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await expect(fetch(local.ready.endpoint)).rejects.toThrow();
  });
});

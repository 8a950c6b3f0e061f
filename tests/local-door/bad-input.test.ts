import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { LambdaClient, ListLayersCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { startTestDoor, type TestDoor } from '../../local/kernel/testing';
import { createSnsService } from '../../local/services/sns';
import { createStsService } from '../../local/services/sts';
import { someClusters, someFunctions, someMachines, someMetrics } from './fixture';
import { formRequest, jsonRequest, type RawRequest, sendSigned } from './signed';

const METRICS = 'GraniteServiceVersion20100801';
const STS = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
const SNS_VERSION = '2010-03-31';

describe('what the front door refuses', () => {
  let door: TestDoor;

  beforeAll(async () => {
    door = await startTestDoor([
      someMetrics(),
      someMachines(),
      someFunctions(),
      someClusters(),
      createStsService,
      (platform) => createSnsService(platform),
    ]);
  });

  afterEach(async () => {
    await expect(new CloudWatchClient(door.clientConfig).send(new DescribeAlarmsCommand({}))).resolves.toBeDefined();
  });

  afterAll(() => door.stop());

  const lateSigning = new Date(Date.now() - 3_600_000);

  test.each<[string, RawRequest, number, string]>([
    [
      'an unknown key, JSON',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, {}, { accessKeyId: 'nobody' }),
      400,
      'UnrecognizedClientException',
    ],
    ['an unknown key, Query', formRequest('sts', STS, { accessKeyId: 'nobody' }), 403, 'InvalidClientTokenId'],
    [
      'an unknown key, REST',
      { service: 'lambda', method: 'GET', path: '/2015-03-31/functions/', accessKeyId: 'nobody' },
      403,
      'UnrecognizedClientException',
    ],
    [
      'a wrong secret, JSON',
      jsonRequest('dax', 'AmazonDAXV3.DescribeClusters', {}, { secret: 'wrong' }),
      400,
      'InvalidSignatureException',
    ],
    ['a wrong secret, Query', formRequest('sts', STS, { secret: 'wrong' }), 403, 'SignatureDoesNotMatch'],
    [
      'an old signature',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, {}, { signingDate: lateSigning }),
      400,
      'InvalidSignatureException',
    ],
    [
      'another Region',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, {}, { region: 'eu-west-1' }),
      400,
      'InvalidSignatureException',
    ],
    ['broken JSON', jsonRequest('states', 'AWSStepFunctions.StartExecution', '{"a":'), 400, 'SerializationException'],
    [
      'JSON that is no structure',
      jsonRequest('states', 'AWSStepFunctions.StartExecution', '[]'),
      400,
      'SerializationException',
    ],
    [
      'a number where text belongs',
      jsonRequest('states', 'AWSStepFunctions.StartExecution', { stateMachineArn: 5 }),
      400,
      'SerializationException',
    ],
    [
      'text where a number belongs',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, { MaxRecords: 'ten' }),
      400,
      'SerializationException',
    ],
    [
      'a structure where a list belongs',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, { AlarmNames: {} }),
      400,
      'SerializationException',
    ],
    [
      'null in a list',
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, { AlarmNames: [null] }),
      400,
      'SerializationException',
    ],
    [
      'a date that is none',
      jsonRequest('monitoring', `${METRICS}.GetMetricData`, { StartTime: 'soon' }),
      400,
      'SerializationException',
    ],
    [
      'a member that is missing, JSON',
      jsonRequest('states', 'AWSStepFunctions.StartExecution', {}),
      400,
      'ValidationException',
    ],
    [
      'a member that is missing, deep in a list',
      jsonRequest('monitoring', `${METRICS}.PutMetricData`, { Namespace: 'a', MetricData: [{}] }),
      400,
      'MissingRequiredParameterException',
    ],
    [
      'a member that is missing, Query',
      formRequest('sns', { Action: 'CreateTopic', Version: SNS_VERSION }),
      400,
      'InvalidParameter',
    ],
    [
      'text where a number belongs, Query',
      formRequest('sts', { ...STS, Action: 'AssumeRole', RoleArn: 'a', RoleSessionName: 'b', DurationSeconds: 'long' }),
      400,
      'MalformedInput',
    ],
    ['another version of the API', formRequest('sts', { ...STS, Version: '1999-01-01' }), 404, 'InvalidAction'],
    ['no action', formRequest('sts', { Version: STS.Version }), 404, 'InvalidAction'],
    ['an unknown action', formRequest('sts', { ...STS, Action: 'Guess' }), 404, 'InvalidAction'],
    ['an unknown target', jsonRequest('dax', 'AmazonDAXV3.Guess', {}), 400, 'UnknownOperationException'],
    [
      'the target of another service',
      jsonRequest('dax', 'AWSStepFunctions.StartExecution', {}),
      400,
      'UnknownOperationException',
    ],
    [
      'an unknown path',
      { service: 'lambda', method: 'GET', path: '/2015-03-31/guesses' },
      404,
      'UnknownOperationException',
    ],
    [
      'an unknown service',
      jsonRequest('kinesis', 'Kinesis_20131202.ListStreams', {}),
      400,
      'UnknownOperationException',
    ],
    [
      'a body over the limit',
      jsonRequest('monitoring', `${METRICS}.PutMetricData`, 'x'.repeat(1024 * 1024 + 1)),
      413,
      'RequestEntityTooLargeException',
    ],
    [
      'a compressed body that is none',
      jsonRequest('monitoring', `${METRICS}.PutMetricData`, 'plain', {
        headers: { 'x-amz-target': `${METRICS}.PutMetricData`, 'content-encoding': 'gzip' },
      }),
      400,
      'SerializationException',
    ],
    [
      'a body that unpacks to more than the limit',
      jsonRequest('monitoring', `${METRICS}.PutMetricData`, gzipSync('x'.repeat(2 * 1024 * 1024)), {
        headers: { 'x-amz-target': `${METRICS}.PutMetricData`, 'content-encoding': 'gzip' },
      }),
      413,
      'RequestEntityTooLargeException',
    ],
    [
      'an unknown encoding',
      jsonRequest('monitoring', `${METRICS}.PutMetricData`, 'plain', {
        headers: { 'x-amz-target': `${METRICS}.PutMetricData`, 'content-encoding': 'br' },
      }),
      400,
      'SerializationException',
    ],
    [
      'CBOR that is none',
      {
        service: 'monitoring',
        path: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
        headers: { 'smithy-protocol': 'rpc-v2-cbor' },
        body: Buffer.from([0xff, 0x00]),
      },
      400,
      'SerializationException',
    ],
  ])('%s', async (_what, request, status, name) => {
    const response = await sendSigned(door.endpoint, request);

    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    const text = `${response.headers.get('x-amzn-errortype')} ${await response.text()}`;
    expect(text).toContain(name);
  });

  test.each([
    ['without signature', {}, 'MissingAuthenticationToken'],
    ['with another scheme', { authorization: 'Bearer abc' }, 'IncompleteSignature'],
    [
      'with a torn credential',
      { authorization: 'AWS4-HMAC-SHA256 Credential=test/us-east-1, SignedHeaders=host, Signature=0' },
      'IncompleteSignature',
    ],
    [
      'without date',
      {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0',
      },
      'IncompleteSignature',
    ],
  ])('a request %s', async (_what, headers, name) => {
    const response = await fetch(door.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });

    expect(await response.text()).toContain(name);
    expect([400, 403]).toContain(response.status);
  });

  test('credentials that have run out', async () => {
    const issued = door.platform.credentials.issue('arn:aws:iam::123456789012:role/a', 'late', -1);
    const sts = new STSClient({ ...door.clientConfig, credentials: issued });

    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  test('a session key without its token', async () => {
    const { accessKeyId, secretAccessKey } = door.platform.credentials.issue('arn:aws:iam::123456789012:role/a', 'x');
    const sts = new STSClient({ ...door.clientConfig, credentials: { accessKeyId, secretAccessKey } });

    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test.each([
    [
      'CloudWatch',
      () => new CloudWatchClient(door.clientConfig).send(new GetDashboardCommand({ DashboardName: 'a' })),
      'GetDashboard',
    ],
    ['Lambda', () => new LambdaClient(door.clientConfig).send(new ListLayersCommand({})), 'ListLayers'],
    ['STS', () => new STSClient(door.clientConfig).send(new GetSessionTokenCommand({})), 'GetSessionToken'],
  ])('an operation of %s that AWS has and the platform does not is refused by name', async (_service, act, name) => {
    await expect(act()).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining(name),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('a client that goes away in the middle of its body', async () => {
    await new Promise<void>((resolve) => {
      const { port } = new URL(door.endpoint);
      const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': 1000 } });
      request.on('error', () => resolve());
      request.write('half', () => request.destroy());
    });
  });

  test('members that the model does not know are left out, as AWS leaves them out', async () => {
    const response = await sendSigned(
      door.endpoint,
      jsonRequest('monitoring', `${METRICS}.DescribeAlarms`, { Colour: 'red', AlarmNames: ['a'], MaxRecords: null }),
    );

    expect(response.status).toBe(200);
  });

  test('the date of an answer is the wall clock, whatever the virtual time', async () => {
    const response = await sendSigned(door.endpoint, formRequest('sts', STS));

    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now())).toBeLessThan(5_000);
    expect(door.clock.now()).toBe(Date.UTC(2026, 0, 1));
  });
});

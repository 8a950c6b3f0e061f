import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { forReads } from '../clients';
import { StepTrace } from './step-trace';
import { traced } from './traced-client';

interface Received {
  readonly head: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const root = '1-5759e988-bd862e3fe1be46a994272793';
const parent = '53995c3f42cd8ad8';
const sampled = `Root=${root};Parent=${parent};Sampled=1;Lineage=a:1`;

const daemon = createSocket('udp4');
let received: Received[] = [];
daemon.on('message', (datagram) => {
  const [head = '', text = '{}'] = datagram.toString().split('\n');
  received.push({ head, document: JSON.parse(text) });
});

/** What AWS answers, the last of them for ever. */
let answers: readonly ((response: ServerResponse) => void)[] = [];
let headers: readonly IncomingHttpHeaders[] = [];
const aws = createServer((request, response) => {
  headers = [...headers, request.headers];
  request.resume().on('end', () => (answers[headers.length - 1] ?? answers.at(-1))?.(response));
});
const answer = (status: number, body: object) => (response: ServerResponse) => {
  const head = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'request-1' };
  response.writeHead(status, head).end(JSON.stringify(body));
};
const refusal = (name: string, status = 400) =>
  answer(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'the table secret-name' });

let env: Readonly<Record<string, string>>;
let client: DynamoDBClient;

beforeAll(async () => {
  daemon.bind(0, '127.0.0.1');
  aws.listen(0, '127.0.0.1');
  await Promise.all([once(daemon, 'listening'), once(aws, 'listening')]);
  env = { _X_AMZN_TRACE_ID: sampled, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}` };
  process.env.AWS_REGION = 'us-east-1';
  client = traced(
    new DynamoDBClient({
      ...forReads({
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      }),
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
});

beforeEach(() => {
  received = [];
  headers = [];
});

afterAll(async () => {
  client.destroy();
  daemon.close();
  aws.closeAllConnections();
  await new Promise((resolve) => aws.close(resolve));
});

const call = () => client.send(new DescribeTableCommand({ TableName: 'secret-name' }));
const annotations = { step: 'observe', target: 'products', execution: 'arn:me', decisionId: null, kind: 'observed' };

/** A step with one call; the documents in the order of their arrival. */
async function step(...given: typeof answers): Promise<readonly Received['document'][]> {
  answers = given;
  const trace = StepTrace.begin(env);
  await call().catch(() => undefined);
  await trace?.end({ name: 'observe', annotations });
  while (received.length < 2) await once(daemon, 'message');
  return received.map(({ document }) => document);
}

test('a step and its call arrive as two subsegments under the segment of the function', async () => {
  const [ofCall, ofStep] = await step(answer(200, { Table: {} }));

  expect(received.map(({ head }) => head)).toEqual(Array(2).fill('{"format":"json","version":1}'));
  expect(ofStep).toEqual({
    type: 'subsegment',
    name: 'observe',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: root,
    parent_id: parent,
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    annotations: { step: 'observe', target: 'products', execution: 'arn:me', kind: 'observed' },
  });
  expect(ofCall).toEqual({
    type: 'subsegment',
    name: 'DynamoDB',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: root,
    parent_id: ofStep?.id,
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    namespace: 'aws',
    aws: { operation: 'DescribeTable', region: 'us-east-1', request_id: 'request-1', retries: 0 },
    http: { response: { status: 200 } },
  });
  expect(headers[0]?.['x-amzn-trace-id']).toBe(`Root=${root};Parent=${String(ofCall?.id)};Sampled=1`);
});

test.each([
  [
    'a refusal is the error of whoever called',
    [refusal('ResourceNotFoundException')],
    { error: true, throttle: false, fault: false },
    0,
  ],
  [
    'a call that AWS had too many of is throttled',
    [refusal('ThrottlingException')],
    { error: true, throttle: true, fault: false },
    2,
  ],
  [
    'a failure of AWS is a fault',
    [refusal('InternalServerError', 500)],
    { error: false, throttle: false, fault: true },
    2,
  ],
] as const)('%s, by name and without the message', async (_, given, flags, retries) => {
  const [ofCall] = await step(...given);

  expect(ofCall).toMatchObject({ ...flags, aws: { retries }, cause: { exceptions: [{ remote: true }] } });
  expect(JSON.stringify(received)).not.toContain('secret');
});

test('a call that succeeds when it is repeated tells how often it was', async () => {
  const [ofCall] = await step(refusal('InternalServerError', 500), answer(200, { Table: {} }));

  expect(ofCall).toMatchObject({ aws: { retries: 1 }, http: { response: { status: 200 } } });
  expect(ofCall).not.toHaveProperty('fault');
});

test('a call that nobody answers is a fault without a status', async () => {
  const [ofCall] = await step((response) => response.destroy());

  expect(ofCall).toMatchObject({ fault: true, cause: { exceptions: [{ remote: false }] } });
  expect(ofCall).not.toHaveProperty('http');
}, 10_000);

test('a step that has failed is a fault with the code of its error', async () => {
  const trace = StepTrace.begin(env);
  await trace?.end({ name: 'apply', annotations: { ...annotations, kind: null }, failure: 'aws.denied' });
  if (received.length === 0) await once(daemon, 'message');

  expect(received[0]?.document).toMatchObject({
    name: 'apply',
    fault: true,
    cause: { exceptions: [{ type: 'aws.denied', remote: false }] },
  });
});

test.each([
  ['not sampled', { _X_AMZN_TRACE_ID: sampled.replace('Sampled=1', 'Sampled=0') }],
  ['without a trace', { _X_AMZN_TRACE_ID: '' }],
  ['with a trace that is none', { _X_AMZN_TRACE_ID: 'Root=1-2-3;Parent=4;Sampled=1' }],
  ['without a daemon', { AWS_XRAY_DAEMON_ADDRESS: '' }],
  ['with a daemon whose name must be looked up', { AWS_XRAY_DAEMON_ADDRESS: 'xray:2000' }],
])('%s nothing is made and nothing is told to AWS', async (_, changed) => {
  answers = [answer(200, { Table: {} })];

  expect(StepTrace.begin({ ...env, ...changed })).toBeUndefined();
  await call();
  expect(headers[0]).not.toHaveProperty('x-amzn-trace-id');
  expect(received).toEqual([]);
});

test('nobody who listens, and a text too long for a datagram, are no failure', async () => {
  answers = [answer(200, { Table: {} })];
  const silent = StepTrace.begin({ ...env, AWS_XRAY_DAEMON_ADDRESS: 'tcp:127.0.0.1:1 udp:127.0.0.1:1' });
  await call();
  await silent?.end({ name: 'observe', annotations });
  const long = StepTrace.begin(env);
  await long?.end({ name: 'observe'.repeat(10_000), annotations });
  const clipped = StepTrace.begin(env);
  await clipped?.end({ name: 'observe', annotations: { ...annotations, execution: 'x'.repeat(5_000) } });
  if (received.length === 0) await once(daemon, 'message');

  expect(received.map(({ document }) => document.name)).toEqual(['observe']);
  expect(received[0]?.document).toMatchObject({ annotations: { execution: 'x'.repeat(1_000) } });
});

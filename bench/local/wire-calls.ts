import { Agent, request } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { cbor } from '@smithy/core/cbor';
import { SignatureV4 } from '@smithy/signature-v4';

/** One call in one wire form. It is signed once and sent again and again, so that the measuring side costs little. */
export interface WireCall {
  readonly form: string;
  readonly service: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const json = (target: string, version = '1.0') => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

export const WIRE_CALLS: readonly WireCall[] = [
  {
    form: 'JSON 1.0, DescribeAlarms',
    service: 'monitoring',
    method: 'POST',
    path: '/',
    headers: json('GraniteServiceVersion20100801.DescribeAlarms'),
    body: JSON.stringify({ AlarmNames: ['none'] }),
  },
  {
    form: 'CBOR, DescribeAlarms',
    service: 'monitoring',
    method: 'POST',
    path: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: cbor.serialize({ AlarmNames: ['none'] }),
  },
  {
    form: 'Query, DescribeAlarms',
    service: 'monitoring',
    method: 'POST',
    path: '/',
    headers: FORM,
    body: 'Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=none',
  },
  {
    form: 'JSON 1.1, DescribeClusters',
    service: 'dax',
    method: 'POST',
    path: '/',
    headers: json('AmazonDAXV3.DescribeClusters', '1.1'),
    body: '{}',
  },
  {
    form: 'EC2 Query, DescribeSubnets',
    service: 'ec2',
    method: 'POST',
    path: '/',
    headers: FORM,
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  },
  {
    form: 'REST-JSON, ListFunctions',
    service: 'lambda',
    method: 'GET',
    path: '/2015-03-31/functions/',
    headers: {},
    body: '',
  },
  {
    form: 'unread JSON, GetItem',
    service: 'dynamodb',
    method: 'POST',
    path: '/',
    headers: json('DynamoDB_20120810.GetItem'),
    body: JSON.stringify({ TableName: 'bench', Key: { id: { S: 'a' } } }),
  },
];

export async function signedSender(endpoint: string, call: WireCall, connections: number) {
  const { host, hostname, port } = new URL(endpoint);
  const signer = new SignatureV4({
    service: call.service,
    region: 'us-east-1',
    sha256: Sha256,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { method, path, body } = call;
  const { headers } = await signer.sign({
    method,
    protocol: 'http:',
    hostname: host,
    path,
    query: {},
    headers: { host, ...call.headers },
    body,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, method, path, headers, agent }, (incoming) => {
        incoming.resume();
        incoming.once('end', () =>
          incoming.statusCode === 200 ? resolve() : reject(new Error(`${call.form}: status ${incoming.statusCode}`)),
        );
      });
      outgoing.once('error', reject);
      outgoing.end(method === 'GET' ? undefined : body);
    });
  return { send, close: () => agent.destroy() };
}

import { secretsIn } from './secrets';
import { lintTemplate } from './template-lint';

const lint = (Type: string, Properties: object, attributes: object = {}) =>
  lintTemplate({ It: { Type, Properties: Properties as never, ...attributes } }).map(
    ({ rule, text }) => `${rule}: ${text}`,
  );

const role = (statement: object, trust: object = { Service: 'ec2.amazonaws.com' }) => ({
  AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole' }] },
  Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } }],
});
const get = { Action: ['dynamodb:GetItem'], Resource: 'arn:aws:dynamodb:*:*:table/products' };
const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const group = (rule: object) => ({
  SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 9111, ToPort: 9111, ...rule }],
});

test('a port for one group, a right on one table and data that is kept are well', () => {
  expect(lint('AWS::EC2::SecurityGroup', group({ SourceSecurityGroupId: 'sg-1' }))).toEqual([]);
  expect(lint('AWS::IAM::Role', role(get))).toEqual([]);
  expect(lint('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }, kept)).toEqual([]);
});

test.each<[string, string, object, string]>([
  [
    'a port for the world',
    'AWS::EC2::SecurityGroup',
    group({ CidrIp: '0.0.0.0/0' }),
    'open-port: port 9111 is open to the world',
  ],
  ['a port for the IPv6 world', 'AWS::EC2::SecurityGroup', group({ CidrIpv6: '::/0' }), 'open-port'],
  ['a port for a prefix list', 'AWS::EC2::SecurityGroup', group({ SourcePrefixListId: 'pl-1' }), 'open-port'],
  [
    'a rule of its own',
    'AWS::EC2::SecurityGroupIngress',
    { IpProtocol: 'tcp', FromPort: 1, ToPort: 9, CidrIp: '10.0.0.0/8' },
    'open-port: ports 1-9 is open to 10.0.0.0/8',
  ],
  [
    'every port',
    'AWS::EC2::SecurityGroup',
    group({ IpProtocol: '-1', SourceSecurityGroupId: 'sg-1' }),
    'open-port: every port',
  ],
  [
    'a pattern of actions',
    'AWS::IAM::Role',
    role({ ...get, Action: ['dynamodb:*'] }),
    'wide-role: dynamodb:* is a pattern',
  ],
  [
    'every resource',
    'AWS::IAM::Role',
    role({ ...get, Resource: '*' }),
    'wide-role: dynamodb:GetItem on every resource',
  ],
  ['all but some actions', 'AWS::IAM::Role', role({ NotAction: 'iam:*', Resource: 'x' }), 'wide-role: NotAction'],
  ['a role for anybody', 'AWS::IAM::Role', role(get, { AWS: '*' }), 'wide-role: anybody'],
  ['a managed policy', 'AWS::IAM::Role', { ...role(get), ManagedPolicyArns: ['x'] }, 'wide-role: a managed policy'],
  ['a table that goes with the stack', 'AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }, 'not-retained'],
  ['a cluster name of 21 characters', 'AWS::DAX::Cluster', { ClusterName: 'x'.repeat(21) }, 'name: ClusterName'],
  [
    'an index without throughput',
    'AWS::DynamoDB::Table',
    { GlobalSecondaryIndexes: [{ IndexName: 'by-x' }] },
    'index-throughput: the index by-x',
  ],
])('%s is found', (_, type, properties, wanted) => {
  expect(lint(type, properties).join('\n')).toContain(wanted);
});

test.each([
  ['an access key', 'x = "AKIAIOSFODNN7EXAMPLE"'],
  ['a secret key', 'aws_secret_access_key = "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY"'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
  ['an account in an ARN', 'arn:aws:sns:us-east-1:111122223333:topic'],
  ['an account number', '"111122223333"'],
])('%s is found in a text', (_, text) => {
  expect(secretsIn(text)).toHaveLength(1);
});

test('numbers that are no account are left alone', () => {
  expect(secretsIn('1764208800000, 4294967296, "20261124T120000000Z", arn:aws:sns:us-east-1::x')).toEqual([]);
});

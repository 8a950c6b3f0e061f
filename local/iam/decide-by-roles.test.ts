import { RoleStore } from '../boot/role-store';
import { sessionOf } from '../kernel/credentials';
import { decideByRoles } from './decide-by-roles';

const arn = 'arn:aws:iam::123456789012:role/reader';
const roles = new RoleStore();
roles.put({
  name: 'reader',
  arn,
  trust: {},
  policies: [
    {
      name: 'mostly-nothing',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'dax:DescribeClusters', Resource: '*' },
          { Effect: 'Deny', Action: 'sts:*', Resource: '*' },
        ],
      },
    },
  ],
  managedPolicyArns: [],
});
const decide = decideByRoles(roles, { account: '123456789012', region: 'us-east-1' });
const caller = sessionOf(arn, 'test');

test('a session may do what a policy of its role allows, and nothing else', () => {
  expect(decide(caller, { action: 'dax:DescribeClusters', resource: '*' })).toBeUndefined();
  expect(decide(caller, { action: 'dax:DeleteCluster', resource: '*' })?.denied).toContain('dax:DeleteCluster');
});

test('a session may always ask who it is, as no right is needed for that', () => {
  expect(decide(caller, { action: 'sts:GetCallerIdentity', resource: '*' })).toBeUndefined();
  expect(decide(caller, { action: 'sts:AssumeRole', resource: '*' })?.denied).toContain('explicit deny');
});

import { declaredCluster, successors } from '../cluster-arns';
import { arn, logicalId, type Resources, type Value } from '../template';
import type { SetUp } from './targets-to-set-up';

export const applicationRoleId = (target: string): string => logicalId('application-role', target);
export const instanceProfileId = (target: string): string => logicalId('instance-profile', target);

/** Name of the ledger's table, in which the endpoint record and the processes' own items are. */
const ledgerTable = 'daxpilot-ledger';
/** Namespace of what the access module measures. */
const metricNamespace = 'Daxpilot/Access';

const reads = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query', 'Scan'];
/** An index has no items of its own to get or to put. */
const readsOfIndexes = ['Query', 'Scan'];
const writes = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'];

/** The role of an EC2 instance (or container) that uses `@daxpilot/access`, with the instance profile that carries it. */
export function applicationRole(setUp: SetUp): Resources {
  const { name } = setUp;
  return {
    [applicationRoleId(name)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: `What the application tier of ${name} may do`,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          { PolicyName: 'daxpilot-access', PolicyDocument: { Version: '2012-10-17', Statement: statements(setUp) } },
        ],
      },
    },
    [instanceProfileId(name)]: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Roles: [{ Ref: applicationRoleId(name) }] },
    },
  };
}

function statements(setUp: SetUp): readonly Value[] {
  const { name, cluster, tables, bootstrap } = setUp;
  const operations = bootstrap.application.access === 'read' ? reads : [...reads, ...writes];
  const throughCluster = {
    Sid: 'ThroughTheCluster',
    Effect: 'Allow',
    Action: operations.map((operation) => `dax:${operation}`).toSorted(),
    // The second is what a hand-over makes of it.
    Resource: [...declaredCluster(setUp), successors(setUp)],
  };
  const findCluster = {
    Sid: 'FindTheCluster',
    Effect: 'Allow',
    // The second for the item TTL: where it is not known, writes do not fall back.
    Action: ['dax:DescribeClusters', 'dax:DescribeParameters'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
  };
  const aroundCluster = {
    Sid: 'AroundTheCluster',
    Effect: 'Allow',
    Action: [...operations, 'DescribeTable'].map((operation) => `dynamodb:${operation}`).toSorted(),
    Resource: tables.map((table) => arn('dynamodb', `table/${table}`)),
  };
  const ofIndexes = tables.flatMap((table) => indexes(setUp, table));
  const aroundClusterByIndex = {
    Sid: 'AroundTheClusterByIndex',
    Effect: 'Allow',
    Action: readsOfIndexes.map((operation) => `dynamodb:${operation}`),
    Resource: ofIndexes,
  };
  return [
    ...(cluster === undefined ? [] : [throughCluster, findCluster]),
    ...(tables.length === 0 ? [] : [aroundCluster]),
    ...(ofIndexes.length === 0 ? [] : [aroundClusterByIndex]),
    // A process reads the endpoint record and may not write it: whoever writes it redirects all data.
    inLedger('ReadTheEndpointRecord', 'dynamodb:GetItem', [`endpoint#${name}`, `fleet#${name}`]),
    inLedger('WriteOwnItems', 'dynamodb:PutItem', [`fleet#${name}`]),
    {
      Sid: 'MeasureLatency',
      Effect: 'Allow',
      Action: ['cloudwatch:PutMetricData'],
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
    },
  ];
}

/** Indexes of a table that is made are known by name; those of an adopted one are not. */
function indexes({ bootstrap }: SetUp, table: string): readonly Value[] {
  const made = bootstrap.tables[table];
  const names = made === undefined ? ['*'] : Object.keys(made.indexes);
  return names.map((index) => arn('dynamodb', `table/${table}/index/${index}`));
}

const inLedger = (Sid: string, action: string, leadingKeys: readonly string[]): Value => ({
  Sid,
  Effect: 'Allow',
  Action: [action],
  Resource: arn('dynamodb', `table/${ledgerTable}`),
  Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': leadingKeys } },
});

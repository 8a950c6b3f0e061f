import { arn, logicalId, type Resources, type Value } from '../template';
import { clusterGroupId, subnetGroupId } from './network';
import type { SetUp } from './targets-to-set-up';

export const clusterId = (target: string): string => logicalId('cluster', target);
export const serviceRoleId = (target: string): string => logicalId('service-role', target);
export const nodeCountParameter = (target: string): string => logicalId('node-count', target);

/** Parameter group, service role and cluster of a target that describes one. */
export function cluster({ name, cluster: clusterName, tables, bootstrap }: SetUp): Resources {
  const wanted = bootstrap.cluster;
  if (wanted === undefined || clusterName === undefined) return {};
  const group = parameterGroupId(name, wanted.recordTtlMs, wanted.queryTtlMs);
  return {
    [group]: {
      Type: 'AWS::DAX::ParameterGroup',
      Properties: {
        Description: `TTLs of the DAX cluster of ${name}`,
        ParameterNameValues: {
          'record-ttl-millis': String(wanted.recordTtlMs),
          'query-ttl-millis': String(wanted.queryTtlMs),
        },
      },
    },
    [serviceRoleId(name)]: serviceRole(tables),
    [clusterId(name)]: {
      Type: 'AWS::DAX::Cluster',
      Properties: {
        ClusterName: clusterName,
        Description: `Cache of ${name}; its node count is daxpilot's`,
        NodeType: wanted.nodeType,
        // A parameter: CloudFormation keeps its last value and so sees nothing to change, whatever the cluster has by now.
        ReplicationFactor: { Ref: nodeCountParameter(name) },
        IAMRoleARN: { 'Fn::GetAtt': [serviceRoleId(name), 'Arn'] },
        SubnetGroupName: { Ref: subnetGroupId(name) },
        SecurityGroupIds: [{ 'Fn::GetAtt': [clusterGroupId(name), 'GroupId'] }],
        ParameterGroupName: { Ref: group },
        ClusterEndpointEncryptionType: wanted.tls ? 'TLS' : 'NONE',
        SSESpecification: { SSEEnabled: wanted.encryptionAtRest },
        NetworkType: wanted.networkType,
        ...(wanted.maintenanceWindow === undefined ? {} : { PreferredMaintenanceWindow: wanted.maintenanceWindow }),
      },
    },
  };
}

/**
 * The id holds the TTLs, so other TTLs are another group: the guide says in one place that the values of a group in use may be
 * changed and in another that they may not.
 */
const parameterGroupId = (target: string, recordTtlMs: number, queryTtlMs: number): string =>
  logicalId('parameter-group', target, `${recordTtlMs}`, `${queryTtlMs}`);

/**
 * What DAX itself may do. It is the only control on the level of tables: DAX acts with these rights and not with its caller's (DAX
 * guide, "Access control"). DescribeTable and ConditionCheckItem (transactions) are needed beside the item operations.
 */
function serviceRole(tables: readonly string[]): Resources[string] {
  const items = {
    Effect: 'Allow',
    Action: [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:DescribeTable',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
    ],
    Resource: tables.map((table): Value => arn('dynamodb', `table/${table}`)),
  };
  // An index has no items of its own to get or to put.
  const indexes = {
    Effect: 'Allow',
    Action: ['dynamodb:Query', 'dynamodb:Scan'],
    Resource: tables.map((table): Value => arn('dynamodb', `table/${table}/index/*`)),
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: 'What a DAX cluster may do with the tables behind it',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'dax.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'tables', PolicyDocument: { Version: '2012-10-17', Statement: [items, indexes] } }],
    },
  };
}

import { PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DescribeClustersCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { KB, type Mistake, ROLE } from './mistake';

const aCluster = (more: Partial<CreateClusterCommandInput>) =>
  new CreateClusterCommand({
    ClusterName: 'good',
    NodeType: 'dax.r5.large',
    ReplicationFactor: 3,
    IamRoleArn: ROLE,
    ...more,
  });
const aTarget = (more: object) => ({
  ServiceNamespace: 'dynamodb' as const,
  ResourceId: 'table/good',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits' as const,
  MinCapacity: 5,
  MaxCapacity: 10,
  ...more,
});

export const DATA_MISTAKES: readonly Mistake[] = [
  ['12 nodes', 'dax', aCluster({ ReplicationFactor: 12 }), 'NodeQuotaForClusterExceededFault'],
  ['no node', 'dax', aCluster({ ReplicationFactor: 0 }), 'InvalidParameterValueException'],
  ['an unknown type of node', 'dax', aCluster({ NodeType: 'dax.z9.large' }), 'InvalidParameterValueException'],
  ['a name of 21 characters', 'dax', aCluster({ ClusterName: 'a'.repeat(21) }), 'InvalidParameterValueException'],
  ['a name with two hyphens', 'dax', aCluster({ ClusterName: 'a--b' }), 'InvalidParameterValueException'],
  ['a role that is no ARN', 'dax', aCluster({ IamRoleArn: 'role' }), 'InvalidParameterValueException'],
  [
    'a security group that is none',
    'dax',
    aCluster({ SecurityGroupIds: ['sg-xxxxx'] }),
    'InvalidParameterValueException',
  ],
  ['a subnet group that is not there', 'dax', aCluster({ SubnetGroupName: 'none' }), 'SubnetGroupNotFoundFault', 404],
  [
    'a cluster that is not there',
    'dax',
    new DescribeClustersCommand({ ClusterNames: ['none'] }),
    'ClusterNotFoundFault',
    404,
  ],
  [
    'a TTL below zero',
    'dax',
    new UpdateParameterGroupCommand({
      ParameterGroupName: 'none',
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '-1' }],
    }),
    'ParameterGroupNotFoundFault',
    404,
  ],

  [
    'a table name of 2 characters',
    'dynamodb',
    new CreateTableCommand({
      TableName: 'ab',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
    }),
    'ValidationException',
  ],
  [
    'throughput of 0',
    'dynamodb',
    new UpdateTableCommand({
      TableName: 'good',
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 },
    }),
    'ValidationException',
  ],
  [
    'an item of 401 KB',
    'dynamodb',
    new PutItemCommand({ TableName: 'good', Item: { id: { S: 'a' }, text: { S: 'x'.repeat(401 * KB) } } }),
    'ValidationException',
  ],
  [
    'an item without its key',
    'dynamodb',
    new PutItemCommand({ TableName: 'good', Item: { name: { S: 'a' } } }),
    'ValidationException',
  ],
  [
    'an empty key',
    'dynamodb',
    new PutItemCommand({ TableName: 'good', Item: { id: { S: '' } } }),
    'ValidationException',
  ],
  [
    'a number of 39 digits',
    'dynamodb',
    new PutItemCommand({ TableName: 'good', Item: { id: { S: 'a' }, n: { N: '1'.repeat(39) } } }),
    'ValidationException',
  ],
  [
    '26 writes in a batch',
    'dynamodb',
    new BatchWriteItemCommand({
      RequestItems: { good: Array.from({ length: 26 }, (_, n) => ({ DeleteRequest: { Key: { id: { S: `${n}` } } } })) },
    }),
    'ValidationException',
  ],
  [
    '101 reads in a transaction',
    'dynamodb',
    new TransactGetItemsCommand({
      TransactItems: Array.from({ length: 101 }, (_, n) => ({
        Get: { TableName: 'good', Key: { id: { S: `${n}` } } },
      })),
    }),
    'ValidationException',
  ],
  [
    'a table that is not there',
    'dynamodb',
    new PutItemCommand({ TableName: 'none', Item: { id: { S: 'a' } } }),
    'ResourceNotFoundException',
  ],

  [
    'a minimum above the maximum',
    'autoscaling',
    new RegisterScalableTargetCommand(aTarget({ MinCapacity: 11 })),
    'ValidationException',
  ],
  [
    'a minimum below zero',
    'autoscaling',
    new RegisterScalableTargetCommand(aTarget({ MinCapacity: -1 })),
    'ValidationException',
  ],
  [
    'an unknown dimension',
    'autoscaling',
    new RegisterScalableTargetCommand(aTarget({ ScalableDimension: 'dax:cluster:Nodes' })),
    'ValidationException',
  ],
  [
    'a policy for what was not registered',
    'autoscaling',
    new PutScalingPolicyCommand({
      ServiceNamespace: 'dynamodb',
      ResourceId: 'table/none',
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      PolicyName: 'a',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
      },
    }),
    'ObjectNotFoundException',
  ],
];

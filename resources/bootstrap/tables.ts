import type { BootstrapTable, Throughput } from '../../shared/targets';
import { logicalId, type Resources, type Value } from '../template';
import type { SetUp } from './targets-to-set-up';

const tableId = (table: string): string => logicalId('table', table);

/** The tables of a target that are to be made, each with auto scaling of itself and of its indexes where it is provisioned. */
export function tables({ bootstrap, policy }: SetUp): Resources {
  const target = policy.capacityMode.targetUtilisationPercent;
  return Object.fromEntries(
    Object.entries(bootstrap.tables).flatMap(([name, table]) => [
      [tableId(name), tableResource(name, table)] as const,
      ...scaling(name, table, target),
    ]),
  );
}

function tableResource(name: string, table: BootstrapTable): Resources[string] {
  const indexes = Object.entries(table.indexes);
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: name,
      BillingMode: table.billingMode === 'provisioned' ? 'PROVISIONED' : 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes(table),
      KeySchema: keySchema(table),
      ...provisioned(table.throughput),
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
              IndexName,
              KeySchema: keySchema(index),
              Projection: { ProjectionType: index.projection === 'all' ? 'ALL' : 'KEYS_ONLY' },
              ...provisioned(index.throughput),
            })),
          }),
      ...(table.timeToLive === undefined
        ? {}
        : { TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true } }),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
    },
  };
}

type Keyed = Pick<BootstrapTable, 'partitionKey' | 'sortKey'>;

const keySchema = ({ partitionKey, sortKey }: Keyed): readonly Value[] => [
  { AttributeName: partitionKey.name, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey.name, KeyType: 'RANGE' }]),
];

/** Each attribute once; the configuration gives it one type. */
function attributes(table: BootstrapTable): readonly Value[] {
  const keys = [table, ...Object.values(table.indexes)].flatMap(({ partitionKey, sortKey }) =>
    sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
  );
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

const provisioned = (throughput: Throughput | undefined): { readonly [key: string]: Value } =>
  throughput === undefined
    ? {}
    : {
        ProvisionedThroughput: {
          ReadCapacityUnits: throughput.read.min,
          WriteCapacityUnits: throughput.write.min,
        },
      };

/** Reads and writes, the table and every index: an index that does not scale throttles the writes of its table. */
function scaling(
  name: string,
  table: BootstrapTable,
  targetPercent: number,
): readonly (readonly [string, Resources[string]])[] {
  const scaled = [
    { id: [name], resource: `table/${name}`, kind: 'table', throughput: table.throughput },
    ...Object.entries(table.indexes).map(([index, { throughput }]) => ({
      id: [name, index],
      resource: `table/${name}/index/${index}`,
      kind: 'index',
      throughput,
    })),
  ];
  return scaled.flatMap(({ id, resource, kind, throughput }) => {
    if (throughput === undefined) return [];
    return (['read', 'write'] as const).flatMap((side) => {
      const { min, max } = throughput[side];
      const dimension = `dynamodb:${kind}:${side === 'read' ? 'Read' : 'Write'}CapacityUnits`;
      const targetId = logicalId('scalable-target', ...id, side);
      return [
        [targetId, scalableTarget(name, resource, dimension, min, max)],
        [logicalId('scaling-policy', ...id, side), scalingPolicy(targetId, side, targetPercent)],
      ] as const;
    });
  });
}

const scalableTarget = (
  table: string,
  resource: string,
  dimension: string,
  min: number,
  max: number,
): Resources[string] => ({
  Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  DependsOn: tableId(table),
  Properties: {
    ServiceNamespace: 'dynamodb',
    ResourceId: resource,
    ScalableDimension: dimension,
    MinCapacity: min,
    MaxCapacity: max,
    RoleARN: {
      'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
    },
  },
});

function scalingPolicy(targetId: string, side: 'read' | 'write', targetPercent: number): Resources[string] {
  const metric = side === 'read' ? 'DynamoDBReadCapacityUtilization' : 'DynamoDBWriteCapacityUtilization';
  return {
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: {
      PolicyName: `daxpilot-${metric}`,
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: targetId },
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: targetPercent,
        PredefinedMetricSpecification: { PredefinedMetricType: metric },
      },
    },
  };
}

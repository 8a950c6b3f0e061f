import { invalid, notInSet } from './refusals';

export const namespaces = [
  'ecs',
  'elasticmapreduce',
  'ec2',
  'appstream',
  'dynamodb',
  'rds',
  'sagemaker',
  'custom-resource',
  'comprehend',
  'lambda',
  'cassandra',
  'kafka',
  'elasticache',
  'neptune',
  'workspaces',
] as const;

export const dimensions = [
  'dynamodb:table:ReadCapacityUnits',
  'dynamodb:table:WriteCapacityUnits',
  'dynamodb:index:ReadCapacityUnits',
  'dynamodb:index:WriteCapacityUnits',
] as const;
export type ScalableDimension = (typeof dimensions)[number];

/** Read or write units of one table or one global index. */
export interface ScalableResource {
  readonly resourceId: string;
  readonly dimension: ScalableDimension;
  readonly tableName: string;
  readonly indexName?: string;
  readonly side: 'read' | 'write';
}

export interface NamedResource {
  readonly ServiceNamespace?: string | undefined;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
}

/** Only DynamoDB's capacity is scaled here; AWS itself has no DAX among its namespaces. */
export const checkNamespace = (given: string | undefined): void => {
  if (!namespaces.some((one) => one === given)) throw notInSet('serviceNamespace', given, namespaces);
  if (given !== 'dynamodb')
    throw invalid(
      `Unsupported service namespace, resource type or scalable dimension: the local platform scales dynamodb only, not ${given}`,
    );
};

export const resourceOf = ({ ResourceId, ScalableDimension, ServiceNamespace }: NamedResource): ScalableResource => {
  checkNamespace(ServiceNamespace);
  const dimension = dimensions.find((one) => one === ScalableDimension);
  if (!dimension) throw notInSet('scalableDimension', ScalableDimension, dimensions);
  const [, tableName, indexName] = /^table\/([\w.-]{3,255})(?:\/index\/([\w.-]{3,255}))?$/.exec(ResourceId ?? '') ?? [];
  const forIndex = dimension.includes(':index:');
  if (tableName === undefined || forIndex !== (indexName !== undefined))
    throw invalid('Unsupported service namespace, resource type or scalable dimension');
  return {
    resourceId: ResourceId ?? '',
    dimension,
    tableName,
    ...(indexName === undefined ? {} : { indexName }),
    side: dimension.endsWith('ReadCapacityUnits') ? 'read' : 'write',
  };
};

export const keyOf = ({ dimension, resourceId }: ScalableResource): string => `${resourceId}|${dimension}`;

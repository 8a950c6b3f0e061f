import type { Platform, Principal } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { invalid } from './refusals';
import type { ScalableResource } from './scalable-resource';

/** The service-linked role under which Application Auto Scaling works on tables. */
export const scaler: Principal = { kind: 'service', arn: 'dynamodb.application-autoscaling.amazonaws.com' };

export interface CapacityNow {
  readonly onDemand: boolean;
  /** Table and index at rest. */
  readonly active: boolean;
  readonly read: number;
  readonly write: number;
}

interface DescribedThroughput {
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}
interface DescribedTable {
  readonly TableStatus?: string;
  readonly BillingModeSummary?: { readonly BillingMode?: string };
  readonly ProvisionedThroughput?: DescribedThroughput;
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName?: string;
    readonly IndexStatus?: string;
    readonly ProvisionedThroughput?: DescribedThroughput;
  }[];
}

/** Capacity of a resource as DescribeTable tells it; a table or index that is not there is refused. */
export const capacityOf = async (platform: Platform, resource: ScalableResource): Promise<CapacityNow> => {
  const table = await describeTable(platform, resource.tableName);
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const index = indexes.find((one) => one.IndexName === resource.indexName);
  if (resource.indexName !== undefined && !index)
    throw invalid(`DynamoDB index does not exist: ${resource.resourceId}`);
  const throughput = (index ?? table).ProvisionedThroughput;
  return {
    onDemand: table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST',
    active: table.TableStatus === 'ACTIVE' && indexes.every((one) => one.IndexStatus === 'ACTIVE'),
    read: throughput?.ReadCapacityUnits ?? 0,
    write: throughput?.WriteCapacityUnits ?? 0,
  };
};

const describeTable = async (platform: Platform, TableName: string): Promise<DescribedTable> => {
  try {
    const { Table } = await platform.call<{ readonly Table?: DescribedTable }>(
      'dynamodb',
      'DescribeTable',
      { TableName },
      scaler,
    );
    return Table ?? {};
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'ResourceNotFoundException')
      throw invalid(`DynamoDB table does not exist: table/${TableName}`);
    throw error;
  }
};

/** Sets one side through UpdateTable; the other stays. */
export const setCapacity = async (
  platform: Platform,
  resource: ScalableResource,
  now: CapacityNow,
  units: number,
): Promise<void> => {
  const throughput = {
    ReadCapacityUnits: resource.side === 'read' ? units : now.read,
    WriteCapacityUnits: resource.side === 'write' ? units : now.write,
  };
  const change =
    resource.indexName === undefined
      ? { ProvisionedThroughput: throughput }
      : {
          GlobalSecondaryIndexUpdates: [
            { Update: { IndexName: resource.indexName, ProvisionedThroughput: throughput } },
          ],
        };
  await platform.call('dynamodb', 'UpdateTable', { TableName: resource.tableName, ...change }, scaler);
};

import {
  DescribeTableCommand,
  type DynamoDBClient,
  type ProvisionedThroughputDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { TableState } from '../sizing';
import { attemptToFind } from './calls';

/** State of a table and its indexes; undefined where there is none of that name. */
export async function readTable(dynamodb: DynamoDBClient, name: string): Promise<TableState | undefined> {
  const found = await attemptToFind(`DescribeTable ${name}`, (options) =>
    dynamodb.send(new DescribeTableCommand({ TableName: name }), options),
  );
  return found?.Table === undefined ? undefined : toTableState(name, found.Table);
}

export function toTableState(name: string, table: TableDescription): TableState {
  const { BillingModeSummary: mode, GlobalSecondaryIndexes: indexes = [] } = table;
  const decreases = [table, ...indexes].flatMap(
    ({ ProvisionedThroughput: units }) => units?.LastDecreaseDateTime?.getTime() ?? [],
  );
  const switched = mode?.LastUpdateToPayPerRequestDateTime?.getTime();
  return {
    kind: 'table',
    name: table.TableName ?? name,
    status: table.TableStatus ?? 'unknown',
    // The summary is absent for a table that was never on demand.
    billingMode: mode?.BillingMode === 'PAY_PER_REQUEST' ? 'on-demand' : 'provisioned',
    throughput: throughput(table.ProvisionedThroughput),
    // AWS counts them for the table and for each index apart, and refuses an update that touches one over its limit.
    decreasesToday: Math.max(
      ...[table, ...indexes].map(({ ProvisionedThroughput: units }) => units?.NumberOfDecreasesToday ?? 0),
    ),
    ...(decreases.length > 0 && { lastDecreaseMs: Math.max(...decreases) }),
    ...(switched === undefined ? {} : { lastSwitchToOnDemandMs: switched }),
    indexes: indexes.map((index) => ({
      name: index.IndexName ?? 'unknown',
      status: index.IndexStatus ?? 'unknown',
      throughput: throughput(index.ProvisionedThroughput),
    })),
    ...(table.WarmThroughput?.ReadUnitsPerSecond && { warmReadUnits: table.WarmThroughput.ReadUnitsPerSecond }),
    globalTable: (table.Replicas ?? []).length > 0,
  };
}

const throughput = (units: ProvisionedThroughputDescription | undefined) => ({
  read: units?.ReadCapacityUnits ?? 0,
  write: units?.WriteCapacityUnits ?? 0,
});

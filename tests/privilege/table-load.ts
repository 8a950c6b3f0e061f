import { CreateTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { putAll } from '../end-to-end/readings';
import { type AService, minuteMs } from '../end-to-end/service-at-work';

export const dayMs = 24 * 60 * minuteMs;

/** The table that the bootstrap stack does not make. */
export async function createOrders({ clients }: AService): Promise<void> {
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
}

/** As if daxpilot had looked at the target for so long. */
export async function knownFor(service: AService, target: string, ms: number): Promise<void> {
  await setState(service, target, 'firstSeen', (await service.now()) - ms);
}

/** One number of a target's item. */
export async function setState({ clients }: AService, target: string, attribute: string, value: number): Promise<void> {
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: `target#${target}` }, sk: { S: 'state' } },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': attribute },
      ExpressionAttributeValues: { ':value': { N: String(value) } },
    }),
  );
}

export interface TableLoad {
  readonly table: string;
  /** Units a second of the table and of each index. */
  readonly perSecond: Readonly<Record<string, { readonly read: number; readonly write: number }>>;
  readonly points: number;
  readonly everyMs: number;
}

/** Consumption in the newest full periods; the table itself is the index named ''. */
export async function consume(service: AService, { table, perSecond, points, everyMs }: TableLoad): Promise<void> {
  const lastMs = Math.floor((await service.now()) / everyMs) * everyMs - everyMs;
  const times = Array.from({ length: points }, (_, back) => new Date(lastMs - back * everyMs));
  const series = Object.entries(perSecond).flatMap(([index, { read, write }]) => {
    const Dimensions = [
      { Name: 'TableName', Value: table },
      ...(index === '' ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }]),
    ];
    return [
      { MetricName: 'ConsumedReadCapacityUnits', Dimensions, Value: read * (everyMs / 1000) },
      { MetricName: 'ConsumedWriteCapacityUnits', Dimensions, Value: write * (everyMs / 1000) },
    ];
  });
  await putAll(
    service,
    'AWS/DynamoDB',
    series.flatMap((one) => times.map((Timestamp) => ({ ...one, Timestamp }))),
  );
}

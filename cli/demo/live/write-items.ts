import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

const itemsPerRequest = 25;
const rounds = 60;
/** Until the table takes more. */
const throughputMs = 250;

/** Writes to the table itself; what its throughput keeps out is sent again. */
export const writeItems = async (
  dynamodb: DynamoDBClient,
  table: string,
  items: readonly Readonly<Record<string, string | number>>[],
): Promise<void> => {
  let left: readonly WriteRequest[] = items.map((item) => ({ PutRequest: { Item: attributesOf(item) } }));
  for (let round = 0; left.length > 0; round += 1) {
    if (round > rounds) throw new Error(`the table ${table} did not take ${left.length} of ${items.length} items`);
    if (round > 0) await wait(throughputMs);
    const kept: WriteRequest[] = [];
    for (let from = 0; from < left.length; from += itemsPerRequest)
      kept.push(...(await unwritten(dynamodb, table, left.slice(from, from + itemsPerRequest))));
    left = kept;
  }
};

const unwritten = async (
  dynamodb: DynamoDBClient,
  table: string,
  part: readonly WriteRequest[],
): Promise<readonly WriteRequest[]> => {
  try {
    const { UnprocessedItems } = await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: [...part] } }),
    );
    return UnprocessedItems?.[table] ?? [];
  } catch (error) {
    if (error instanceof ProvisionedThroughputExceededException) return part;
    throw error;
  }
};

const attributesOf = (item: Readonly<Record<string, string | number>>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'string' ? { S: value } : { N: String(value) },
    ]),
  );

import type { DynamoDB } from '@aws-sdk/client-dynamodb';

export const TABLE = 'Bench';
export const HOT_ITEMS = 1_000;
export const COLD_ITEMS = 2_500;
const BATCH = 25;

type Key = { pk: { S: string } };
type Item = {
  pk: { S: string };
  name: { S: string };
  price: { N: string };
  tags: { SS: string[] };
  text: { S: string };
};

/** The hot items, and for each concurrency as many cold ones. */
export async function createTable(dynamodb: DynamoDB, concurrencies: readonly number[]): Promise<void> {
  await dynamodb.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const keys = Array.from({ length: HOT_ITEMS }, (_, index) => hot(index).pk.S);
  for (const concurrency of concurrencies) {
    for (let index = 0; index < COLD_ITEMS; index += 1) keys.push(cold(concurrency, index).pk.S);
  }
  for (let at = 0; at < keys.length; at += BATCH) {
    const requests = keys.slice(at, at + BATCH).map((key) => ({ PutRequest: { Item: item(key) } }));
    await dynamodb.batchWriteItem({ RequestItems: { [TABLE]: requests } });
  }
}

/** Each is asked for once. */
export function cold(concurrency: number, index: number): Key {
  return { pk: { S: `c${concurrency}-${index}` } };
}

export function hot(index: number): Key {
  return { pk: { S: `h${index % HOT_ITEMS}` } };
}

/** About 150 bytes. */
export function item(pk: string): Item {
  return {
    pk: { S: pk },
    name: { S: 'a product' },
    price: { N: '12.5' },
    tags: { SS: ['a', 'b'] },
    text: { S: 'x'.repeat(100) },
  };
}

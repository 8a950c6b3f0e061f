import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PortError } from '../flow/ports';
import type { Item, Key, LedgerStore, RowRange, Update, UpdateResult } from '../ledger';
import { fromAttributeMap, toAttributeMap } from './attribute-value';
import { type Environment, once, reading } from './clients';
import { toPortError } from './port-error';
import { updateExpression } from './update-expression';

/**
 * The ledger in the DynamoDB table that `LEDGER_TABLE` names, with string keys `pk` and `sk`. The SDK may repeat a write whose answer
 * was lost: every update of the protocol is safe to repeat.
 */
export function ledgerTable(env: Environment = process.env, connected?: DynamoDBClient): LedgerStore {
  const client = connected === undefined ? reading(DynamoDBClient, env) : () => connected;
  const table = once(() => {
    const { LEDGER_TABLE } = env;
    if (LEDGER_TABLE === undefined) throw new PortError('aws.invalid', 'LEDGER_TABLE is not set', false, 'no');
    return LEDGER_TABLE;
  });
  return {
    read: (key) => guarded(`reading ${shown(key)}`, () => read(client(), table(), key)),
    update: (update) => guarded(`updating ${shown(update.key)}`, () => updateItem(client(), table(), update)),
    append: (row) => guarded(`appending ${shown(row)}`, () => append(client(), table(), row)),
    query: (range) => guarded(`querying ${range.pk}`, () => query(client(), table(), range)),
  };
}

async function read(client: DynamoDBClient, TableName: string, { pk, sk }: Key): Promise<Item | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: toAttributeMap({ pk, sk }), ConsistentRead: true }),
  );
  return Item && fromAttributeMap(Item);
}

async function updateItem(client: DynamoDBClient, TableName: string, update: Update): Promise<UpdateResult> {
  const { pk, sk } = update.key;
  const before = update.returning === 'before';
  const command = new UpdateItemCommand({
    TableName,
    Key: toAttributeMap({ pk, sk }),
    ...updateExpression(update),
    ReturnValues: before ? 'ALL_OLD' : 'ALL_NEW',
  });
  try {
    const { Attributes } = await client.send(command);
    return { kind: 'done', item: fromAttributeMap(Attributes ?? {}) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'refused' };
    throw error;
  }
}

async function append(client: DynamoDBClient, TableName: string, row: Item & Key): Promise<'appended' | 'exists'> {
  const command = new PutItemCommand({
    TableName,
    Item: toAttributeMap(row),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  try {
    await client.send(command);
    return 'appended';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'exists';
    throw error;
  }
}

/** Follows the pages of 1 MB until `limit` rows are there. */
async function query(client: DynamoDBClient, TableName: string, range: RowRange): Promise<readonly Item[]> {
  const rows: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: toAttributeMap({ ':pk': range.pk, ':from': range.from, ':to': range.to }),
        ...(range.members !== undefined && {
          ProjectionExpression: range.members.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(range.members.map((name) => [`#${name}`, name])),
        }),
        ScanIndexForward: range.order === 'oldest-first',
        Limit: range.limit - rows.length,
        ...(from !== undefined && { ExclusiveStartKey: from as never }),
      }),
    );
    rows.push(...Items.map(fromAttributeMap));
    from = LastEvaluatedKey;
  } while (from !== undefined && rows.length < range.limit);
  return rows;
}

async function guarded<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toPortError(what, error);
  }
}

const shown = ({ pk, sk }: Key): string => `${pk} ${sk}`;

import { type Case, KEY, type Step, step } from './cases';

function keys(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ pk: { S: `i${index}` } }));
}
function batchGet(table: object): Step {
  return { operation: 'batchGetItem', input: { RequestItems: { TABLE: table } } };
}
function batchWrite(requests: readonly object[]): Step {
  return { operation: 'batchWriteItem', input: { RequestItems: { TABLE: requests } } };
}
const put = (key: object): object => ({ PutRequest: { Item: { ...key, v: { N: '1' }, w: { SS: ['a'] } } } });
const remove = (key: object): object => ({ DeleteRequest: { Key: key } });

export const batchCases: readonly Case[] = [
  {
    name: 'batch write of puts, batch get of them and of others, batch write of deletes',
    table: 'S',
    steps: [
      batchWrite(keys(25).map(put)),
      batchGet({ Keys: keys(30) }),
      batchGet({ Keys: keys(30), ConsistentRead: true }),
      batchGet({ Keys: keys(30), ProjectionExpression: 'v' }),
      batchWrite([...keys(10).map(remove), ...keys(15).slice(10).map(put)]),
      batchGet({ Keys: keys(30) }),
      step('getItem', { Key: { pk: { S: 'i3' } } }),
      step('getItem', { Key: { pk: { S: 'i20' } } }),
    ],
  },
  {
    name: 'batch get of 100 keys and of one too many',
    table: 'S',
    items: keys(3).map((key) => ({ ...key, v: { S: 'x' } })),
    steps: [batchGet({ Keys: keys(100) }), batchGet({ Keys: keys(101) })],
  },
  { name: 'batch write of one too many', table: 'S', steps: [batchWrite(keys(26).map(put))] },
  { name: 'batch write of the same key twice', table: 'S', steps: [batchWrite([put(KEY), remove(KEY)])] },
  { name: 'batch get of the same key twice', table: 'S', steps: [batchGet({ Keys: [KEY, KEY] })] },
];

const LARGE = { ...KEY, v: { S: 'x'.repeat(410_000) } };
const NOWHERE = { TableName: 'Nowhere' };

export const errorCases: readonly Case[] = [
  {
    name: 'an item that is too large',
    table: 'S',
    steps: [step('putItem', { Item: LARGE }), step('getItem', { Key: KEY })],
  },
  {
    name: 'a table that is not there',
    table: 'S',
    steps: [
      step('getItem', { ...NOWHERE, Key: KEY }),
      step('putItem', { ...NOWHERE, Item: KEY }),
      step('query', { ...NOWHERE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } }),
      step('scan', NOWHERE),
    ],
  },
  {
    name: 'a key of the wrong type and a missing one',
    table: 'S',
    steps: [
      step('getItem', { Key: { pk: { N: '1' } } }),
      step('getItem', { Key: { other: { S: 'x' } } }),
      step('putItem', { Item: { other: { S: 'x' } } }),
    ],
  },
  {
    name: 'a projection whose paths overlap',
    table: 'S',
    items: [{ ...KEY, a: { M: { b: { S: 'x' } } } }],
    steps: [
      step('getItem', { Key: KEY, ProjectionExpression: 'a, a.b' }),
      step('getItem', { Key: KEY }),
      step('getItem', { Key: KEY, ProjectionExpression: 'a, a.b' }),
      step('query', {
        KeyConditionExpression: 'pk = :p',
        ProjectionExpression: 'a.b, a',
        ExpressionAttributeValues: { ':p': { S: 'k' } },
      }),
      batchGet({ Keys: [KEY], ProjectionExpression: 'a, a.b' }),
    ],
  },
  {
    name: 'updates that DynamoDB refuses',
    table: 'S',
    items: [{ ...KEY, s: { S: 'text' }, n: { N: '1' } }],
    steps: [
      step('updateItem', {
        Key: KEY,
        UpdateExpression: 'SET s = s + :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
      step('updateItem', { Key: KEY, UpdateExpression: 'ADD s :n', ExpressionAttributeValues: { ':n': { N: '1' } } }),
      step('updateItem', {
        Key: KEY,
        UpdateExpression: 'SET gone.path = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
      step('updateItem', {
        Key: KEY,
        UpdateExpression: 'SET pk = :n',
        ExpressionAttributeValues: { ':n': { S: 'x' } },
      }),
      step('updateItem', {
        Key: KEY,
        UpdateExpression: 'SET n = :n, n = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
      step('getItem', { Key: KEY }),
    ],
  },
  {
    name: 'queries that DynamoDB refuses',
    table: 'indexed',
    steps: [
      step('query', { KeyConditionExpression: 'a = :p', ExpressionAttributeValues: { ':p': { S: 'x' } } }),
      step('query', {
        IndexName: 'nowhere',
        KeyConditionExpression: 'g = :p',
        ExpressionAttributeValues: { ':p': { S: 'x' } },
      }),
      step('query', {
        IndexName: 'byG',
        ConsistentRead: true,
        KeyConditionExpression: 'g = :p',
        ExpressionAttributeValues: { ':p': { S: 'x' } },
      }),
      step('query', {
        IndexName: 'keysOnly',
        ProjectionExpression: 'a',
        KeyConditionExpression: 'g = :p',
        ExpressionAttributeValues: { ':p': { S: 'x' } },
      }),
      step('scan', { Segment: 3, TotalSegments: 2 }),
      step('query', { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { N: '1' } } }),
    ],
  },
  {
    name: 'numbers that DynamoDB refuses',
    table: 'S',
    lowLevelOnly: true,
    steps: [
      step('putItem', { Item: { ...KEY, v: { N: '1'.repeat(39) } } }),
      step('putItem', { Item: { ...KEY, v: { N: '1E126' } } }),
      step('putItem', { Item: { ...KEY, v: { N: '1E-131' } } }),
      step('getItem', { Key: KEY }),
    ],
  },
];

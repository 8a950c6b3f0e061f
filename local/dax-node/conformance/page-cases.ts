import { type Case, type Step, step } from './cases';

const ITEMS = Array.from({ length: 12 }, (_, index) => ({
  pk: { S: index < 8 ? 'p' : 'q' },
  sk: { N: String((index - 3) * 1.5) },
  g: { S: index % 2 === 0 ? 'even' : 'odd' },
  h: { N: String(100 - index) },
  a: { S: `a${index}` },
  b: { S: 'b'.repeat(index) },
}));
const OF_P = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } };
const OF_EVEN = {
  IndexName: 'byG',
  KeyConditionExpression: 'g = :g',
  ExpressionAttributeValues: { ':g': { S: 'even' } },
};
const BY_H = { ...OF_P, IndexName: 'byH' };
const RANGE_CONDITIONS = ['sk = :x', 'sk < :x', 'sk <= :x', 'sk > :x', 'sk >= :x', 'sk BETWEEN :x AND :y'];

function both(name: string, steps: readonly Step[]): Case {
  return { name, table: 'indexed', items: ITEMS, steps: [...steps, ...steps] };
}

export const pageCases: readonly Case[] = [
  ...RANGE_CONDITIONS.map((condition) => {
    const values = {
      ':p': { S: 'p' },
      ':x': { N: '1.5' },
      ...(condition.includes(':y') ? { ':y': { N: '4.5' } } : {}),
    };
    const query = { KeyConditionExpression: `pk = :p AND ${condition}`, ExpressionAttributeValues: values };
    return both(`query with ${condition}`, [
      step('query', query),
      step('query', { ...query, ScanIndexForward: false }),
    ]);
  }),
  both('query by a hash key alone', [step('query', OF_P), step('query', { ...OF_P, ConsistentRead: true })]),
  both('query of nothing', [step('query', { ...OF_P, ExpressionAttributeValues: { ':p': { S: 'nobody' } } })]),
  both('query that counts', [step('query', { ...OF_P, Select: 'COUNT' }), step('scan', { Select: 'COUNT' })]),
  both('query with a limit and a start key on the table', [
    step('query', { ...OF_P, Limit: 3 }),
    step('query', { ...OF_P, Limit: 3, ExclusiveStartKey: { pk: { S: 'p' }, sk: { N: '-1.5' } } }),
    step('query', { ...OF_P, Limit: 3, ScanIndexForward: false }),
    step('query', { ...OF_P, Limit: 100 }),
  ]),
  both('query with a limit and a start key on a global index', [
    step('query', { ...OF_EVEN, Limit: 2 }),
    step('query', {
      ...OF_EVEN,
      Limit: 2,
      ExclusiveStartKey: { pk: { S: 'q' }, sk: { N: '10.5' }, g: { S: 'even' }, h: { N: '90' } },
    }),
    step('query', { ...OF_EVEN, ProjectionExpression: 'a, h' }),
    step('query', { ...OF_EVEN, IndexName: 'keysOnly' }),
  ]),
  both('query with a limit on a local index', [
    step('query', { ...BY_H, Limit: 3 }),
    step('query', { ...BY_H, Limit: 3, ConsistentRead: true }),
    step('query', { ...BY_H, Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    step('query', { ...BY_H, Select: 'ALL_ATTRIBUTES' }),
    step('query', { ...BY_H, ProjectionExpression: 'b' }),
  ]),
  both('query and scan with a filter, limit and projection at once', [
    step('query', {
      ...OF_P,
      FilterExpression: 'g = :g',
      ProjectionExpression: 'a, sk',
      Limit: 4,
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':g': { S: 'odd' } },
    }),
    step('scan', { FilterExpression: 'h > :h', ExpressionAttributeValues: { ':h': { N: '95' } }, Limit: 7 }),
  ]),
  both('scan of a table, an index, and in segments', [
    step('scan', {}),
    step('scan', { ConsistentRead: true }),
    step('scan', { Limit: 5 }),
    step('scan', { IndexName: 'byG' }),
    step('scan', { IndexName: 'byG', Limit: 5 }),
    step('scan', { IndexName: 'keysOnly' }),
    step('scan', { Segment: 0, TotalSegments: 3 }),
    step('scan', { Segment: 2, TotalSegments: 3, Limit: 2 }),
    step('scan', { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'a' }),
  ]),
];

/** Capacity is DynamoDB's on a miss; what a hit shows is the client's own zero, so each step is a miss here. */
export const capacityCases: readonly Case[] = (['TOTAL', 'INDEXES'] as const).map((level) => ({
  name: `consumed capacity ${level}`,
  table: 'indexed',
  items: ITEMS,
  steps: [
    step('getItem', { Key: { pk: { S: 'p' }, sk: { N: '0' } }, ReturnConsumedCapacity: level }),
    step('getItem', { Key: { pk: { S: 'p' }, sk: { N: '1.5' } }, ConsistentRead: true, ReturnConsumedCapacity: level }),
    step('getItem', { Key: { pk: { S: 'none' }, sk: { N: '0' } }, ReturnConsumedCapacity: level }),
    step('query', { ...OF_P, ReturnConsumedCapacity: level }),
    step('query', { ...OF_EVEN, ReturnConsumedCapacity: level }),
    step('query', { ...BY_H, ReturnConsumedCapacity: level }),
    step('scan', { ReturnConsumedCapacity: level }),
    step('putItem', { Item: { ...ITEMS[0], b: { S: 'new' } }, ReturnConsumedCapacity: level, ReturnValues: 'ALL_OLD' }),
    step('updateItem', {
      Key: { pk: { S: 'p' }, sk: { N: '0' } },
      UpdateExpression: 'SET h = :h',
      ExpressionAttributeValues: { ':h': { N: '1' } },
      ReturnConsumedCapacity: level,
    }),
    step('deleteItem', { Key: { pk: { S: 'p' }, sk: { N: '0' } }, ReturnConsumedCapacity: level }),
    {
      operation: 'batchGetItem',
      input: { RequestItems: { TABLE: { Keys: [{ pk: { S: 'q' }, sk: { N: '9' } }] } }, ReturnConsumedCapacity: level },
    },
    {
      operation: 'batchWriteItem',
      input: {
        RequestItems: {
          TABLE: [{ PutRequest: { Item: ITEMS[1] } }, { DeleteRequest: { Key: { pk: { S: 'q' }, sk: { N: '9' } } } }],
        },
        ReturnConsumedCapacity: level,
      },
    },
  ],
}));

const METRICS = { ReturnItemCollectionMetrics: 'SIZE' };
const LONG = Array.from({ length: 30 }, (_, index) => ({
  pk: { S: 'p' },
  sk: { N: String(index) },
  v: { S: 'v'.repeat(50_000) },
}));

export const moreCases: readonly Case[] = [
  {
    name: 'item collection metrics',
    table: 'indexed',
    items: ITEMS,
    steps: [
      step('putItem', { Item: { ...ITEMS[0], a: { S: 'new' } }, ...METRICS }),
      step('updateItem', {
        Key: { pk: { S: 'p' }, sk: { N: '0' } },
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': { S: 'x' } },
        ...METRICS,
      }),
      step('deleteItem', { Key: { pk: { S: 'p' }, sk: { N: '0' } }, ...METRICS }),
    ],
  },
  {
    name: 'pages that end by size',
    table: 'SN',
    items: LONG,
    steps: [
      step('query', OF_P),
      step('query', { ...OF_P, ExclusiveStartKey: { pk: { S: 'p' }, sk: { N: '20' } } }),
      step('scan', {}),
      step('scan', { ProjectionExpression: 'sk' }),
    ],
  },
  {
    name: 'the parameters that came before expressions',
    table: 'indexed',
    items: ITEMS,
    lowLevelOnly: true,
    steps: [
      step('getItem', { Key: { pk: { S: 'p' }, sk: { N: '0' } }, AttributesToGet: ['a', 'sk'] }),
      step('query', {
        KeyConditions: {
          pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'p' }] },
          sk: { ComparisonOperator: 'GT', AttributeValueList: [{ N: '0' }] },
        },
        QueryFilter: { g: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'even' }] } },
      }),
      step('scan', {
        ScanFilter: { a: { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [{ S: 'a1' }] } },
        AttributesToGet: ['a'],
      }),
      step('updateItem', {
        Key: { pk: { S: 'p' }, sk: { N: '0' } },
        AttributeUpdates: {
          a: { Action: 'PUT', Value: { S: 'new' } },
          b: { Action: 'DELETE' },
          n: { Action: 'ADD', Value: { N: '2' } },
        },
        Expected: { g: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'odd' }] } },
        ReturnValues: 'ALL_NEW',
      }),
      step('putItem', { Item: { pk: { S: 'p' }, sk: { N: '0' } }, Expected: { pk: { Exists: false } } }),
      step('deleteItem', {
        Key: { pk: { S: 'p' }, sk: { N: '0' } },
        Expected: { a: { Value: { S: 'new' } }, n: { Value: { N: '3' } } },
        ConditionalOperator: 'OR',
        ReturnValues: 'ALL_OLD',
      }),
    ],
  },
];

import { bytes, type Case, KEY, type Step, step } from './cases';

const ITEM = {
  ...KEY,
  s: { S: 'hello' },
  n: { N: '5' },
  b: { B: bytes(1, 2, 3) },
  t: { BOOL: true },
  z: { NULL: true },
  l: { L: [{ N: '1' }, { M: { x: { S: 'in list' } } }, { N: '3' }] },
  m: { M: { a: { N: '1' }, 'dot.ted': { S: 'd' }, deep: { M: { er: { L: [{ S: 'bottom' }] } } } } },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  name: { S: 'reserved word' },
};
const VALUES = {
  ':s': { S: 'hello' },
  ':h': { S: 'he' },
  ':n': { N: '5' },
  ':low': { N: '1' },
  ':high': { N: '9' },
  ':ty': { S: 'N' },
  ':a': { S: 'a' },
  ':b': { B: bytes(1, 2, 3) },
  ':ss': { SS: ['a', 'b'] },
  ':map': { M: { x: { S: 'in list' } } },
  ':list': { L: [{ N: '7' }] },
  ':t': { BOOL: true },
  ':three': { N: '3' },
  ':null': { NULL: true },
};
const NAMES = { '#name': 'name', '#dot': 'dot.ted' };

/** Only what an expression uses may be sent with it. */
function placeholders(...expressions: readonly (string | undefined)[]): object {
  const text = expressions.join(' ');
  const uses = (token: string): boolean => new RegExp(`${token}(?![A-Za-z0-9_])`).test(text);
  const values = Object.entries(VALUES).filter(([token]) => uses(token));
  const names = Object.entries(NAMES).filter(([token]) => uses(token));
  return {
    ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
    ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
  };
}

/** True and false ones, of every comparator, function and way to combine them. */
const CONDITIONS = [
  's = :s',
  's <> :s',
  'n < :high',
  'n <= :n',
  'n > :high',
  'n >= :n',
  'b = :b',
  't = :t',
  'z = :null',
  'ss = :ss',
  'n BETWEEN :low AND :high',
  ':n BETWEEN n AND :high',
  'n IN (:low, :n, :high)',
  's IN (:h)',
  'attribute_exists(s)',
  'attribute_exists(m.a)',
  'attribute_exists(m.#dot)',
  'attribute_exists(l[1].x)',
  'attribute_not_exists(gone)',
  'attribute_not_exists(s)',
  'attribute_type(n, :ty)',
  'begins_with(s, :h)',
  'contains(s, :h)',
  'contains(ss, :a)',
  'contains(l, :n)',
  'size(s) = :n',
  'size(l) = :three',
  'size(m) > :low',
  'NOT s = :s',
  'NOT (s = :h)',
  's = :s AND n = :n',
  's = :h OR n = :n',
  's = :s AND n = :n AND t = :t',
  's = :h OR n = :low OR t = :t',
  '(s = :h OR n = :n) AND t = :t',
  's = :h OR n = :n AND t = :t',
  'NOT (s = :h AND n = :n) AND (NOT contains(s, :a))',
  '#name = :s',
  'l[1].x = :s',
  'l[0] = :low',
  'm.deep.er[0] <> :s',
  'm.a < n',
  'l[1] = :map',
] as const;

export const conditionCases: readonly Case[] = CONDITIONS.map((condition) => ({
  name: `condition ${condition}`,
  table: 'S' as const,
  items: [ITEM],
  steps: [
    step('updateItem', {
      Key: KEY,
      UpdateExpression: 'SET touched = :t',
      ConditionExpression: condition,
      ...placeholders(condition, ':t'),
      ReturnValues: 'ALL_NEW',
    }),
    step('scan', { FilterExpression: condition, ...placeholders(condition) }),
    step('query', {
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: condition,
      ...merged(placeholders(condition), { ':pk': { S: 'k' } }),
    }),
    step('putItem', { Item: { ...KEY, s: { S: 'new' } }, ConditionExpression: condition, ...placeholders(condition) }),
    step('getItem', { Key: KEY }),
    step('deleteItem', {
      Key: KEY,
      ConditionExpression: condition,
      ...placeholders(condition),
      ReturnValues: 'ALL_OLD',
    }),
    step('getItem', { Key: KEY }),
  ],
}));

function merged(given: object, values: object): object {
  const own = (given as { ExpressionAttributeValues?: object }).ExpressionAttributeValues;
  return { ...given, ExpressionAttributeValues: { ...own, ...values } };
}

const UPDATES = [
  'SET s = :h',
  'SET fresh = :list',
  'SET n = n + :low',
  'SET n = n - :low',
  'SET n = :low + n',
  'SET fresh = if_not_exists(gone, :n)',
  'SET s = if_not_exists(s, :h)',
  'SET l = list_append(l, :list)',
  'SET l = list_append(:list, l)',
  'SET l[0] = :n',
  'SET l[1].x = :h',
  'SET m.a = :n, m.#dot = :h',
  'SET m.deep.er[0] = :h',
  'SET #name = s',
  'SET n = if_not_exists(gone, :n) + :low',
  'REMOVE s',
  'REMOVE s, l[0], m.a',
  'REMOVE gone',
  'ADD n :low',
  'ADD fresh :low',
  'ADD ss :ss',
  'DELETE ss :ss',
  'SET s = :h REMOVE t ADD n :low DELETE ss :ss',
  'REMOVE t SET s = :h, fresh = :t ADD fresh2 :n',
] as const;
const RETURN_VALUES = ['ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const;
/** Nothing comes back with these two, whatever the update. */
const RETURNING_NOTHING = [undefined, 'NONE'] as const;

export const updateCases: readonly Case[] = UPDATES.flatMap((update, index) =>
  [...RETURN_VALUES, ...(index % 6 === 0 ? RETURNING_NOTHING : [])].map((returnValues) => ({
    name: `update ${update} returning ${returnValues ?? 'the default'}`,
    table: 'S' as const,
    items: [ITEM],
    steps: [
      step('getItem', { Key: KEY }),
      step('updateItem', {
        Key: KEY,
        UpdateExpression: update,
        ...placeholders(update),
        ...(returnValues === undefined ? {} : { ReturnValues: returnValues }),
      }),
      step('getItem', { Key: KEY }),
      step('getItem', { Key: KEY, ConsistentRead: true }),
    ],
  })),
);

const PROJECTIONS = [
  's',
  's, n, gone',
  'pk',
  'm.a',
  'm.#dot, m.deep',
  'l[0]',
  'l[2], l[0]',
  'l[1].x, s',
  'l[0], l[7]',
  'm.deep.er[0], #name',
  'gone.way[3].deeper',
  's, m.a, m.deep.er, l[1]',
] as const;

export const projectionCases: readonly Case[] = PROJECTIONS.map((projection) => {
  const withNames = { ProjectionExpression: projection, ...placeholders(projection) };
  const names = placeholders(projection) as { ExpressionAttributeNames?: object };
  return {
    name: `projection ${projection}`,
    table: 'S',
    items: [ITEM, { pk: { S: 'other' }, s: { S: 'x' } }],
    steps: [
      step('getItem', { Key: KEY, ...withNames }),
      step('getItem', { Key: KEY, ...withNames }),
      step('getItem', { Key: KEY, ...withNames, ConsistentRead: true }),
      step('getItem', { Key: { pk: { S: 'none' } }, ...withNames }),
      step('getItem', { Key: { pk: { S: 'none' } }, ...withNames }),
      step('query', {
        KeyConditionExpression: 'pk = :pk',
        ...withNames,
        ExpressionAttributeValues: { ':pk': { S: 'k' } },
      }),
      step('scan', { ...withNames, FilterExpression: 'attribute_exists(n)' }),
      batchGet(projection, names.ExpressionAttributeNames),
      batchGet(projection, names.ExpressionAttributeNames),
    ],
  };
});

function batchGet(projection: string, names: object | undefined): Step {
  const table = {
    Keys: [KEY, { pk: { S: 'other' } }, { pk: { S: 'none' } }],
    ProjectionExpression: projection,
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  };
  return { operation: 'batchGetItem', input: { RequestItems: { TABLE: table } } };
}

import { bytes, type Case, KEY, step } from './cases';

const NINES = '9'.repeat(38);
/** Every attribute type, with the values at its edges. */
const VALUES: readonly (readonly [string, Record<string, unknown>, 'low-level'?])[] = [
  ['text', { S: 'hello' }],
  ['text beyond ASCII', { S: 'žluťoučký kůň 馬 🐎 \u0000 end' }],
  ['long text', { S: 'x'.repeat(70_000) }],
  ['text of 23 bytes', { S: 'x'.repeat(23) }],
  ['text of 24 bytes', { S: 'x'.repeat(24) }],
  ['text of 256 bytes', { S: 'x'.repeat(256) }],
  ['zero', { N: '0' }],
  ['a small integer', { N: '23' }],
  ['a negative integer', { N: '-24' }],
  ['an integer of 16 bits', { N: '65535' }],
  ['an integer of 32 bits', { N: '4294967295' }],
  ['an integer over 32 bits', { N: '4294967296' }],
  ['the largest safe integer', { N: '9007199254740991' }],
  ['an integer past the safe ones', { N: '9007199254740993' }, 'low-level'],
  ['a negative integer past the safe ones', { N: '-9007199254740993' }, 'low-level'],
  ['an integer of 64 bits', { N: '18446744073709551615' }, 'low-level'],
  ['a fraction', { N: '1.5' }],
  ['a fraction with a zero at its end', { N: '1.50' }, 'low-level'],
  ['a negative fraction', { N: '-0.001' }],
  ['a fraction that no double holds', { N: '0.12345678901234567890123456789' }, 'low-level'],
  ['38 digits', { N: NINES }, 'low-level'],
  ['38 negative digits', { N: `-${NINES}` }, 'low-level'],
  ['38 digits with a point', { N: `${NINES.slice(0, 19)}.${NINES.slice(19)}` }, 'low-level'],
  ['a large power of ten', { N: '1E125' }, 'low-level'],
  ['a small power of ten', { N: '1E-130' }, 'low-level'],
  ['a number with an exponent', { N: '12.5e3' }, 'low-level'],
  ['binary', { B: bytes(0, 1, 2, 254, 255) }],
  ['true', { BOOL: true }],
  ['false', { BOOL: false }],
  ['null', { NULL: true }],
  ['an empty list', { L: [] }],
  [
    'a mixed list',
    { L: [{ S: 'a' }, { N: '1' }, { B: bytes(1) }, { BOOL: true }, { NULL: true }, { L: [{ N: '2' }] }] },
  ],
  ['a list of 24 elements', { L: Array.from({ length: 24 }, (_, index) => ({ N: String(index) })) }],
  ['an empty map', { M: {} }],
  [
    'a nested map',
    { M: { 'a.b': { M: { c: { L: [{ M: { d: { S: 'e' } } }] } } }, '': { S: 'empty name' } } },
    'low-level',
  ],
  [
    'a map of every type',
    {
      M: {
        s: { S: 'x' },
        n: { N: '1' },
        ss: { SS: ['p', 'q'] },
        ns: { NS: ['1', '-2.5'] },
        bs: { BS: [bytes(1), bytes(2, 3)] },
      },
    },
  ],
  ['a string set', { SS: ['b', 'a', 'ž'] }],
  ['a number set', { NS: ['3', '-1', '2.5'] }],
  ['a set of large numbers', { NS: [NINES, '1E-100'] }, 'low-level'],
  ['a binary set', { BS: [bytes(1, 2), bytes(3)] }],
  ['nesting of 30 levels', nested(30)],
];

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = { S: 'deep' };
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { L: [value] } : { M: { m: value } };
  return value;
}

export const valueCases: readonly Case[] = VALUES.map(([name, value, only]) => ({
  name: `${name}: put, read from the cache, strongly, past the cache, by query, scan, batch and update`,
  table: 'S',
  items: [{ pk: { S: 'seed' }, v: value, other: { S: 'o' } }],
  lowLevelOnly: only === 'low-level',
  steps: [
    step('putItem', { Item: { ...KEY, v: value } }),
    step('getItem', { Key: KEY }),
    step('getItem', { Key: KEY, ConsistentRead: true }),
    step('getItem', { Key: { pk: { S: 'seed' } } }),
    step('getItem', { Key: { pk: { S: 'seed' } } }),
    step('getItem', { Key: { pk: { S: 'seed' } }, ProjectionExpression: 'v' }),
    step('query', { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'seed' } } }),
    step('scan', { FilterExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'seed' } } }),
    {
      operation: 'batchGetItem',
      input: { RequestItems: { TABLE: { Keys: [KEY, { pk: { S: 'seed' } }, { pk: { S: 'none' } }] } } },
    },
    step('updateItem', {
      Key: KEY,
      UpdateExpression: 'SET w = :w',
      ExpressionAttributeValues: { ':w': value },
      ReturnValues: 'ALL_NEW',
    }),
    step('getItem', { Key: KEY }),
    step('putItem', { Item: { ...KEY, x: { S: 'y' } }, ReturnValues: 'ALL_OLD' }),
    step('deleteItem', { Key: KEY, ReturnValues: 'ALL_OLD' }),
    step('getItem', { Key: KEY }),
  ],
}));

const LONG_BINARY = Buffer.alloc(300, 7);
const KEYS: readonly (readonly [Case['table'], readonly Record<string, unknown>[], 'low-level'?])[] = [
  ['S', [{ pk: { S: 'ž馬' } }, { pk: { S: 'x'.repeat(2048) } }]],
  ['B', [{ pk: { B: bytes(0, 255) } }, { pk: { B: LONG_BINARY } }]],
  ['N', [{ pk: { N: '0' } }, { pk: { N: '-12.5' } }, { pk: { N: '10' } }, { pk: { N: '123456789012' } }]],
  ['N', [{ pk: { N: NINES } }, { pk: { N: '1E-130' } }, { pk: { N: '9007199254740993' } }], 'low-level'],
  [
    'SS',
    [
      { pk: { S: 'p' }, sk: { S: 'ž' } },
      { pk: { S: 'x'.repeat(300) }, sk: { S: 's' } },
    ],
  ],
  ['SB', [{ pk: { S: 'p' }, sk: { B: bytes(0, 1, 255) } }]],
  [
    'SN',
    ['0', '1', '9', '10', '100', '-1', '-12.5', '123.456', '0.001', '-99999'].map((n) => ({
      pk: { S: 'p' },
      sk: { N: n },
    })),
  ],
  [
    'SN',
    ['1E61', '1E62', '-1E62', '1E-62', '1E-63', NINES, `-${NINES}`, '1E125', '-1E-130'].map((n) => ({
      pk: { S: 'p' },
      sk: { N: n },
    })),
    'low-level',
  ],
  [
    'NN',
    [
      { pk: { N: '1' }, sk: { N: '-2' } },
      { pk: { N: '-1.25' }, sk: { N: '300' } },
    ],
  ],
];

export const keyCases: readonly Case[] = KEYS.map(([table, keys, only]) => ({
  name: `keys of ${table}${only === undefined ? '' : ' at their limits'}: every operation`,
  table,
  lowLevelOnly: only === 'low-level',
  steps: [
    ...keys.map((key) => step('putItem', { Item: { ...key, a: { S: 'a' } } })),
    ...keys.map((key) => step('getItem', { Key: key })),
    ...keys.map((key) => step('getItem', { Key: key, ConsistentRead: true })),
    ...keys.map((key) =>
      step('updateItem', {
        Key: key,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      }),
    ),
    { operation: 'batchGetItem', input: { RequestItems: { TABLE: { Keys: keys } } } },
    ...keys.map((key) =>
      step('query', { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': key.pk } }),
    ),
    step('scan', {}),
    ...keys.map((key) => step('deleteItem', { Key: key, ReturnValues: 'ALL_OLD' })),
    ...keys.map((key) => step('getItem', { Key: key })),
  ],
}));

import { AroundKeys } from './around-keys';
import { itemKey, numberText } from './item-key';
import { KeyNames } from './key-names';
import { writtenKeys } from './written-keys';

test.each([
  ['1', '1.0'],
  ['10', '1E1'],
  ['0.5', '.5'],
  ['-0', '0'],
  ['100e-2', '1'],
  ['-1.50', '-15e-1'],
])('%s and %s are one key', (left, right) => {
  expect(numberText(left)).toBe(numberText(right));
  expect(itemKey('t', { n: { N: left } })).toBe(itemKey('arn:aws:dynamodb:us-east-1:1:table/t', { n: { N: right } }));
});

test('keys that differ stay apart', () => {
  const keys = [
    { a: { S: '1' } },
    { a: { N: '1' } },
    { a: { B: new Uint8Array([49]) } },
    { b: { S: '1' } },
    { a: { N: '-1' } },
  ];
  expect(new Set(keys.map((key) => itemKey('t', key))).size).toBe(keys.length);
});

describe('keys written around DAX', () => {
  const aSet = (limit = 2) => {
    const clock = {
      ms: 0,
      now: () => clock.ms,
      after: () => () => {},
      later: () => () => {},
      alarm: () => ({ hold: () => {}, release: () => {} }),
    };
    return { clock, around: new AroundKeys(limit, clock) };
  };

  test('are remembered for their time', () => {
    const { clock, around } = aSet();
    around.add('a', 100);
    expect(around.has('t', 'a')).toBe(true);
    expect(around.has('t', 'b')).toBe(false);
    clock.ms = 100;
    expect(around.has('t', 'a')).toBe(false);
    expect(around.any).toBe(false);
  });

  test('on overflow stand for everything, until the last of them is over', () => {
    const { clock, around } = aSet();
    for (const key of ['a', 'b', 'c']) around.add(key, 100);
    expect(around.has('other', 'z')).toBe(true);
    clock.ms = 100;
    expect(around.has('other', 'z')).toBe(false);
    around.add('d', 300);
    expect(around.overflowing).toBe(false);
  });

  test('a later write of the same key extends its time', () => {
    const { clock, around } = aSet();
    around.add('a', 100);
    around.add('a', 200);
    clock.ms = 150;
    expect(around.has('t', 'a')).toBe(true);
  });
});

test('a put of a table whose key is not known stands for the whole table', () => {
  const names = new KeyNames({ known: ['id'] });
  const put = (TableName: string) =>
    writtenKeys('putItem', { TableName, Item: { id: { S: 'x' }, v: { S: 'y' } } }, names);
  expect(put('known')).toEqual([{ table: 'known', key: itemKey('known', { id: { S: 'x' } }) }]);
  expect(put('strange')).toEqual([{ table: 'strange', key: undefined }]);
});

test('a transaction writes what it puts, updates and deletes, and not what it checks', () => {
  const Key = { id: { S: 'x' } };
  const written = writtenKeys(
    'transactWriteItems',
    {
      TransactItems: [
        { ConditionCheck: { TableName: 't', Key, ConditionExpression: 'a' } },
        { Update: { TableName: 't', Key, UpdateExpression: 'b' } },
        { Delete: { TableName: 'u', Key } },
      ],
    },
    new KeyNames(),
  );
  expect(written.map(({ table }) => table)).toEqual(['t', 'u']);
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compilePattern } from './event-pattern';
import { readJson } from './json-text';
import { PatternError } from './pattern-error';

function matches(pattern: unknown, event: unknown): boolean {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return compilePattern(text(pattern)).matches(readJson(text(event)));
}

type Row = readonly [rule: string, pattern: unknown, yes: readonly unknown[], no: readonly unknown[]];

/** Each rule with values of the field `x` (or whole events) that match and that do not. */
const onX: readonly Row[] = [
  ['a string', ['a'], ['a', ['z', 'a']], ['A', 'ab', '', null, 1, { a: 1 }]],
  ['a number by value', [5], [5], ['5', 5.1, true]],
  ['true', [true], [true], ['true', false, 1]],
  ['null', [null], [null], ['null', '', 0, false]],
  ['one of several', ['a', 5, null], ['a', 5, null], ['b']],
  ['an address in another spelling', ['2001:db8::1'], ['2001:0db8:0:0::1'], ['2001:db8::2', 'x']],
  ['prefix', [{ prefix: 'da' }], ['dax', 'da'], ['d', 'xda', 'DA', 1, null]],
  ['an empty prefix matches every string', [{ prefix: '' }], ['', 'a'], [1, null]],
  ['prefix without case', [{ prefix: { 'equals-ignore-case': 'DaX' } }], ['daxes', 'DAX'], ['da']],
  ['suffix', [{ suffix: '.png' }], ['a.png', '.png'], ['png', 'a.PNG', 1]],
  ['suffix without case', [{ suffix: { 'equals-ignore-case': '.PNG' } }], ['a.pNg'], ['a.pn']],
  ['equals-ignore-case', [{ 'equals-ignore-case': 'Alarm' }], ['ALARM', 'alarm'], ['alarms', 'alar', 1]],
  ['equals-ignore-case of letters that grow', [{ 'equals-ignore-case': 'straße' }], ['STRASSE', 'straße'], ['strase']],
  ['wildcard', [{ wildcard: 'a*b*c' }], ['abc', 'a--b--c', 'abcbc'], ['ab', 'xabc', 'abcx']],
  ['an escaped star', [{ wildcard: 'a\\*b' }], ['a*b'], ['axb', 'a\\b']],
  ['a star alone', [{ wildcard: '*' }], ['', 'a'], [1]],
  ['numeric equality', [{ numeric: ['=', 3.5] }], [3.5], [3, '3.5', null]],
  ['a numeric range', [{ numeric: ['>', 0, '<=', 5] }], [0.1, 5], [0, 5.1, '3', null]],
  ['numeric comparisons', [{ numeric: ['<', -1] }], [-1.1, -1e9], [-1, 0]],
  ['anything-but', [{ 'anything-but': ['a', 'b'] }], ['c', 1, null, true, ['a', 'c']], ['a', 'b', ['a', 'b']]],
  ['anything-but numbers', [{ 'anything-but': [1, 2.5] }], [3, 'x', null], [1, 2.5]],
  ['anything-but a prefix', [{ 'anything-but': { prefix: ['a', 'b'] } }], ['c', 1], ['ab', 'b']],
  ['anything-but a suffix', [{ 'anything-but': { suffix: '.txt' } }], ['a.md', 1], ['a.txt']],
  ['anything-but a wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], ['lib'], ['/lib/', 'a/lib/b']],
  ['anything-but without case', [{ 'anything-but': { 'equals-ignore-case': 'ok' } }], ['okay'], ['OK', 'ok']],
  ['cidr', [{ cidr: '10.0.0.0/24' }], ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', '10.0.0', 1]],
  ['cidr of IPv6', [{ cidr: '2001:db8::/32' }], ['2001:db8::1', '2001:DB8:ffff::'], ['2001:db9::', '10.0.0.1']],
  ['exists', [{ exists: true }], ['a', 0, null, false, ['a']], [{}, { y: 1 }, [], [{ y: 1 }]]],
  ['absence', [{ exists: false }], [{}, { y: 1 }, []], ['a', null, ['a']]],
  ['absence or a value', [{ exists: false }, 'a'], ['a', {}], ['b']],
];

for (const [rule, pattern, yes, no] of onX) {
  test(`${rule}: ${JSON.stringify(pattern)}`, () => {
    expect(yes.filter((x) => !matches({ x: pattern }, { x }))).toEqual([]);
    expect(no.filter((x) => matches({ x: pattern }, { x }))).toEqual([]);
  });
}

const onEvents: readonly Row[] = [
  ['all fields of a pattern must match', { a: [1], b: [2] }, [{ a: 1, b: 2 }], [{ a: 1 }, { a: 1, b: 3 }]],
  ['nested objects', { a: { b: ['x'] } }, [{ a: { b: 'x', c: 1 } }], [{ a: 'x' }, { a: { c: 'x' } }]],
  ['a dot in a name is a step', { 'a.b': ['x'] }, [{ a: { b: 'x' } }, { 'a.b': 'x' }], [{ b: 'x' }]],
  [
    'fields of one array lie in one element',
    { list: { id: ['a'], on: [true] } },
    [{ list: [{ id: 'b' }, { id: 'a', on: true }] }],
    [
      {
        list: [
          { id: 'a', on: false },
          { id: 'b', on: true },
        ],
      },
    ],
  ],
  ['arrays in arrays are looked through', { t: ['x'] }, [{ t: [[['x']]] }], [{ t: [[]] }]],
  [
    'absence counts within the element that matched',
    { list: { a: ['1'], z: [{ exists: false }] } },
    [{ list: [{ a: '1' }, { z: 9 }] }],
    [{ list: [{ a: '1', z: 9 }] }],
  ],
  [
    '$or of fields',
    { $or: [{ a: [1] }, { b: [2] }], c: [3] },
    [
      { a: 1, c: 3 },
      { b: 2, c: 3 },
    ],
    [{ a: 1 }, { c: 3 }],
  ],
  ['$or within an object', { s: { $or: [{ v: [1] }, { w: [2] }] } }, [{ s: { w: 2 } }], [{ w: 2 }]],
  ['$or within $or', { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: [3] }] }] }, [{ c: 3 }], [{ c: 4 }]],
  [
    'two $or multiply',
    '{"$or":[{"a":[1]},{"b":[1]}],"s":{"$or":[{"c":[1]},{"d":[1]}]}}',
    [{ b: 1, s: { c: 1 } }],
    [{ b: 1 }],
  ],
  ['the later of one path stands', { a: [1], $or: [{ a: [2] }, { b: [3] }] }, [{ a: 2 }, { a: 1, b: 3 }], [{ a: 1 }]],
];

for (const [rule, pattern, yes, no] of onEvents) {
  test(`${rule}: ${typeof pattern === 'string' ? pattern : JSON.stringify(pattern)}`, () => {
    expect(yes.filter((event) => !matches(pattern, event))).toEqual([]);
    expect(no.filter((event) => matches(pattern, event))).toEqual([]);
  });
}

test.each([
  ['1', '1.0', true],
  ['1.0', '1e0', true],
  ['300.0', '3.0e2', true],
  ['0', '-0', true],
  ['1', '1.0000001', false],
  ['123456789012345678901', '123456789012345678901', true],
  ['123456789012345678901', '123456789012345678902', false],
])('the number %s against %s', (pattern, event, expected) => {
  expect(matches(`{"x":[${pattern}]}`, `{"x":${event}}`)).toBe(expected);
});

test.each([
  '',
  '{',
  '[]',
  '{}',
  '{"x":1}',
  '{"x":"a"}',
  '{"x":null}',
  '{"x":[]}',
  '{"x":{}}',
  '{"x":[["a"]]}',
  '{"x":["a"]} trailing',
  "{'x':['a']}",
  '{"x":[{}]}',
  '{"x":[{"regex":"a"}]}',
  '{"x":[{"constructor":"a"}]}',
  '{"x":[{"prefix":"a","suffix":"b"}]}',
  '{"x":[{"prefix":1}]}',
  '{"x":[{"prefix":{"suffix":"a"}}]}',
  '{"x":[{"suffix":[]}]}',
  '{"x":[{"exists":1}]}',
  '{"x":[{"exists":null}]}',
  '{"x":[{"numeric":[]}]}',
  '{"x":[{"numeric":[">"]}]}',
  '{"x":[{"numeric":[">","1"]}]}',
  '{"x":[{"numeric":["<",5,">",1]}]}',
  '{"x":[{"numeric":[">",5,"<",5]}]}',
  '{"x":[{"numeric":[">",1,"<",5,"<",6]}]}',
  '{"x":[{"numeric":["!=",5]}]}',
  '{"x":[{"anything-but":true}]}',
  '{"x":[{"anything-but":[]}]}',
  '{"x":[{"anything-but":["a",1]}]}',
  '{"x":[{"anything-but":{"prefix":""}}]}',
  '{"x":[{"anything-but":{"prefix":1}}]}',
  '{"x":[{"anything-but":{"numeric":[">",1]}}]}',
  '{"x":[{"wildcard":"a**b"}]}',
  '{"x":[{"wildcard":"a\\\\b"}]}',
  '{"x":[{"wildcard":"a\\\\"}]}',
  '{"x":[{"cidr":"10.0.0.0"}]}',
  '{"x":[{"cidr":"10.0.0.0/33"}]}',
  '{"x":[{"cidr":"10.0.0.256/8"}]}',
  '{"x":[{"cidr":"2001:db8::/x"}]}',
  '{"x":["a]}',
  '{"x":["\\q"]}',
  '{"x":["a\\',
  '{"x":["\t"]}',
  '{"$or":[]}',
  '{"$or":[{"a":[1]}]}',
  '{"$or":[{"a":[1]},2]}',
  '{"$or":{"a":[1]}}',
  '{"$or":[{"a":[1]},{"prefix":["b"]}]}',
])('the pattern %s is refused', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(PatternError);
});

test('too many combinations of $or are refused', () => {
  const alternatives = Array.from({ length: 11 }, (_, i) => ({ [`f${i}`]: [1] }));
  const nested = ['a', 'b', 'c'].map((name) => [name, { $or: alternatives }] as const);
  expect(() => compilePattern(JSON.stringify(Object.fromEntries(nested)))).toThrow(/too complex/);
});

test('a hostile wildcard ends at once', () => {
  expect(matches({ x: [{ wildcard: `${'a*'.repeat(50)}b` }] }, { x: 'a'.repeat(20_000) })).toBe(false);
});

interface Vector {
  readonly id: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly matches?: boolean;
  readonly error?: boolean;
  readonly doubtful?: boolean;
}

const vectorFile = path.join(__dirname, '../../../../shared/vectors/patterns.jsonl');

(existsSync(vectorFile) ? test : test.skip)('the reference vectors hold, where they are at hand', () => {
  const vectors = readFileSync(vectorFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Vector);
  const wrong = vectors
    .filter((vector) => !vector.doubtful)
    .flatMap((vector) => {
      let got: boolean | 'refused';
      try {
        got = matches(vector.pattern, vector.event);
      } catch (error) {
        got = error instanceof PatternError ? 'refused' : false;
      }
      return got === (vector.error ? 'refused' : vector.matches) ? [] : [{ id: vector.id, got }];
    });
  expect(wrong).toEqual([]);
});

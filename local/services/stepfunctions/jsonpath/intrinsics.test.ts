import type { Json } from '../json';
import { IntrinsicError } from './intrinsics';
import { parseIntrinsic } from './parse-intrinsic';
import { valueOfText } from './payload';

const scope = (input: Json) => ({
  input,
  context: { Execution: { Name: 'run' } },
  variable: (name: string) => (name === 'v' ? 'kept' : undefined),
});
const call = (text: string, input: Json = {}) => valueOfText(text, scope(input));

describe('intrinsic functions', () => {
  test.each<[string, Json, Json]>([
    ["States.Format('Hello {}, welcome to {}.', $.a, $.b)", { a: 'you', b: 7 }, 'Hello you, welcome to 7.'],
    ["States.Format('{} {} {}', $.a, $.b, $.c)", { a: null, b: true, c: 1.5 }, 'null true 1.5'],
    ["States.Format('{}', $.o)", { o: { Arg1: 1, Arg2: [] } }, '{Arg1=1, Arg2=[]}'],
    ["States.Format('\\{\\} {}', 'x')", {}, '{} x'],
    ["States.Format('it\\'s {}', $$.Execution.Name)", {}, "it's run"],
    ["States.Format('{}', $v)", {}, 'kept'],
    ['States.StringToJson($.s)', { s: '{"a":[1]}' }, { a: [1] }],
    ['States.StringToJson($.s)', { s: '' }, null],
    ['States.JsonToString($.o)', { o: { a: 1, b: [] } }, '{"a":1,"b":[]}'],
    ["States.Array('a', 1, $.x, null, true)", { x: { y: 1 } }, ['a', 1, { y: 1 }, null, true]],
    ['States.Array()', {}, []],
    ['States.ArrayPartition($.l, 4)', { l: [1, 2, 3, 4, 5] }, [[1, 2, 3, 4], [5]]],
    ['States.ArrayContains($.l, $.x)', { l: [[1, 2], 3], x: [1, 2] }, true],
    ['States.ArrayContains($.l, 5)', { l: [1] }, false],
    ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
    ['States.ArrayRange(0, 10, 3)', {}, [0, 3, 6, 9]],
    ['States.ArrayRange(10, 1, -4)', {}, [10, 6, 2]],
    ['States.ArrayGetItem($.l, 5)', { l: [1, 2, 3, 4, 5, 6] }, 6],
    ['States.ArrayLength($.l)', { l: [1, 2] }, 2],
    [
      'States.ArrayUnique($.l)',
      { l: [1, 1, '1', [], [], { a: 1, b: 2 }, { b: 2, a: 1 }, null, null] },
      [1, '1', [], { a: 1, b: 2 }, null],
    ],
    ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    [
      'States.JsonMerge($.a, $.b, false)',
      { a: { x: { p: 1 }, y: 1 }, b: { x: { q: 2 }, z: 3 } },
      { x: { q: 2 }, y: 1, z: 3 },
    ],
    ['States.MathAdd(111, -1)', {}, 110],
    ['States.MathAdd($.a, $.b)', { a: 1.49, b: 1.5 }, 3],
    ['States.MathAdd($.a, 0)', { a: -1.5 }, -1],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", {}, ['This', 'is', 'a', 'test', 'string']],
    ["States.StringSplit($.s, ',')", { s: ', , ,' }, [' ', ' ']],
    ["States.StringSplit($.s, ',')", { s: ',,,' }, []],
    ["States.Format('{}-{}', States.ArrayLength($.l), States.MathAdd(1, 2))", { l: [1] }, '1-3'],
  ])('%s of %j', (text, input, expected) => {
    expect(call(text, input)).toEqual(expected);
  });

  test('MathRandom stays within its bounds and repeats with a seed', () => {
    const values = Array.from({ length: 50 }, () => call('States.MathRandom(1, 4)') as number);

    expect(values.every((value) => Number.isInteger(value) && value >= 1 && value < 4)).toBe(true);
    expect(call('States.MathRandom(1, 1000, 7)')).toBe(call('States.MathRandom(1, 1000, 7)'));
  });

  test('UUID gives version 4', () => {
    expect(call('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each<[string, Json]>([
    ["States.Format('{} {}', $.a)", { a: 1 }],
    ['States.ArrayGetItem($.l, 3)', { l: [1] }],
    ['States.ArrayLength($.l)', { l: 'text' }],
    ['States.ArrayPartition($.l, 0)', { l: [1] }],
    ['States.ArrayRange(1, 2000, 1)', {}],
    ['States.ArrayRange(1, 2, 0)', {}],
    ['States.StringToJson($.s)', { s: '{' }],
    ["States.Hash('a', 'CRC')", {}],
    ['States.JsonMerge($.a, $.a, true)', { a: {} }],
    ['States.MathAdd($.s, 1)', { s: '1' }],
    ['States.StringSplit($.n, $.n)', { n: 1 }],
    ['States.Base64Encode($.s)', { s: 'x'.repeat(10_001) }],
  ])('%s fails for %j', (text, input) => {
    expect(() => call(text, input)).toThrow(IntrinsicError);
  });

  test.each([
    'States.Nope()',
    'States.Format()',
    'States.UUID(1)',
    'States.MathAdd(1)',
    "States.Format('open",
    "States.Format('\\q')",
    'States.Array(a)',
    'States.Array(1,)',
    'States.UUID() x',
  ])('%s is no call', (text) => {
    expect(() => parseIntrinsic(text)).toThrow(SyntaxError);
  });
});

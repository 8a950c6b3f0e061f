import type { Json } from '../json';
import { type Bindings, ExpressionError, evaluate } from './evaluate';

const nowMs = Date.UTC(2026, 10, 24, 12);
const run = (text: string, bindings: Bindings = {}) => evaluate(text, bindings, nowMs);

describe('JSONata as Step Functions speaks it', () => {
  test.each<[string, Json]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(10, 0, -5)', [10, 5, 0]],
    ['$range(5, 1, 1)', []],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$hash("", "MD5")', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['$length($hash("a", "SHA-512"))', 128],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$random(7) = $random(7)', true],
    ['$parse("{\\"a\\":[1,null]}").a', [1, null]],
    ['$now()', '2026-11-24T12:00:00.000Z'],
    ['$now("[Y0001]-[M01]")', '2026-11'],
    ['$millis()', nowMs],
    ['$sum([1,2,3])', 6],
    ['[1..3].($ * 2)', [2, 4, 6]],
    ['{"a": 1, "b": [true, null]}', { a: 1, b: [true, null] }],
  ])('%s gives %j', async (text, expected) => {
    expect(await run(text)).toEqual(expected);
  });

  test.each<[string, Json]>([
    ['$states.input.items[price > 10].name', 'b'],
    ['[$states.input.items[price > 10].name]', ['b']],
    ['$states.input.items.price', [5, 20]],
    ['$count($states.input.items)', 2],
    ['$states.input.items^(>price)[0].name', 'b'],
    ['$states.input.items{name: price}', { a: 5, b: 20 }],
    [
      '$states.input ~> |items|{"price": price + 1}|',
      {
        items: [
          { name: 'a', price: 6 },
          { name: 'b', price: 21 },
        ],
      },
    ],
    ['$x + 1', 4],
  ])('%s reads variables and $states', async (text, expected) => {
    const input = {
      items: [
        { name: 'a', price: 5 },
        { name: 'b', price: 20 },
      ],
    };

    expect(await run(text, { x: 3, states: { input } })).toEqual(expected);
  });

  test('a sequence comes out as a plain array', async () => {
    const result = await run('$states.input.a', { states: { input: [{ a: 1 }, { a: 2 }] } });

    expect(Object.keys(result as object)).toEqual(['0', '1']);
  });

  test('what yields nothing is undefined', async () => {
    expect(await run('$states.input.missing', { states: { input: {} } })).toBeUndefined();
    expect(await run('$neverAssigned')).toBeUndefined();
  });

  test.each([
    ['$eval("1")', /T1006: Attempted to invoke a non-function/],
    ['"a" + 1', /T2001/],
    ['$error("stop")', /stop/],
    ['$hash("a", "CRC")', /algorithms MD5, SHA-1/],
    ['$range(1, 2, 0)', /step other than 0/],
    ['$partition([1], 0)', /size of at least 1/],
    ['$parse("{")', /not JSON/],
    ['function($x){$x}', /unsupported result type/],
    ['$sum', /unsupported result type/],
    ['[1..900000]', /memory limit exceeded/],
    [Array(200).fill('1').join('+'), /Stack overflow error/],
    ['($f := function($n){ 1 + $f($n + 1) }; $f(0))', /Stack overflow error/],
    ['($f := function(){ $f() }; $f())', /evaluation timeout/],
  ])('%s fails', async (text, reason) => {
    const failing = run(text);

    await expect(failing).rejects.toBeInstanceOf(ExpressionError);
    await expect(failing).rejects.toThrow(reason);
  });

  test('a hundred terms are within the limits', async () => {
    expect(await run(Array(100).fill('1').join('+'))).toBe(100);
  });
});

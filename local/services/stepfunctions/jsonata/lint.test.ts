import { lintExpression } from './lint';

const nothing = { result: false, errorOutput: false };

describe('expressions at creation', () => {
  test.each([
    'x',
    'x.y',
    'x + $y',
    '$f(x)',
    '{"a": x}',
    '[1, x]',
    '$y ? x : 1',
    '(x)',
    '*',
    '**.x',
    '-x',
    '$map($y, function($v) { $v.a + b })',
    '`a b`',
    'x ~> $string()',
  ])('%s is refused: there is no context item for the name', (text) => {
    expect(lintExpression(text, nothing)).toEqual([
      {
        code: 'UNSUPPORTED_JSONATA_EXPRESSION',
        message: expect.stringMatching(/^Reference to '.+' at the top level is not supported\.$/),
      },
    ]);
  });

  test.each(['$', '$.a', '$$', '$$.a', '$string($)', '$y.($$)'])(
    '%s is refused: nothing is above the variables',
    (text) => {
      expect(lintExpression(text, nothing)).toHaveLength(1);
    },
  );

  test.each([
    '$states.input.a',
    '$states.input.a[b = 1].c',
    '$y.(a + b)',
    '$y.{"a": b}',
    '$y[$ > 1]',
    '$y{a: $sum(b)}',
    '$y^(>a, <b)',
    '$y ~> |a|{"b": c}|',
    '$y.*',
    '$y.**.z',
    '$filter($y, function($v, $i) { $v.a > $i })',
    '($a := 1; $a + $b)',
    '/ab+/',
    '$contains($y, /^a/)',
  ])('%s is taken', (text) => {
    expect(lintExpression(text, nothing)).toEqual([]);
  });

  test.each(['$x +', '{', '$f(', 'a b', '"open'])('%s does not parse', (text) => {
    expect(lintExpression(text, nothing)).toEqual([
      { code: 'INVALID_JSONATA_EXPRESSION', message: expect.any(String) },
    ]);
  });

  test('$states.result and $states.errorOutput only where there is one', () => {
    expect(lintExpression('$states.result.a', nothing)).toHaveLength(1);
    expect(lintExpression('$states.result.a', { result: true, errorOutput: false })).toEqual([]);
    expect(lintExpression('$states.errorOutput.Error', { result: true, errorOutput: false })).toHaveLength(1);
    expect(lintExpression('$states.errorOutput.Error', { result: false, errorOutput: true })).toEqual([]);
  });
});

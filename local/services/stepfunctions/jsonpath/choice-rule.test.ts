import type { Json, JsonObject } from '../json';
import { ConditionPathError, ruleHolds } from './choice-rule';

const holds = (rule: JsonObject, input: Json) =>
  ruleHolds(rule, { input, context: { State: { Name: 'C' } }, variable: (name) => (name === 'limit' ? 5 : undefined) });

describe('choice rules', () => {
  test.each<[string, Json, Json, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'b', false],
    ['StringEquals', '1', 1, false],
    ['StringLessThan', 'b', 'a', true],
    ['StringLessThan', 'b', 'b', false],
    ['StringGreaterThan', 'a', 'b', true],
    ['StringLessThanEquals', 'b', 'b', true],
    ['StringGreaterThanEquals', 'm', 'b', false],
    ['StringMatches', 'log-*.txt', 'log-1.txt', true],
    ['StringMatches', 'log-*.txt', 'log-1.csv', false],
    ['StringMatches', '*', '', true],
    ['StringMatches', 'a\\*b', 'a*b', true],
    ['StringMatches', 'a\\*b', 'axb', false],
    ['StringMatches', 'a\\\\b', 'a\\b', true],
    ['StringMatches', 'a.b', 'axb', false],
    ['StringMatches', '*', 5, false],
    ['NumericEquals', 1, 1.0, true],
    ['NumericEquals', 1, '1', false],
    ['NumericLessThan', 2, 1, true],
    ['NumericGreaterThan', 2, 2, false],
    ['NumericLessThanEquals', 2, 2, true],
    ['NumericGreaterThanEquals', 2, 1, false],
    ['BooleanEquals', true, true, true],
    ['BooleanEquals', true, 'true', false],
    ['TimestampEquals', '2026-11-24T00:00:00Z', '2026-11-24T01:00:00+01:00', true],
    ['TimestampLessThan', '2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z', true],
    ['TimestampGreaterThan', '2026-11-24T00:00:00.5Z', '2026-11-24T00:00:00.6Z', true],
    ['TimestampLessThanEquals', '2026-11-24T00:00:00Z', '2026-11-24T00:00:00Z', true],
    ['TimestampGreaterThanEquals', '2026-11-24T00:00:00Z', 'no time', false],
    ['IsNull', true, null, true],
    ['IsNull', false, null, false],
    ['IsNull', false, 0, true],
    ['IsString', true, '', true],
    ['IsNumeric', true, '1', false],
    ['IsBoolean', true, false, true],
    ['IsTimestamp', true, '2026-11-24T00:00:00Z', true],
    ['IsTimestamp', true, '2026-11-24 00:00:00', false],
    ['IsTimestamp', true, '2026-13-24T00:00:00Z', false],
    ['IsPresent', true, null, true],
    ['IsPresent', false, 1, false],
  ])('%s %j against %j: %s', (comparator, operand, value, expected) => {
    expect(holds({ Variable: '$.x', [comparator]: operand }, { x: value })).toBe(expected);
  });

  test.each<[JsonObject, boolean]>([
    [{ Variable: '$.a', NumericLessThanPath: '$.b' }, true],
    [{ Variable: '$.a', NumericEqualsPath: '$.b' }, false],
    [{ Variable: '$.s', StringEqualsPath: '$$.State.Name' }, true],
    [{ Variable: '$.a', NumericLessThanPath: '$limit' }, true],
    [{ Variable: '$.s', NumericEqualsPath: '$.a' }, false],
    [{ Not: { Variable: '$.a', NumericEquals: 1 } }, false],
    [
      {
        And: [
          { Variable: '$.a', NumericEquals: 1 },
          { Variable: '$.b', NumericEquals: 2 },
        ],
      },
      true,
    ],
    [
      {
        Or: [
          { Variable: '$.a', NumericEquals: 9 },
          { Variable: '$.b', NumericEquals: 2 },
        ],
      },
      true,
    ],
    [
      {
        And: [
          { Variable: '$.none', IsPresent: true },
          { Variable: '$.none', NumericEquals: 2 },
        ],
      },
      false,
    ],
    [
      {
        Or: [
          { Variable: '$.none', IsPresent: false },
          { Variable: '$.none', NumericEquals: 2 },
        ],
      },
      true,
    ],
    [{ Not: { Or: [{ Variable: '$.a', IsString: true }, { And: [{ Variable: '$.b', IsNull: true }] }] } }, true],
  ])('%j', (rule, expected) => {
    expect(holds(rule, { a: 1, b: 2, s: 'C' })).toBe(expected);
  });

  test.each<[JsonObject]>([
    [{ Variable: '$.none', NumericEquals: 1 }],
    [{ Variable: '$.none', IsNull: true }],
    [{ Variable: '$.a', NumericEqualsPath: '$.none' }],
  ])('%j needs what is not there', (rule) => {
    expect(() => holds(rule, { a: 1 })).toThrow(ConditionPathError);
  });
});

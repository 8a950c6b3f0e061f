import type { AlarmState } from './alarm-evaluation';
import { CompositeRuleError, childrenOf, evaluateRule, parseCompositeRule } from './composite-rule';

const states: Readonly<Record<string, AlarmState>> = {
  hot: 'ALARM',
  cold: 'OK',
  new: 'INSUFFICIENT_DATA',
  'a (b)': 'ALARM',
};

test.each([
  ['ALARM(hot)', true],
  ['ALARM(cold)', false],
  ['OK(cold)', true],
  ['INSUFFICIENT_DATA(new)', true],
  ['ALARM("hot")', true],
  ['ALARM( "a (b)" )', true],
  ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:hot)', true],
  ['ALARM(unknown)', false],
  ['NOT ALARM(unknown)', true],
  ['TRUE', true],
  ['FALSE OR TRUE', true],
  ['not false and true', true],
  ['TRUE OR FALSE AND FALSE', true],
  ['(TRUE OR FALSE) AND FALSE', false],
  ['NOT (ALARM(hot) AND OK(cold))', false],
  ['ALARM(hot) AND NOT ALARM(cold) AND\n  OK(cold)', true],
])('%s is %s', (text, expected) => {
  expect(evaluateRule(parseCompositeRule(text), (name) => states[name])).toBe(expected);
});

test('children are named once, also by ARN', () => {
  const rule = parseCompositeRule(
    'ALARM(a) OR OK(a) OR NOT ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:b) OR TRUE',
  );
  expect(childrenOf(rule)).toEqual(['a', 'b']);
});

test.each([
  '',
  'ALARM',
  'ALARM()',
  'ALARM(hot',
  'WARN(hot)',
  'ALARM(hot) ALARM(cold)',
  'ALARM(hot) AND',
  'AND ALARM(hot)',
  '(ALARM(hot)',
  'ALARM(hot))',
  'NOT',
  'TRUEE',
  'alarm(hot)',
  Array.from({ length: 101 }, (_, i) => `ALARM(a${i})`).join(' OR '),
  Array.from({ length: 501 }, () => 'TRUE').join(' OR '),
])('"%.40s" is refused', (text) => {
  expect(() => parseCompositeRule(text)).toThrow(CompositeRuleError);
});

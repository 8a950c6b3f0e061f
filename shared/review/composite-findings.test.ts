import { judgedAlarms, targetOfAlarm } from './alarm-findings';
import { anyAlarmFindings } from './composite-findings';
import { childrenOf, readRule, valuesOf } from './composite-rule';
import { hourMs } from './series-facts';
import type { AlarmState } from './survey';
import { aConfig, aMetric, anAccount, anAlarm, nowMs } from './testing';

const fine = anAlarm({ name: 'fine' });
const orders = anAlarm({ name: 'orders', metrics: [aMetric('ReadThrottleEvents', { TableName: 'orders' })] });
const dead = anAlarm({ name: 'dead', metrics: [aMetric('MemoryUtilization')] });
const composite = (rule: string, parts: Partial<AlarmState> = {}): AlarmState =>
  anAlarm({ name: 'page', metrics: [], rule, ...parts });
const others = [fine, orders, dead, composite('ALARM(dead)', { name: 'dead page' })];
const codes = (alarm: AlarmState): readonly string[] =>
  anyAlarmFindings(alarm, 'products', [...others, alarm], anAccount(), nowMs).map(({ code }) => code);

test.each([
  'ALARM(fine)',
  'ALARM("fine") OR ALARM(dead)',
  'NOT OK(fine)',
  'alarm(fine) and not (alarm(dead) or false)',
  'ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:fine")',
  'INSUFFICIENT_DATA(dead)',
  'ALARM(page) OR ALARM(fine)',
])('nothing is found in %s', (rule) => {
  expect(codes(composite(rule))).toEqual([]);
});

test.each([
  ['ALARM(dead)', ['alarm-rule-fixed']],
  ['ALARM(fine) AND ALARM(dead)', ['alarm-rule-fixed']],
  ['ALARM("dead page")', ['alarm-rule-fixed']],
  ['ALARM(gone)', ['alarm-of-nothing', 'alarm-rule-fixed']],
  ['ALARM(fine) OR ALARM(gone)', ['alarm-of-nothing']],
  ['NOT ALARM(dead)', ['alarm-rule-fixed']],
  ['TRUE', ['alarm-rule-fixed']],
  ['INSUFFICIENT_DATA("dead page")', ['alarm-rule-fixed']],
])('found in %s: %j', (rule, expected) => {
  expect(codes(composite(rule))).toEqual(expected);
});

test('the text says what the rule always is, and which alarm is not there', () => {
  const texts = anyAlarmFindings(composite('NOT ALARM(gone)'), null, others, anAccount(), nowMs).map(
    ({ text }) => text,
  );

  expect(texts).toEqual(['its rule names gone, which is not there', 'NOT ALARM(gone) is always true']);
});

test('a composite alarm that stays in ALARM is stuck like any other', () => {
  expect(codes(composite('ALARM(fine)', { state: 'ALARM', sinceMs: nowMs - 6 * hourMs }))).toEqual(['alarm-stuck']);
});

test('composite alarms are judged if they look at a judged alarm, and belong to the target of all their parts', () => {
  const config = aConfig();
  const lambda = anAlarm({ name: 'lambda', metrics: [] });
  const alarms = [
    ...others,
    lambda,
    composite('ALARM(fine)', { name: 'one' }),
    composite('ALARM(one) OR ALARM(orders)', { name: 'both' }),
    composite('ALARM(lambda)', { name: 'theirs' }),
  ];

  const judged = judgedAlarms(alarms, config).map((alarm) => [alarm.name, targetOfAlarm(alarm, config, alarms)]);

  expect(judged).toEqual([
    ['fine', 'products'],
    ['orders', 'orders'],
    ['dead', 'products'],
    ['dead page', 'products'],
    ['one', 'products'],
    ['both', null],
  ]);
});

test.each(['ALARM(a', 'ALARM(a) ALARM(b)', 'AND ALARM(a)', '', 'ALARM(a) XOR ALARM(b)', '(ALARM(a)'])(
  'not a rule: %s',
  (text) => {
    expect(readRule(text)).toBeNull();
  },
);

test('a rule binds NOT before AND before OR', () => {
  const rule = readRule('NOT ALARM(a) AND ALARM(b) OR OK("c \\"d\\"")');

  expect(rule).toMatchObject({ kind: 'or', left: { kind: 'and', left: { kind: 'not' } }, right: { state: 'OK' } });
  expect(rule && childrenOf(rule)).toEqual(['a', 'b', 'c "d"']);
  expect(rule && valuesOf(rule, () => new Set(['ALARM'] as const))).toEqual({ true: false, false: true });
});

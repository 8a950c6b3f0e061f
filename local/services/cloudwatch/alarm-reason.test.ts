import { type AlarmRule, evaluateAlarm, type MissingDataTreatment } from './alarm-evaluation';
import { reasonData, reasonText } from './alarm-reason';
import { javaDouble } from './java-double';

const T0_MS = Date.UTC(2026, 10, 23, 17, 0);

const aRule = (m: number, n: number, treatMissingData: MissingDataTreatment = 'missing'): AlarmRule => ({
  evaluationPeriods: n,
  datapointsToAlarm: m,
  threshold: 70,
  comparison: 'GreaterThanThreshold',
  treatMissingData,
});

function verdictOf(rule: AlarmRule, values: readonly (number | undefined)[]) {
  const verdict = evaluateAlarm(
    rule,
    values.map((value, i) => ({ atMs: T0_MS + i * 60_000, value })),
  );
  if (verdict.kind === 'keep') {
    throw new Error('the state is kept');
  }
  return verdict;
}

function reasonFor(
  rule: AlarmRule,
  from: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA',
  ...values: (number | undefined)[]
): string {
  const { state, basis } = verdictOf(rule, values);
  return reasonText(rule, from, state, basis);
}

test('a crossing of M out of N is worded as AWS words it, newest first', () => {
  expect(reasonFor(aRule(2, 3), 'OK', 1, 1, 80, 60, 75.5)).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [75.5 (23/11/26 17:04:00), 80.0 (23/11/26 17:02:00)] were greater than the ' +
      'threshold (70.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
});

test('one datapoint is singular', () => {
  expect(reasonFor(aRule(1, 1), 'OK', 99.5)).toBe(
    'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (23/11/26 17:00:00)] was greater than the threshold (70.0) ' +
      '(minimum 1 datapoint for OK -> ALARM transition).',
  );
});

test('the way back says how many were needed', () => {
  expect(reasonFor(aRule(2, 3), 'ALARM', 60, 80, 50)).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [50.0 (23/11/26 17:02:00), 60.0 (23/11/26 17:00:00)] were not greater than ' +
      'the threshold (70.0) (minimum 2 datapoints for ALARM -> OK transition).',
  );
});

test('a first state after none counts as coming from its opposite', () => {
  expect(reasonFor(aRule(1, 1), 'INSUFFICIENT_DATA', 1)).toContain('ALARM -> OK transition');
});

test.each([
  [
    'breaching',
    [undefined, undefined],
    'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  ],
  [
    'notBreaching',
    [1, undefined],
    'Threshold Crossed: 1 datapoint was received for 2 periods and 1 missing datapoint was treated as [NonBreaching].',
  ],
] as const)('missing data treated as %s are named', (treatment, values, expected) => {
  expect(reasonFor(aRule(2, 2, treatment), 'OK', ...values)).toBe(expected);
});

test('too little data is named', () => {
  expect(reasonFor(aRule(1, 3), 'OK', undefined, undefined, undefined)).toBe(
    'Insufficient Data: 3 datapoints were unknown.',
  );
});

test('the data of a reason are JSON with numbers as Java spells them', () => {
  const { basis } = verdictOf(aRule(2, 3), [80, 60, 75.5]);
  const text = reasonData(aRule(2, 3), basis, { nowMs: T0_MS + 190_123, periodS: 60, statistic: 'Maximum' });
  expect(text).toBe(
    '{"version":"1.0","queryDate":"2026-11-23T17:03:10.123+0000","startDate":"2026-11-23T17:00:00.000+0000",' +
      '"statistic":"Maximum","period":60,"recentDatapoints":[80.0,60.0,75.5],"threshold":70.0}',
  );
});

test.each([
  [70, '70.0'],
  [-0.5, '-0.5'],
  [0, '0.0'],
  [-0, '-0.0'],
  [45_628, '45628.0'],
  [0.0666851903306472, '0.0666851903306472'],
  [12_500_000, '1.25E7'],
  [10_000_000, '1.0E7'],
  [9_999_999, '9999999.0'],
  [0.0001, '1.0E-4'],
  [0.001, '0.001'],
])('%d is spelled %s', (value, expected) => {
  expect(javaDouble(value)).toBe(expected);
});

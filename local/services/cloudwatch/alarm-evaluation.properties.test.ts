import fc from 'fast-check';
import { type AlarmRule, type EvaluationPoint, evaluateAlarm, type MissingDataTreatment } from './alarm-evaluation';

const value = fc.option(fc.constantFrom(10, 90), { nil: undefined, freq: 1 });
const runs = { numRuns: 2_000 };
const values = fc.array(value, { minLength: 3, maxLength: 9 });
const mOfN = fc.integer({ min: 1, max: 5 }).chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)));
const treatments: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

function outcome(
  [m, n]: readonly [number, number],
  treatMissingData: MissingDataTreatment,
  line: readonly (number | undefined)[],
) {
  const rule: AlarmRule = {
    evaluationPeriods: n,
    datapointsToAlarm: m,
    threshold: 50,
    comparison: 'GreaterThanThreshold',
    treatMissingData,
  };
  const range: readonly EvaluationPoint[] = line.map((each, i) => ({ atMs: i * 60_000, value: each }));
  const verdict = evaluateAlarm(rule, range);
  return verdict.kind === 'keep' ? 'keep' : verdict.state;
}

test('with enough real points the setting for missing data does not matter', () => {
  fc.assert(
    fc.property(mOfN, values, ([m, n], line) => {
      if (!(line.filter((each) => each !== undefined).length >= n)) {
        return;
      }
      expect(new Set(treatments.map((treatment) => outcome([m, n], treatment, line))).size).toBe(1);
    }),
    runs,
  );
});

test('points older than the newest N real ones do not matter', () => {
  fc.assert(
    fc.property(mOfN, values, values, fc.constantFrom(...treatments), ([m, n], line, older, treatment) => {
      if (!(line.filter((each) => each !== undefined).length >= n)) {
        return;
      }
      expect(outcome([m, n], treatment, [...older, ...line])).toBe(outcome([m, n], treatment, line));
    }),
    runs,
  );
});

test('what is ALARM with missing data within the threshold is ALARM with every setting', () => {
  fc.assert(
    fc.property(mOfN, values, ([m, n], line) => {
      if (!(outcome([m, n], 'notBreaching', line) === 'ALARM')) {
        return;
      }
      expect(treatments.map((treatment) => outcome([m, n], treatment, line))).toEqual(Array(4).fill('ALARM'));
    }),
    runs,
  );
});

test('a point that starts to breach never takes an alarm back', () => {
  fc.assert(
    fc.property(mOfN, values, fc.nat(), fc.constantFrom(...treatments), ([m, n], line, at, treatment) => {
      const index = at % line.length;
      if (!(line[index] === 10 && outcome([m, n], treatment, line) === 'ALARM')) {
        return;
      }
      const worse = line.map((each, i) => (i === index ? 90 : each));
      expect(outcome([m, n], treatment, worse)).toBe('ALARM');
    }),
    runs,
  );
});

test('only missing data can keep the state or leave it unknown', () => {
  fc.assert(
    fc.property(mOfN, values, fc.constantFrom(...treatments), ([m, n], line, treatment) => {
      const result = outcome([m, n], treatment, line);
      if (!(result === 'keep' || result === 'INSUFFICIENT_DATA')) {
        return;
      }
      expect(line.filter((each) => each !== undefined).length).toBeLessThan(n);
      expect(line).not.toContain(10);
    }),
    runs,
  );
});

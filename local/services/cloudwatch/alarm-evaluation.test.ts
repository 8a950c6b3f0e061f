import {
  type AlarmRule,
  type AlarmState,
  breaches,
  COMPARISONS,
  type EvaluationPoint,
  evaluateAlarm,
  evaluationRange,
  type MissingDataTreatment,
  samplesNeeded,
} from './alarm-evaluation';

const aRule = (m: number, n: number, treatMissingData: MissingDataTreatment = 'missing'): AlarmRule => ({
  evaluationPeriods: n,
  datapointsToAlarm: m,
  threshold: 50,
  comparison: 'GreaterThanThreshold',
  treatMissingData,
});

/** `0` within the threshold, `X` breaching, `-` missing, oldest first: the guide's own notation. */
function range(picture: string): readonly EvaluationPoint[] {
  const values: Readonly<Record<string, number | undefined>> = { '0': 10, X: 90, '-': undefined };
  return picture.split(' ').map((mark, i) => ({ atMs: i * 60_000, value: values[mark] }));
}

type Outcome = AlarmState | 'keep';

function outcome(rule: AlarmRule, picture: string): Outcome {
  const verdict = evaluateAlarm(rule, range(picture));
  return verdict.kind === 'keep' ? 'keep' : verdict.state;
}

type Row = readonly [m: number, n: number, picture: string, outcomes: readonly [Outcome, Outcome, Outcome, Outcome]];

/** Outcomes under missing, ignore, breaching, notBreaching. */
const rows: readonly Row[] = [
  // The two tables of the user guide.
  [3, 3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  [3, 3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  [3, 3, '- - - - -', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
  [3, 3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [3, 3, '- - X - -', ['ALARM', 'keep', 'ALARM', 'OK']],
  [2, 3, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, 3, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, 3, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  [2, 3, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  [2, 3, '- - - X -', ['ALARM', 'keep', 'ALARM', 'OK']],
  // Premature transitions are waited out.
  [3, 3, '- - - - X', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
  [3, 3, '- - - X -', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
  [3, 3, '- - - X 0', ['OK', 'OK', 'OK', 'OK']],
  [3, 3, '- - X - X', ['ALARM', 'keep', 'ALARM', 'OK']],
  // M real breaching points need nothing filled in.
  [2, 3, '- - - X X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  // One period: the first breaching point is enough.
  [1, 1, '- - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [1, 1, '- X -', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [1, 1, 'X X 0', ['OK', 'OK', 'OK', 'OK']],
  // Enough real points: the newest of them decide and older ones do not.
  [3, 5, 'X X X X 0 0 0', ['OK', 'OK', 'OK', 'OK']],
  [3, 5, 'X X X 0 X 0 -', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, 2, 'X - - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
];

for (const [m, n, picture, [missing, ignore, breaching, notBreaching]] of rows) {
  test(`${m} out of ${n} over "${picture}"`, () => {
    expect({
      missing: outcome(aRule(m, n, 'missing'), picture),
      ignore: outcome(aRule(m, n, 'ignore'), picture),
      breaching: outcome(aRule(m, n, 'breaching'), picture),
      notBreaching: outcome(aRule(m, n, 'notBreaching'), picture),
    }).toEqual({ missing, ignore, breaching, notBreaching });
  });
}

test('the evaluation range is five periods for three, as in the guide', () => {
  expect(evaluationRange(3)).toBe(5);
});

test.each([
  [49, [false, false, true, true]],
  [50, [false, true, false, true]],
  [51, [true, true, false, false]],
])('%d against a threshold of 50', (value, expected) => {
  expect(COMPARISONS.map((comparison) => breaches(value, comparison, 50))).toEqual(expected);
});

test.each([
  [50, 20],
  [75, 40],
  [99, 1_000],
  [99.9, 10_000],
  [10, 100],
  [0, 0],
  [100, 0],
])('p%d wants %d samples', (percentile, samples) => {
  expect(samplesNeeded(percentile)).toBe(samples);
});

test('a deciding period with too few samples keeps the state', () => {
  const points = range('X X X').map((point, i) => ({ ...point, lowSamples: i === 2 }));
  expect(evaluateAlarm(aRule(1, 1), points)).toEqual({ kind: 'keep' });
});

test('a period with too few samples that does not decide is no matter', () => {
  const points = range('X X X').map((point, i) => ({ ...point, lowSamples: i === 0 }));
  expect(evaluateAlarm(aRule(1, 1), points)).toMatchObject({ state: 'ALARM' });
});

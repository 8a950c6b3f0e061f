import { Samples } from './samples';
import { computeStatistic, parseStatistic } from './statistic';

function of(text: string, samples: Samples): number | undefined {
  const statistic = parseStatistic(text);
  if (statistic === undefined) {
    throw new Error(`${text} is no statistic`);
  }
  return computeStatistic(samples, statistic);
}

function samplesOf(...values: readonly number[]): Samples {
  const samples = new Samples();
  for (const value of values) {
    samples.add(value);
  }
  return samples;
}

const oneToTen = (): Samples => samplesOf(3, 1, 2, 10, 9, 8, 7, 6, 5, 4);

test.each([
  ['SampleCount', 10],
  ['Sum', 55],
  ['Average', 5.5],
  ['Minimum', 1],
  ['Maximum', 10],
  ['p50', 5],
  ['p90', 9],
  ['p99', 10],
  ['p0', 1],
  ['p100', 10],
  ['tm90', 5],
  ['TM(:90%)', 5],
  ['TM(10%:90%)', 5.5],
  ['TM(2:4)', 3.5],
  ['tc90', 9],
  ['TC(80%:)', 2],
  ['ts50', 15],
  ['TS(5:)', 40],
  ['IQM', 5.5],
  ['wm90', 5.4],
  ['WM(10%:90%)', 5.5],
  ['PR(:3)', 30],
  ['PR(3:5)', 20],
])('%s of 1 to 10 is %d', (text, expected) => {
  expect(of(text, oneToTen())).toBeCloseTo(expected, 10);
});

test.each([
  'average',
  'p',
  'p101',
  'p-1',
  'P90',
  'TM(90)',
  'TM(:)',
  'TM(10%:20)',
  'TM(5:2)',
  'PR(:5%)',
  'TM(1%:101%)',
  '',
])('"%s" is no statistic', (text) => {
  expect(parseStatistic(text)).toBeUndefined();
});

test('counts weigh values', () => {
  const samples = new Samples();
  samples.add(10, 99);
  samples.add(90, 1);
  expect([of('p99', samples), of('p99.5', samples), of('Average', samples)]).toEqual([10, 90, 10.8]);
});

test('a statistic set has no percentile', () => {
  const samples = new Samples();
  samples.addSet({ count: 4, sum: 10, minimum: 1, maximum: 5 });
  expect([of('Average', samples), of('p50', samples)]).toEqual([2.5, undefined]);
});

test('a statistic set of equal values has', () => {
  const samples = new Samples();
  samples.addSet({ count: 4, sum: 12, minimum: 3, maximum: 3 });
  expect(of('p50', samples)).toBe(3);
});

test('negative values have no percentile', () => {
  expect(of('p50', samplesOf(-1, 1))).toBeUndefined();
});

test('no samples give no value', () => {
  expect(of('Sum', new Samples())).toBeUndefined();
});

test('merging keeps the spread', () => {
  const merged = samplesOf(1, 2);
  merged.merge(samplesOf(2, 3));
  expect(merged.distinct()).toEqual([
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
});

test('very many different values stay within one percent and bounded memory', () => {
  const samples = new Samples();
  for (let value = 1; value <= 10_000; value += 1) {
    samples.add(value);
  }
  expect(samples.distinct().length).toBeLessThan(3_000);
  expect(samples.count).toBe(10_000);
  expect(Math.abs((of('p50', samples) ?? 0) - 5_000)).toBeLessThan(100);
});

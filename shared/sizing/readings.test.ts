import { gauge, reading } from './readings';
import { seriesFromPoints, sumBetween } from './series';
import { maximum } from './statistics';
import { aSeries, fixtureNowMs, minuteMs } from './testing';

const window = { lengthMs: 5 * minuteMs, staleAfterMs: 5 * minuteMs, minCoveragePercent: 60, nowMs: fixtureNowMs };

test('a gauge with points is a value with age and coverage', () => {
  expect(gauge(aSeries(50), window, maximum)).toEqual({ kind: 'value', value: 50, ageMs: 0, coveragePercent: 100 });
});

test('no datapoints are unknown and not zero', () => {
  expect(gauge(undefined, window, maximum)).toEqual({ kind: 'unknown', why: 'no-datapoints' });
  expect(
    gauge(
      aSeries(() => null),
      window,
      maximum,
    ),
  ).toEqual({ kind: 'unknown', why: 'no-datapoints' });
});

test('a newest point older than allowed is stale, whatever it says', () => {
  const old = aSeries((minute) => (minute < 59 ? 50 : null));

  expect(gauge(old, window, maximum)).toEqual({ kind: 'unknown', why: 'stale', ageMs: 6 * minuteMs });
});

test('a newest point that is late but not stale ends the window', () => {
  const late = aSeries((minute) => (minute < 62 ? minute : null));

  expect(gauge(late, window, maximum)).toMatchObject({
    kind: 'value',
    value: 61,
    ageMs: 3 * minuteMs,
    coveragePercent: 100,
  });
});

test('three of five points are enough, two are not', () => {
  const only = (minutes: readonly number[]) => aSeries((minute) => (minutes.includes(minute) ? 50 : null));

  expect(gauge(only([60, 62, 64]), window, maximum)).toMatchObject({ kind: 'value', coveragePercent: 60 });
  expect(gauge(only([62, 64]), window, maximum)).toMatchObject({
    kind: 'unknown',
    why: 'partial',
    coveragePercent: 40,
  });
});

test('a point whose period has not ended is not looked at', () => {
  const ahead = aSeries((minute) => (minute >= 63 ? 99 : 50), { nowMs: fixtureNowMs + 2 * minuteMs });

  expect(gauge(ahead, window, maximum)).toMatchObject({ kind: 'value', value: 50 });
});

test('not a number is no datapoint', () => {
  const broken = aSeries((minute) => (minute === 64 ? Number.NaN : 50));

  expect(gauge(broken, window, maximum)).toMatchObject({ kind: 'value', value: 50, ageMs: minuteMs });
});

test('points before a change are not looked at', () => {
  const jump = aSeries((minute) => (minute < 62 ? 90 : 40));

  expect(gauge(jump, { ...window, sinceMs: fixtureNowMs - 3 * minuteMs }, maximum)).toMatchObject({
    value: 40,
    coveragePercent: 100,
  });
});

test('zero is a kind of its own', () => {
  expect(reading(0, { ageMs: 0, coveragePercent: 100 })).toMatchObject({ kind: 'zero', value: 0 });
});

test('datapoints in any order, with duplicates and gaps, become one series', () => {
  const at = (minute: number, value: number) => ({ atMs: minute * minuteMs, value });

  expect(seriesFromPoints([at(3, 30), at(1, 10), at(1, 10), at(4, 40)], minuteMs)).toEqual({
    startMs: minuteMs,
    periodMs: minuteMs,
    values: [10, null, 30, 40],
  });
  expect(seriesFromPoints([], minuteMs)).toBeUndefined();
});

test('a period that overlaps a span counts by its share', () => {
  const series = { startMs: 0, periodMs: 60, values: [60, null, 120] };

  expect(sumBetween(series, 30, 150)).toBe(30 + 60);
  expect(sumBetween(undefined, 0, 60)).toBe(0);
});

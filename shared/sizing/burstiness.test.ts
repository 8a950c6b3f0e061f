import { burstinessOf, predictabilityOf } from './burstiness';

const periodMs = 5 * 60_000;
const mondayMs = Date.UTC(2026, 10, 23);
const perDay = 288;
const series = (days: number, at: (index: number) => number) =>
  Array.from({ length: days * perDay }, (_, index) => at(index));
const measured = (values: readonly number[]) => burstinessOf(values, periodMs, mondayMs);

test('a constant load has none', () => {
  expect(measured(series(7, () => 100))).toEqual({ value: 0, profile: 'hour-of-day' });
});

test('a deep day and night that repeats itself is predictable', () => {
  const swing = measured(series(14, (index) => 100 + 90 * Math.sin((2 * Math.PI * index) / perDay)));

  expect(swing?.profile).toBe('hour-of-week');
  expect(swing?.value).toBeLessThan(0.1);
});

test('without the profile the same swing would count as spiky', () => {
  const swing = measured(series(1, (index) => 100 + 90 * Math.sin((2 * Math.PI * index) / perDay)));

  expect(swing).toMatchObject({ profile: 'none' });
  expect(swing?.value).toBeCloseTo(0.9 / Math.sqrt(2), 2);
});

test('a weekend at half load is predictable once two weeks are seen', () => {
  const weekend = measured(series(14, (index) => (Math.floor(index / perDay) % 7 >= 5 ? 50 : 100)));

  expect(weekend?.value).toBe(0);
});

test('irregular bursts of ten times the load are spiky', () => {
  // every 37th period: the burst wanders through the hours
  const bursts = measured(series(7, (index) => (index % 37 === 0 ? 1000 : 100)));

  expect(bursts && predictabilityOf(bursts, 0.5)).toBe('spiky');
});

test('scaling the load does not change the measure', () => {
  const shape = (index: number): number => 100 + (index % 7) * 10;

  expect(measured(series(3, (index) => shape(index) * 1000))?.value).toBeCloseTo(
    measured(series(3, shape))?.value ?? 0,
    10,
  );
});

test.each([[[]], [[0, 0, 0]]])('%j is neither predictable nor spiky', (values) => {
  expect(measured(values)).toBeUndefined();
});

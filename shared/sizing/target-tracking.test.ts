import { simulateTargetTracking } from './target-tracking';

const rules = { targetUtilisationPercent: 70, minUnits: 5, maxUnits: 40_000 };
const minuteMs = 60_000;
const noonMs = Date.UTC(2026, 10, 24, 12);
const minutesOf = (count: number, units: number): readonly number[] => Array.from({ length: count }, () => units);
const track = (values: readonly number[], startMs = noonMs) => simulateTargetTracking(values, minuteMs, startMs, rules);

test('a constant 50 units/s is provisioned as 72 and never changed', () => {
  expect(track(minutesOf(600, 50))).toMatchObject({
    meanConsumed: 50,
    meanProvisioned: 72,
    increases: 0,
    decreases: 0,
    throttledPercent: 0,
    lastProvisioned: 72,
  });
});

test('it scales out after two minutes above the target', () => {
  const tracked = track([...minutesOf(10, 70), ...minutesOf(3, 80)]);

  // 100 units for 12 minutes, then ceil(80 / 0.7) = 115 for one
  expect(tracked).toMatchObject({ increases: 1, lastProvisioned: 115 });
  expect(tracked.meanProvisioned).toBeCloseTo((12 * 100 + 115) / 13);
});

test('one minute above the target changes nothing', () => {
  expect(track([...minutesOf(10, 70), 80, ...minutesOf(10, 70)])).toMatchObject({ increases: 0, lastProvisioned: 100 });
});

test('it scales in after fifteen minutes at 20 points below the target, to the highest of them', () => {
  const tracked = track([...minutesOf(10, 70), 49, ...minutesOf(13, 30), 35]);

  expect(tracked).toMatchObject({ decreases: 1, lastProvisioned: 70 });
});

test('fourteen minutes below are too few, and a minute inside starts the count anew', () => {
  expect(track([...minutesOf(10, 70), ...minutesOf(14, 30)]).decreases).toBe(0);
  expect(track([...minutesOf(10, 70), ...minutesOf(14, 30), 60, ...minutesOf(14, 30)]).decreases).toBe(0);
});

test('between 50 and 70 % of what is provisioned nothing is changed', () => {
  expect(track([...minutesOf(10, 70), ...minutesOf(60, 51)])).toMatchObject({ decreases: 0, lastProvisioned: 100 });
});

test('what exceeds capacity is throttled once 300 seconds of unused capacity are spent', () => {
  // 5 minutes at 70 of 100 save 30 x 300 = 9,000 units; then 400/s: the first minute lacks 18,000, of which 9,000 are saved
  const tracked = track([...minutesOf(5, 70), 400]);

  expect(tracked.throttledPercent).toBeCloseTo((9000 / (5 * 70 * 60 + 400 * 60)) * 100);
});

test('decreases are rationed: four in the first hour of the UTC day, later one an hour', () => {
  const falling = [10_000, 3000, 900, 270].flatMap((units) => minutesOf(15, units));

  expect(track([...falling, 270], Date.UTC(2026, 10, 24)).decreases).toBe(3);
  expect(track([...falling, 270], noonMs).decreases).toBe(1);
});

test('however the load saws, there are at most 27 decreases a day', () => {
  const day = Array.from({ length: 24 * 60 }, (_, minute) => (minute % 20 < 3 ? 1000 : 10));

  expect(track(day, Date.UTC(2026, 10, 24)).decreases).toBeLessThanOrEqual(27);
});

test('the maximum holds, and what it lacks is throttled', () => {
  const tracked = simulateTargetTracking(minutesOf(60, 100), minuteMs, noonMs, { ...rules, maxUnits: 50 });

  expect(tracked).toMatchObject({ lastProvisioned: 50, throttledPercent: 50 });
});

test('five-minute values are played as five minutes each', () => {
  const fine = track(minutesOf(50, 70));
  const coarse = simulateTargetTracking(minutesOf(10, 70), 5 * minuteMs, noonMs, rules);

  expect(coarse).toEqual(fine);
});

test('no history at all provisions the minimum and divides by nothing', () => {
  expect(track([])).toMatchObject({ meanConsumed: 0, meanProvisioned: 5, throttledPercent: 0, utilisationPercent: 0 });
});

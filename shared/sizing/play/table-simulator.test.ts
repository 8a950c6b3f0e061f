import { simulateTable, type TablePoint } from './table-simulator';

const day = Date.UTC(2026, 10, 24);
const flat = (units: number, minutes: number) => new Float64Array(minutes).fill(units);
const provisioned = (t: number, read: number): TablePoint => ({ t, mode: 'provisioned', read });
const onDemand = (t: number): TablePoint => ({ t, mode: 'on-demand' });
const unitMinute = 0.00013 / 60;

test('an hour of 100 units costs 1.3 cents', () => {
  const play = simulateTable(flat(50, 60), [provisioned(0, 100)], { fromMinute: 0, startMs: day });

  expect(play.usd).toBeCloseTo(0.013, 10);
  expect(play.violationMinutes).toBe(0);
});

test('saved-up capacity of 300 s carries a peak, and what is beyond is throttled', () => {
  // Full bucket: 300 x 100 = 30,000. 200 units/s miss 6,000 a minute: five minutes are carried, the sixth is not.
  const demand = new Float64Array([...flat(50, 10), ...flat(200, 6)]);
  const play = simulateTable(demand, [provisioned(0, 100)], { fromMinute: 0, startMs: day });

  expect(play).toMatchObject({ violationMinutes: 1, throttledUnits: 6000 });
});

test('an update works a minute after the call, a mode switch five', () => {
  const up = simulateTable(flat(1, 20), [provisioned(0, 100), provisioned(5, 200)], { fromMinute: 0, startMs: day });
  const away = simulateTable(flat(1, 20), [provisioned(0, 100), onDemand(5)], { fromMinute: 0, startMs: day });

  expect([up.provisioned[5], up.provisioned[6]]).toEqual([100, 200]);
  expect([away.provisioned[9], away.provisioned[10]]).toEqual([100, 0]);
  expect(away.usd).toBeCloseTo(10 * 100 * unitMinute + 10 * 60 * 0.000000125, 10);
});

test('four decreases in the first hour of the UTC day, then one an hour', () => {
  const at = (minutes: readonly number[]) => [
    provisioned(0, 1000),
    ...minutes.map((minute, index) => provisioned(minute, 900 - index)),
  ];
  const play = (minutes: readonly number[]) =>
    simulateTable(flat(1, 300), at(minutes), { fromMinute: 0, startMs: day }).refused;

  expect(play([1, 10, 20, 30])).toBe(0);
  expect(play([1, 10, 20, 30, 40])).toBe(1);
  // The fourth was at 0:30, so the next may be at 1:30.
  expect(play([1, 10, 20, 30, 89])).toBe(1);
  expect(play([1, 10, 20, 30, 90, 150])).toBe(0);
});

test('the fifth switch to on-demand in 24 hours is refused', () => {
  const points = [0, 1, 2, 3, 4].flatMap((hour) => [
    ...(hour === 0 ? [provisioned(0, 100)] : []),
    onDemand(hour * 60 + 10),
    provisioned(hour * 60 + 40, 100),
  ]);
  const play = simulateTable(flat(1, 400), points, { fromMinute: 0, startMs: day });

  expect(play.refused).toBe(1);
});

test('on demand carries 12,000 from the first and then twice the peak, 40,000 at most', () => {
  const demand = new Float64Array([...flat(100, 40), ...flat(20_000, 60), ...flat(45_000, 40)]);
  const play = simulateTable(demand, [onDemand(0)], { fromMinute: 0, startMs: day });

  // 20,000 are throttled at 12,000 until they are 30 minutes old; of 45,000 the quota leaves 5,000.
  expect(play.violationMinutes).toBe(30 + 40);
  expect(play.throttledUnits).toBeCloseTo(30 * 60 * 8000 + 40 * 60 * 5000, 3);
});

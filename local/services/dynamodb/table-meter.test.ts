import { TableMeter } from './table-meter';

const minuteMs = 60_000;

test('a publisher that comes late gives each minute its own data, once', () => {
  let nowMs = 0;
  const meter = new TableMeter(
    () => 1,
    () => nowMs,
  );
  for (const [atMs, units] of [
    [10, 1],
    [20, 3],
    [minuteMs + 5, 10],
    [3 * minuteMs, 7],
  ] as const) {
    nowMs = atMs;
    meter.consumed('read', 'products', undefined, units);
  }

  const late = meter.takeEnded(3 * minuteMs + 1);
  const rest = meter.takeEnded(4 * minuteMs);

  expect(late.map(({ StatisticValues, Timestamp }) => [Timestamp.getTime(), StatisticValues])).toEqual([
    [0, { SampleCount: 2, Sum: 4, Minimum: 1, Maximum: 3 }],
    [minuteMs, { SampleCount: 1, Sum: 10, Minimum: 10, Maximum: 10 }],
  ]);
  expect(rest.map(({ StatisticValues }) => StatisticValues.Sum)).toEqual([7]);
});

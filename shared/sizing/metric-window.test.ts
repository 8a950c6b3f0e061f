import { policySchema } from '../targets';
import { metricWindow } from './metric-window';

const policy = policySchema.parse({});
const minuteMs = 60_000;

test('cluster metrics come by the minute over the longest window and what may be late', () => {
  expect(metricWindow(policy)).toMatchObject({ finePeriodMs: minuteMs, trendMs: 60 * minuteMs, fineMs: 65 * minuteMs });
});

test('a longer trend is fetched whole', () => {
  const longer = policySchema.parse({ windowsMs: { trend: 180 * minuteMs } });

  expect(metricWindow(longer).fineMs).toBe(185 * minuteMs);
});

test.each([
  [2, 5],
  [4, 10],
  [8, 15],
  [16, 30],
  [40, 60],
])('%i consumed series come every %i minutes over two weeks, within about 100 KB', (consumedSeries, minutes) => {
  const { tableMs, tablePeriodMs } = metricWindow(policy, { consumedSeries });
  const json = JSON.stringify(Array.from({ length: (tableMs / tablePeriodMs) * consumedSeries }, () => 150_000));

  expect(tablePeriodMs).toBe(minutes * minuteMs);
  expect(json.length).toBeLessThan(110_000);
});

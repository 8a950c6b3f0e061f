import { backtestPolicy } from './play-request';
import { plotsOf } from './report-plots';
import { backtestCluster } from './run-backtest';

const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.02 };
const dayMinutes = 1440;

/** The plots of eight days, the last one at so many times the load of those before. */
const plotsFor = (lastDay: number) => {
  const values = Float64Array.from({ length: 8 * dayMinutes }, (_, minute) => (minute < 7 * dayMinutes ? 1 : lastDay));
  const meanRate = (40_000 * (7 + lastDay)) / 8;
  const series = { startMs: Date.UTC(2026, 8, 7), values, notes: [] };
  const historyMinutes = 6 * dayMinutes;
  const backtest = backtestCluster({ name: 'jump', series, meanRate, historyMinutes, policy: backtestPolicy() }, mix);
  return plotsOf([{ policy: 'one', backtest }]).plots;
};

test('where node types differ the price of the capacity is drawn beside its nodes', () => {
  const steady = plotsFor(1);
  const outgrown = plotsFor(12);

  expect(steady.map(({ id }) => id)).toEqual(['load', 'size', 'cost']);
  expect(outgrown.map(({ id }) => id)).toEqual(['load', 'size', 'price', 'cost']);
  const prices = outgrown.find(({ id }) => id === 'price')?.lines[0]?.values ?? [];
  // Three r5.large to begin with, at 0.255 USD; the load of the last day needs a larger type.
  expect(prices[0]).toBeCloseTo(3 * 0.255, 4);
  expect(prices.at(-1)).toBeGreaterThan(11 * 0.255);
});

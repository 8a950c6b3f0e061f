import { TrafficPeak } from './traffic-peak';

const minuteMs = 60_000;

test('a minute counts once it is thirty minutes old', () => {
  const peak = new TrafficPeak(100);
  peak.add(60 * 500, 10);

  expect(peak.at(29 * minuteMs)).toBe(100);
  expect(peak.at(30 * minuteMs)).toBe(500);
});

test('the rate of a minute is its mean and not its busiest second', () => {
  const peak = new TrafficPeak(0);
  for (let second = 0; second < 30; second += 1) peak.add(100, second * 1_000);

  expect(peak.at(31 * minuteMs)).toBe(50);
});

test('the highest stays', () => {
  const peak = new TrafficPeak(0);
  peak.add(600, 0);
  peak.add(60, 5 * minuteMs);

  expect(peak.at(1_000 * minuteMs)).toBe(10);
});

import { creditsOf } from './credit-balance';

const minuteMs = 60_000;
const series = (values: readonly (number | null)[]) => ({ startMs: 0, periodMs: 5 * minuteMs, values });

test('a falling balance is told by its first and newest point', () => {
  expect(creditsOf(series([60, 50, null, 30]), 21 * minuteMs)).toEqual({ before: 60, now: 30, spanMs: 15 * minuteMs });
});

test('a balance that has fallen silent is used up, since AWS publishes no zero', () => {
  expect(creditsOf(series([20, 10, null, null, null]), 25 * minuteMs)).toEqual({
    before: 20,
    now: 0,
    spanMs: 10 * minuteMs,
  });
});

test('one point or none shows no direction', () => {
  expect([creditsOf(undefined, 0), creditsOf(series([null, 5]), 10 * minuteMs)]).toEqual([undefined, undefined]);
});

import { savedBurst } from './saved-burst';

test('what was not used in the minutes before is saved up, to 300 seconds at most, and spent first', () => {
  expect(savedBurst([40, 40], 2, 100, 60)).toBe(7200);
  expect(savedBurst(new Array(60).fill(40), 60, 100, 60)).toBe(30_000);
  expect(savedBurst([40, 40, 200], 3, 100, 60)).toBe(1200);
  expect(savedBurst([40, 40, 400], 3, 100, 60)).toBe(0);
});

test('minutes before the units were what they are do not count, and unknown ones save nothing', () => {
  expect(savedBurst([0, 0, 40], 3, 100, 1)).toBe(3600);
  expect(savedBurst([40, null, 40], 3, 100, 60)).toBe(7200);
});

import { hitRateGrade, hitRatePercent, readsWithoutCache } from './hit-rate';

const limits = { min: 80, good: 90 };

test('the brief looks at hits alone; corrected, it is hits over hits and misses', () => {
  expect(hitRatePercent({ hits: 900, misses: 100 })).toBe(90);
});

test('without lookups there is no rate', () => {
  expect(hitRatePercent({ hits: 0, misses: 0 })).toBeUndefined();
});

test.each([
  [0, 'poor'],
  [79.9, 'poor'],
  [80, 'fair'],
  [90, 'fair'],
  [90.1, 'well-sized'],
  [95, 'well-sized'],
  [95.1, 'excellent'],
])('%d %% is %s', (percent, grade) => {
  expect(hitRateGrade(percent, limits)).toBe(grade);
});

test('at 90 % hits a table that serves 100 reads/s would serve 1,000 without the cache', () => {
  expect(readsWithoutCache(100, 90)).toBeCloseTo(1000);
  expect(readsWithoutCache(100, 100)).toBeUndefined();
});
